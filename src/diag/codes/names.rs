//! E02xx: declarations and the names that refer to them.

super::codes! {
    UNKNOWN_NAME = "E0201", "unknown name",
"A name refers to something that is declared nowhere.

```arch
service web { -> ordrs }
service orders { listen http 8080 }
```

A name is looked up from where it stands outwards, then down its dots. Declare what is meant, or mend the spelling: an
arrow to an unknown name never makes a new box.";
    AMBIGUOUS_NAME = "E0202", "ambiguous name",
"A name fits several things, and none of them is nearer than the others.

```arch
system shop    { database db { engine postgres } }
system billing { database db { engine postgres } }
worker report { image \"report:1\"; -> db }
```

Say more of the path: `shop.db`.";
    UNKNOWN_MEMBER = "E0203", "no such operation, table or event",
"A path names something inside an element that the element does not declare. An arrow is a contract: it names an
operation, table, collection, key space or event that its target declares.

```arch
service web    { -> orders.createOder }
service orders { listen http 80; api v1 { createOrder: POST /orders -> 201 } }
```";
    NOT_AN_ELEMENT = "E0204", "not an element",
"An element is expected, and the name stands for a type, a kind, a team or an imported program.

```arch
type Order { id: uuid }
service web { -> Order }
```";
    NOT_A_TYPE = "E0205", "not a type",
"A type is expected, and the name stands for something else.

```arch
service orders {}
type Cart { owner: orders }
```";
    DUPLICATE_NAME = "E0206", "two things of one name",
"Elements, kinds, teams and types share one name space in a body: two of them cannot bear one name.

```arch
service orders {}
type orders { id: uuid }
```

Rename one of them. To say more of an element in another place, `extend` it.";
    UNKNOWN_KIND = "E0207", "unknown kind or property",
"The first word of a statement is neither a kind nor a property.

```arch
servise orders \"Orders\" {}
```

The built-in kinds are listed in the language guide; `kind NAME : BASE` makes one of your own.";
    MISPLACED = "E0208", "a statement in the wrong place",
"The statement is well formed but cannot stand here: an `api` at the top of a file, a `view` inside a service, an element
inside a person.

```arch
api v1 { ping: GET /ping -> 200 }
```";
    KIND_CYCLE = "E0209", "kinds that build on each other",
"A kind builds, in the end, on itself. A kind must build on a built-in one.

```arch
kind a : b
kind b : a
```";
    CONTAINMENT_CYCLE = "E0210", "elements inside each other",
"Each of these elements is only declared inside the other, by an `extend`.

```arch
extend a { system b {} }
extend b { system a {} }
```";
    KIND_NAME = "E0211", "a kind bears the name of a built-in word",
"A kind of your own cannot be called like a kind or property of the language: nobody could tell them apart.

```arch
kind replicas : service
```";
    ELEMENT_FORM = "E0212", "a declaration of the wrong form",
"An element is declared as `[external] KIND NAME [\"Title\"] [#tag …] [{ body }]`.

```arch
service \"Orders\" { listen http 8080 }
```";
    IMPORTED = "E0213", "an imported element cannot be extended",
"What another program declares can be referred to, not changed. Change it in that program.

```arch
extend pay.payments { replicas 3 }
```";
    COMPONENT_ALONE = "E0214", "a component of nothing",
"A component is a part of something that runs, and nothing round it does.

```arch
system shop { component parser }
```";
    NO_BROKER = "E0215", "a channel without a broker",
"A topic or queue is held by a broker: the one round it, or one that the compiler adds for its `engine`. This one has
neither.

```arch
topic order-events \"Order events\"
```

Name its `engine`, or put it into a `broker`.";
    NO_LISTEN = "W0216", "a service that listens on nothing",
"A service, gateway or app that listens on nothing gets no Service and cannot be called.

```arch
service orders { image \"orders:1\" }
```";
    IMAGE_UNSAID = "W0217", "an image without a version",
"Something runs, and neither its `image` nor its `version` says which version. It would be run as `NAME:latest`, and
nobody could tell what that is.

```arch
service orders { listen http 8080 }
```";
}
