//! E04xx: relations and what they point at.

super::codes! {
    RECEIVES_FROM = "E0401", "`<-` from something that holds no messages",
"`<-` says that the element receives: what it points at is a topic, a queue or one of their events.

```arch
service web    { <- orders }
service orders { listen http 8080 }
```

A reply needs no arrow of its own. If `orders` calls `web`, write `-> web` in `orders`.";
    RELATION_PROPERTY = "E0402", "unknown property of a relation",
"A relation takes `protocol`, `tech`, `port`, `route`, `timeout`, `retry`, `breaker`, `rate`, `access`, `async`,
`optional`, `env`, `data`, `tls` and `mtls`.

```arch
service web    { -> orders { timout 2s } }
service orders { listen http 8080 }
```";
    RELATION_DISAGREES = "E0403", "a relation declared twice that disagrees",
"The same relation may be declared more than once, even by several teams: the labels join. Other properties must agree.

```arch
service web    { -> orders { timeout 2s } }
service orders { listen http 8080 }
web -> orders { timeout 3s }
```";
    RELATION_IDLE = "W0404", "a property that does nothing here",
"The property means nothing for a relation of this kind: `access` is for stores, `route` for what a gateway sends on.

```arch
service web    { -> orders { access read } }
service orders { listen http 8080 }
```";
    RELATION_SOURCE = "E0405", "an arrow from something that is no element",
"An arrow starts at an element. What it points at may be an operation, a table or an event; what it starts at may not.

```arch
service web    { listen http 80; api v1 { home: GET / -> 200 } }
service orders { listen http 80 }
web.home -> orders
```";
}
