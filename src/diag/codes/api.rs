//! E06xx: APIs, operations and resources.

super::codes! {
    DUPLICATE_API = "E0601", "two APIs of one name",
"An element has two APIs of one name. An API's name is its version.

```arch
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 { ping: GET /ping -> 204 }
  api v1 { pong: GET /pong -> 204 }
}
```";
    METHOD = "E0602", "unknown method",
"An operation begins with an HTTP method, in capitals, or with `rpc`.

```arch
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 { listOrders: FETCH /orders -> 200 }
}
```";
    DUPLICATE_OPERATION = "E0603", "two operations of one name",
"Operations of an API have names of their own. A resource names the operations that it stands for after its type and
its plural: `listOrders`, `createOrder`, `getOrder`, `updateOrder`, `deleteOrder`, and `cancelOrder` for an action `cancel`.

```arch
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 {
    ping: GET /ping -> 204
    ping: GET /alive -> 204
  }
}
```";
    SAME_ROUTE = "E0604", "two operations on one method and path",
"A call is told by its method and path. What the parameters in a path are called makes no difference.

```arch
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 {
    getOrder:    GET /orders/{id: uuid} -> 200
    getByNumber: GET /orders/{number} -> 200
  }
}
```";
    PARAMETER = "E0605", "a parameter that cannot be one",
"Parameters stand in the URL or in a header: they are plain values (in a query or a header also lists of such), and each
has a name of its own.

```arch
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 { getLine: GET /orders/{id: uuid}/lines/{id: int} -> 200 }
}
```";
    BODY = "E0606", "a body where none is sent",
"Calls with GET, HEAD, DELETE, OPTIONS and TRACE carry no body.

```arch
type Filter { status: string }
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 { findOrders: GET /orders (Filter) -> 200 }
}
```

Ask with query parameters, `GET /orders ?{status?: string}`, or send a POST.";
    STATUS = "E0607", "a status that cannot be",
"An HTTP status is a number from 100 to 599. A declared error brings its own.

```arch
error OutOfStock 409
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 { createOrder: POST /orders -> 201 | 404 OutOfStock }
}
```";
    NO_BODY = "E0608", "a body where none is given back",
"Responses with a status of 1xx, 204, 205 and 304 have no body.

```arch
type Order { id: uuid }
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 { deleteOrder: DELETE /orders/{id} -> 204 Order }
}
```";
    DUPLICATE_RESPONSE = "E0609", "a response that is declared twice",
"Each status is declared once for each type.

```arch
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 { getOrder: GET /orders/{id} -> 200 | 404 | 404 }
}
```";
    MESSAGE = "E0610", "no message of gRPC",
"What goes in and out of a gRPC call is a type with fields.

```arch
service payments {
  image \"payments:1\"
  listen grpc 50051
  api v1 { charge: rpc Charge (string) -> bool }
}
```";
    SCOPE = "E0611", "a scope that nobody brings",
"`needs` names a scope that the API's `auth oauth2` declares.

```arch
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 {
    auth oauth2 \"https://login.example.com/token\" { scope \"orders:read\" \"Read orders.\" }
    listOrders: GET /orders -> 200 { needs \"orders:raed\" }
  }
}
```";
    PAGED = "E0612", "pages of what is no list",
"Only a list comes in pages.

```arch
type Order { id: uuid }
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 { getOrder: GET /orders/{id} -> Order { paged } }
}
```";
    RESOURCE = "E0613", "a resource that cannot be",
"A resource is a collection of a type with fields, one of which at least is its `@key`: paths to one thing end with it.

```arch
type Customer { email: string }
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 { resource customers: Customer { crud } }
}
```

Mark the field that tells one from another: `id: uuid @key`.";
    RESOURCE_WORD = "E0614", "something that a resource does not have",
"A resource has `list`, `create`, `get`, `update`, `delete`, or `crud` for the five, each with a summary and an operation's
block if you like; `action NAME [(TYPE)] -> RESPONSES`; and `etag`.

```arch
type Customer { id: uuid @key }
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 { resource customers: Customer { read } }
}
```";
    NOT_GRPC = "E0615", "a property that says nothing of gRPC",
"Pages and headers are of HTTP. In gRPC the messages say it.

```arch
type Query {}
type Reply {}
service orders {
  image \"orders:1\"
  listen grpc 50051
  api v1 { list: rpc List (Query) -> Reply { paged } }
}
```";
    BASE = "E0616", "a base that does not fit the operations",
"The base of operations over HTTP is a path, that of operations over gRPC a protobuf service.

```arch
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 {
    base shop.v1.Orders
    ping: GET /ping -> 204
  }
}
```";
    NO_FITTING_LISTEN = "W0617", "an API that nothing answers",
"The element listens, but on nothing by which the operations of its API can be called.

```arch
service orders {
  image \"orders:1\"
  listen grpc 50051
  api v1 { ping: GET /ping -> 204 }
}
```";
    OPERATION_FORM = "E0618", "an operation of the wrong form",
"An operation is `NAME: METHOD PATH [?{query}] [(TYPE)] -> RESPONSES`, or `NAME: rpc METHOD (TYPE) -> TYPE`.

```arch
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 { GET /orders }
}
```";
    UNREACHABLE_ERROR = "W0619", "an error that nothing answers with",
"The error is declared, but no operation has it among its responses: no client will ever see it, and no document has it.

```arch
type Order { id: uuid }
error OutOfStock 409 \"An ordered item is out of stock.\"
service orders {
  image \"orders:1\"
  listen http 8080
  api v1 { createOrder: POST /orders (Order) -> 201 Order }
}
```

Add it where it can happen, `-> 201 Order | OutOfStock`, or take it out.";
    UNCALLED = "W0620", "an operation that nobody calls",
"No relation of the model leads to the operation, or to the whole of what answers it. That is often as it should be: clients
outside are not in the model. So this is only checked where `archc.toml` asks for it:

    [checks]
    uncalled-operations = \"warn\"

Say who calls it, with `-> orders.createOrder` in the body of the caller, or take it out.";
}
