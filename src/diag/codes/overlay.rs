//! E11xx: overlays on API documents.

super::codes! {
    NOT_YAML = "E1101", "an overlay that is not YAML",
"An overlay is one YAML document, and has nothing in it that JSON does not have, too. A key stands once in a map.

    overlay: 1.1.0
    info:
      title: What our gateway wants
      version: 1.0.0
    actions:
      - target: $.info
        update: { x-audience: partners }";

    FORM = "E1102", "an overlay of the wrong form",
"Overlays are written as the OpenAPI Overlay Specification 1.1 says: the version, `info` with a title and a version, and a list
of actions. An action has a `target` and does one thing there: `update`, `copy` or `remove: true`. Other keys begin with `x-`.

    overlay: 1.1.0
    info: { title: What our gateway wants, version: 1.0.0 }
    actions:
      - target: $.paths['/orders'].get
        update: { x-gateway-cache: 60 }
      - target: $.servers[?@.description == 'Development']
        remove: true

Files that say `1.0.0` are read, too; `copy` came with 1.1.";

    PATH = "E1103", "a target that is no path",
"A target is a JSONPath as RFC 9535 says: `$` is the document, `.name` and `['any name']` go to a key, `[0]` to an item, `.*` to
all that is in something, `..` to all that is anywhere below, and `[?@.in == 'query']` to what fits.

    $.paths['/orders/{id}'].get.responses
    $.paths.*.*.parameters[?@.name == 'limit']";

    MISSES = "E1104", "a path that matches nothing",
"The path selects nothing in the document, as the model and the actions above make it. An overlay that silently does nothing is
worse than none: everybody believes that it works. Most often something in the model was renamed.

What `copy` names must be one value.";

    UNFIT = "E1105", "a change that does not fit",
"`update` and `copy` merge maps with maps and append to lists, and a plain value takes the place of a plain value. They make no
map of a list. The values that one action changes must be of one kind.

To replace something by something of another kind, remove it with one action, and add it to what it stood in with the next:

    - target: $.servers
      remove: true
    - target: $
      update:
        servers: [{ url: 'http://localhost:8080' }]";

    SAME = "E1106", "two overlays on one document",
"Two files of one name in different folders are overlays on the same document. In which order they would be applied, nobody said.
Put the actions of both into one file.";

    EXTENDS = "E1107", "an overlay that says it is for another document",
"An overlay is for the document whose name it bears: `orders-v1.overlay.yaml` is applied to `openapi/orders-v1.yaml`. What it says
in `extends` must lead to a file of that name.";

    OWNED = "W1108", "an overlay that changes what the model says",
"Paths, operations, parameters, status codes, types and what is required are said in the model, and more comes of it than this
document: checks, diagrams, other documents. What an overlay changes there is true in one place only.

The overlay is applied. Change the model if it can say the same; the message shows the line.";

    UNUSED = "W1109", "an overlay on nothing",
"The program has no API document of this name. A document is named after the element and its API, `orders-v1.yaml` for the API
`v1` of `orders` (the whole path of the element where two share a name), and its overlay is `orders-v1.overlay.yaml`.";
}
