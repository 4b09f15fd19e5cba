//! E00xx: files, imports, configuration.

super::codes! {
    UNREADABLE = "E0001", "a source file cannot be read",
"The file is part of the program, but the system does not let it be read: it has no read permission for you, it vanished
while the compiler ran, it is a pipe or a device, it has more than 2 MiB, or all files together have more than 8 MiB.

A program of which a part is missing would give wrong pictures, so nothing is built. Give read permission, take the file
out of the directory, or name it in a `.gitignore` if it is not meant to be part of the program.";

    NOT_UTF8 = "E0002", "a source file is not UTF-8",
"Source files are UTF-8 text. The place shown is the first byte that is not: most often a letter that was saved as
Latin-1 or Windows-1252, or a file in UTF-16.

Save the file as UTF-8; a byte order mark and Windows line ends are fine.";

    OUTSIDE = "E0003", "a file or import leads outside the project",
"What a program is made of must be plain from its directory. Outside it, only directories of the same Git repository
are read, and only where an `import` names them. Links are followed to see where they lead.

    import \"../payments\"      // fine, where both are in one repository
    import \"../../elsewhere\"  // an error, where that is another repository, or none

Move the directory into the repository, or copy the declarations that you refer to.";

    IMPORT = "E0004", "an import names no program",
"`import` takes the path of a directory, seen from the file that it stands in, with at least one `.arch` file in it:

    import \"../payments\" as pay

The path is wrong, names a file, or the directory holds no `.arch` file that Git does not ignore.";

    IMPORT_OVERLAP = "E0005", "an import overlaps the program",
"All `.arch` files below a directory are one program. An import of a directory that lies inside the importing program, or
round it, would read the same files twice:

    import \"./orders\"  // an error: its files are part of this program already

Take the import out; elements of the directory can be referred to without it.";

    CONFIG_SYNTAX = "E0006", "`archc.toml` is not valid TOML",
"The file of settings is TOML: tables in brackets, a setting a line, strings in quotes.

    [output]
    directory = \"out\"
    emit = [\"diagrams\", \"kubernetes\", \"openapi\", \"proto\"]";

    CONFIG_KEY = "E0007", "`archc.toml` has an unknown setting",
"There is no setting of this name in this table. All that there are, with their defaults:

    [output]
    directory = \"out\"                               # seen from the folder of `archc.toml`
    emit = [\"diagrams\", \"kubernetes\", \"openapi\", \"proto\"]

    [diagrams]
    formats = [\"svg\"]                               # and \"png\"
    scale = 2                                       # pixels of a PNG for one unit of the SVG
    theme = \"auto\"                                  # or \"light\", \"dark\", \"mono\", or a theme file such as \"theme.toml\"
    icons = true                                    # symbols of technologies and kinds
    color = \"kind\"                                  # what colours tell apart; or \"owner\", \"data\"
    fonts = []                                      # font files for characters that the bundled font lacks

    [kubernetes]
    ingress = \"gateway\"                             # routes of the Gateway API, or \"ingress\"

    [kubernetes.gateway]                            # the Gateway that routes attach to; the class of an Ingress
    name = \"gateway\"
    namespace = \"gateway-system\"
    channel = \"standard\"                            # or \"experimental\", where routes may try again

    [kubernetes.namespaces]                         # where that runs which is let in
    keda = \"keda\"
    prometheus = \"monitoring\"
    cnpg = \"cnpg-system\"
    strimzi = \"strimzi\"

    [openapi]
    version = \"3.1\"                                 # or \"3.0\", for readers that know nothing newer

    [checks]
    uncalled-operations = \"off\"                     # or \"warn\": operations that no relation leads to";

    CONFIG_VALUE = "E0008", "a setting in `archc.toml` has a wrong value",
"The setting is known, but not with a value of this kind, or it is out of range. The message says what it takes.";

    NAMED = "E0009", "a file that the settings name cannot be read",
"`archc.toml` names a file that is part of how pictures are drawn: a theme, or a font. It is not there, cannot be read, or is
not what it should be. Its path is seen from the folder of `archc.toml`.

    [diagrams]
    theme = \"brand/theme.toml\"
    fonts = [\"fonts/NotoSansHebrew.ttf\"]";

    FAINT = "W0010", "text that is hard to read in a theme",
"A theme gives two colours that meet in pictures, one of them the colour of text, looks that are too much alike. The Web Content
Accessibility Guidelines (WCAG 2.2, level AA) ask for a contrast of 4.5 to 1 for text.

    base = \"light\"

    [light]
    muted = \"#c0c0c0\"          # on `canvas`, which is white, 1.8 to 1

Make the text darker or its ground lighter, or in `[dark]` the other way round.";

    STALE = "E0011", "an artifact is not what the program makes",
"`archc build --check` compares what is written with what a build would write now. Something differs: a file is not there, is of an
earlier state of the program, was changed by hand, or is no longer made. The message says which, and the difference is shown.

Run `archc build`, look at what changes, and commit it together with the program. What was changed by hand is overwritten
with `--force` alone; where the change is to stay, say it in the program, or for an API document in an overlay.";

    UNFORMATTED = "E0012", "a source file is not laid out",
"`archc fmt --check` names the files that `archc fmt` would change, with the first line that would be another.

Run `archc fmt`. It changes spaces, line ends and empty lines, never what a program means, and no comment gets lost.";

    LINK = "W0013", "a folder that is a link",
"A program is all sources below its directory. Folders that are links are not followed: they may lead to where the program may not
read, round in circles, or to files that it has already. This one has sources in it, which you may believe to be a part of the program.

Move the folder to where the link is. Where it is a program of its own in the same Git repository, `import` it:

    import \"../payments\"";

    OUTGROWN = "E0014", "a program that comes to more than is built",
"What a program declares may stand for much more than it says: an element stands in each environment, a type has the fields of the one
it builds on. So there are bounds to what it may come to, far above what people look after together: 10,000 elements and 20,000 relations;
200 environments, in which 20,000 elements stand, counted in each; 64 kinds or types that build on one another; 100 tags on one element;
500,000 properties, fields and settings that are taken over.

A program that needs more can be divided into several: each is built for itself, and one may `import` another.";

    EMPTY = "E0015", "a program that declares nothing",
"There are source files, but nothing stands in them, or only comments. Such a program makes no artifact, and a build of it would take away
all that the last one wrote. Somebody who has emptied a file by mistake, or whose editor has, would not want that; so it is an error, and
as with every error the last good artifacts stay:

```arch
// service web { version 1.0.0; listen http 8080 }
```

A new program begins with an element:

```arch
service web { version 1.0.0; listen http 8080 }
```

One that has come to its end is taken away with its artifacts: delete its files, and the output folder.";
}
