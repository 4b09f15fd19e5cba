//! E06xx: APIs, operations and resources.

super::codes! {
    DUPLICATE_API = "E0601", "two APIs of one name",
"An element has two APIs of one name. An API's name is its version.

```arch
service orders {
  listen http 8080
  api v1 { ping: GET /ping -> 204 }
  api v1 { pong: GET /pong -> 204 }
}
```";
}
