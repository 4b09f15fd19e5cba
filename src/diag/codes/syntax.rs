//! E01xx: what the text looks like.

super::codes! {
    UNEXPECTED = "E0101", "something else was expected here",
        "A statement breaks off, or goes on with something that has no place in it.\n\n\
         ```arch\ntype Order { id uuid }\n```\n\n\
         The message names what could stand there: here a `:` after the name of the field.\n\n\
         ```arch\ntype Order { id: uuid }\n```";
    UNCLOSED_BLOCK = "E0102", "a block is not closed",
        "A `{` has no `}`. The compiler looks at the indentation to find out which block it is, and goes on as if the `}` \
         stood where the indentation says.\n\n\
         ```arch\nservice orders {\n  tech \"Rust\"\n\nservice payments {\n}\n```\n\n\
         Here the block of `orders` is meant to end after `tech \"Rust\"`.";
    STRAY_CLOSER = "E0103", "a closer too many",
        "A `}` closes nothing: every block that was opened before it is closed already. Remove it, or look for a `{` that is \
         missing above it.";
    UNCLOSED_STRING = "E0104", "a string is not closed",
        "A `\"string\"` ends on the line on which it begins. Text over several lines stands between `\"\"\"` and `\"\"\"`; a \
         quotation mark within a string is written `\\\"`.\n\n\
         ```arch\nservice orders \"Orders {\n}\n```";
    UNCLOSED_TEXT = "E0105", "a raw text is not closed",
        "A raw text begins with `\"\"\"` and ends with the next `\"\"\"`. There is none after this one, or so the \
         indentation says.";
    UNCLOSED_COMMENT = "E0106", "a comment is not closed",
        "A comment that begins with `/*` ends with `*/`. Comments do not nest. A path that ends in `/*` is written as a \
         string: a path of the language holds no `*`.";
    BAD_ESCAPE = "E0107", "an escape that there is not",
        "In a string a backslash begins an escape: `\\\"`, `\\\\`, `\\n`, `\\t` or `\\u{…}` with a character's number in \
         hexadecimal digits. A raw text between `\"\"\"` has no escapes.\n\n\
         ```arch\nservice orders {\n  config /etc/app.conf \"shop\\data\"\n}\n```\n\nWrite `\"shop\\\\data\"`.";
    FOREIGN_ARROW = "E0108", "an arrow of another language",
        "A relation is written `->`; `<-` says that an element receives from a topic, queue or event. Other languages \
         write `-->`, `=>` or `->>`; a style of line is not part of a relation. A relation has one direction: two services \
         that call each other have two relations.\n\n\
         ```arch\nweb --> orders\n```\n\nWrite `web -> orders`.";
    FOREIGN_COMMENT = "E0109", "a comment of another language",
        "A comment begins with `//` and goes to the line's end, or stands between `/*` and `*/`. `///` begins the description \
         of the declaration below it. `#` begins a tag.";
    FOREIGN_QUOTES = "E0110", "quotation marks of another language",
        "A string stands between straight double quotation marks: `\"text\"`. Typographic ones come from word processors, \
         single ones from other languages.";
    SIGN_BEFORE_VALUE = "E0111", "a sign between a property and its value",
        "The value of a property follows its name after a space, without `=` or `:`.\n\n\
         ```arch\nservice orders {\n  tech = \"Rust\"\n}\n```\n\nWrite `tech \"Rust\"`. `:` stands between the name of a \
         field and its type, `=` before the default of a field.";
    WRONG_SEPARATOR = "E0112", "a comma or semicolon in the wrong place",
        "Statements end at the end of the line or at `;`. A comma separates the items of a list and nothing else, and \
         nothing else separates them.\n\n\
         ```arch\ntype Money { amount: decimal(12,2), currency: string }\n```\n\nWrite `;` instead of the comma between the \
         two fields.";
    BRACE_ON_NEXT_LINE = "E0113", "a block's brace on the next line",
        "The `{` of a block stands on the line of its statement, for a statement ends at the end of the line.\n\n\
         ```arch\nservice orders\n{\n}\n```\n\nWrite `service orders {`.";
    TWO_STATEMENTS = "E0114", "two statements on one line",
        "A statement ends at the end of the line, at `;` or before the `}` of its block. Where two stand on one line, `;` \
         stands between them.\n\n\
         ```arch\nservice web {} service orders {}\n```";
    BAD_CHARACTER = "E0115", "a character that may not stand here",
        "Control characters and characters that change the direction or are invisible may not stand outside strings: the \
         program would not be what it looks like. In a string they are written as `\\u{…}`.";
    TOO_DEEP = "E0116", "too many blocks within one another",
        "Blocks, brackets and types may stand in one another up to a depth of 64. What lies deeper is not read.";
    BAD_NAME = "E0117", "a name with characters that names do not have",
        "A name is a letter or `_`, then letters, digits, `_`, and `-` before a letter or digit; letters are those of ASCII, \
         because names become names of Kubernetes objects, files and operations. A title may be any text.\n\n\
         ```arch\nservice café\n```\n\nWrite `service cafe \"Café\"`.";
    UNCLOSED_BRACKET = "E0118", "a bracket is not closed",
        "A `(`, `[`, `<`, `?{` or a path's `{` is not closed where it must be.\n\n\
         ```arch\ntype Order { lines: [OrderLine }\n```";
    BAD_PATH = "E0119", "a path that cannot be read",
        "A path such as `/orders/{id: uuid}` holds no `//` and no `*`: both begin comments. Write an odd path as a \
         string: `\"/a//b\"`.";
    GIVEN_TWICE = "E0120", "a part of a statement given twice",
        "A statement has at most one title, one default, one reference. The first one counts; remove the other.";
    MISPLACED = "E0121", "a statement that cannot stand in this block",
        "Each kind of block has its own statements: a relation's block holds properties, an API operations, a table columns. \
         The message names where the statement belongs.";
    DANGLING_DESCRIPTION = "W0122", "a description of nothing",
        "Lines that begin with `///` describe the declaration below them. Here none follows, or something else stands before \
         the `///` on its line. Write `//` for a comment.";
    ASKEW = "W0123", "a block that goes on behind its indentation",
"Braces count, and indentation does not. Where a `}` is missing in one place and another stands where nothing is open, their numbers agree,
and what was to stand beside a block stands in it. The indentation tells that something else may have been meant.

```arch
system shop {
  group orders {
    tech \"Rust\"
  group payments {
    tech \"Go\"
  }
}
}
```

Put the `}` where the block ends. Where the braces are right, `archc fmt` indents the lines as they are read.";
    TOO_MANY = "E0124", "more than is read",
"A block, and a file outside of its blocks, has 5,000 statements at most, a program 50,000; a statement has 1,000 words at most, and a
name 200 letters. What has more was written by a program that went wrong, or to do harm: a file with it is not read.

Put statements into blocks and files of their own. A program that needs more can be divided into several: each is built for itself, and
one may `import` another. A title may be any text, however long.";
}
