//! E00xx: files, imports, configuration.

super::codes! {
    UNREADABLE = "E0001", "a source file cannot be read",
"The file is part of the program, but the system does not let it be read: it has no read permission for you, it vanished
while the compiler ran, it is a pipe or a device, or it has more than 16 MiB.

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

    [kubernetes.gateway]                            # the Gateway that routes attach to
    name = \"gateway\"
    namespace = \"gateway-system\"

    [openapi]
    version = \"3.1\"                                 # or \"3.0\", for readers that know nothing newer";

    CONFIG_VALUE = "E0008", "a setting in `archc.toml` has a wrong value",
"The setting is known, but not with a value of this kind, or it is out of range. The message says what it takes.";
}
