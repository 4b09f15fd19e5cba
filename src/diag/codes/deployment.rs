//! E08xx: environments and where things run.

super::codes! {
    DUPLICATE_ENVIRONMENT = "E0801", "two environments of one name",
"Environments of a program have names of their own, also in file names, where `_` is written as `-` and capitals are small.

```arch
environment prod { cluster main }
environment prod { cluster other }
```

Rename one of them. To say more of an environment in another place, `extend` it.";
    UNKNOWN_ENVIRONMENT = "E0802", "unknown environment",
"An environment extends one that the program does not declare.

```arch
environment prod { cluster main }
environment dev extends pord { cluster small }
```";
    ENVIRONMENT_CYCLE = "E0803", "environments that extend each other",
"An environment takes over, in the end, from itself. One of them has to stand alone.

```arch
environment prod extends dev {}
environment dev extends prod {}
```";
    NODE_FORM = "E0804", "a node of the wrong form",
"A deployment node is declared as `KIND NAME [\"Title\"] [#tag …] { … }`, and gives no labels that the compiler needs for
itself.

```arch
environment prod { region \"Ireland\" { cluster main } }
```";
    NODE_NESTING = "E0805", "a node in a node that cannot hold it",
"A region holds zones, these hold clusters, and these hold namespaces; any of them may be left out, and a `node` may stand
anywhere. The other way about they do not fit.

```arch
environment prod { namespace shop { cluster main } }
```";
    DUPLICATE_NODE = "E0806", "two nodes of one name",
"The nodes in one place have names of their own.

```arch
environment prod { cluster main; cluster main }
```

An environment that extends another, and `extend ENVIRONMENT`, go on with a node by giving its kind and name again.";
    UNKNOWN_NODE = "E0807", "unknown node",
"A relation in an environment joins its nodes, and there is no such node, or several.

```arch
environment prod {
  node edge \"Load balancer\" { -> mian }
  cluster main
}
```";
    CANNOT_DEPLOY = "E0808", "something that cannot be deployed",
"What runs can be deployed, and what holds things that run. People, what is external and what is imported cannot, and a
component stands where its whole stands.

```arch
system shop { service web { version 1; listen http 80 } }
external system stripe { url \"https://api.stripe.com\" }
environment prod { deploy shop; deploy stripe }
```";
    CANNOT_BE_MANAGED = "E0809", "something that cannot be managed by others",
"`managed` says that somebody else runs a store, a broker, a topic or a queue. Anything else that others run is `external`.

```arch
system shop { service web { version 1; listen http 80 } }
environment prod { deploy shop; managed web \"Somebody\" }
```";
    ENDPOINT = "E0810", "an endpoint that is none",
"An endpoint is a host and a port.

```arch
database db { engine postgres }
environment prod { managed db \"RDS\" { endpoint \"postgres://db.example.internal:5432/db\" } }
```";
    NO_DOMAIN = "E0811", "a host without a domain",
"A host without a dot is put before the `domain` of the environment or of the nearest node, and there is none.

```arch
system shop { service web { version 1; listen http 80; expose / on www } }
environment prod { deploy shop }
```

Say `domain example.com` in the environment, or the whole host.";
    ROUTE_TWICE = "E0812", "a path of a host that two elements expose",
"In one environment a path of a host leads to one element.

```arch
system shop {
  service web { version 1; listen http 80; expose / on shop.example.com }
  service api { version 1; listen http 80; expose / on shop.example.com }
}
```";
    NAME_COLLISION = "E0813", "names that fall together in Kubernetes",
"In Kubernetes `_` becomes `-` and capitals become small. Two things of one namespace cannot bear one name.

```arch
system shop {
  service order_log { version 1; listen http 80 }
  service order-log { version 1; listen http 80 }
}
```";
    NAME_FORM = "E0814", "a name that Kubernetes does not take",
"The names of what runs become names of Services: at most 63 characters (52 for what is numbered or scheduled), the first one
a letter.

```arch
system shop { service _web { version 1; listen http 80 } }
```";
    NOT_THERE = "E0815", "a target that is not in the environment",
"In some environment the caller stands, and what it calls does not.

```arch
system shop {
  service web { version 1; listen http 80; -> orders }
  service orders { version 1; listen http 80 }
}
environment dev { deploy web }
```

Deploy it there, say who runs it with `managed`, or say that the caller lives without it: `-> orders { optional }`.";
    NOTHING_LISTENS = "E0816", "a target that listens on nothing",
"Something is called and listens nowhere, so there is no address to give to the caller.

```arch
system shop {
  service web { version 1; listen http 80; -> mailer }
  worker mailer { version 1 }
}
```";
    UNKNOWN_PORT = "E0817", "unknown port",
"`port` names a port of the target, and the target has none of that name. A port's name is what stands behind `as`, else its
protocol.

```arch
system shop {
  service web { version 1; listen http 80; -> orders { port admin } }
  service orders { version 1; listen http 8080; listen http 9090 as metrics }
}
```";
    VARIABLE_TWICE = "E0818", "a variable with two values",
"An environment variable of one container would hold two different values: the addresses of two targets, or an address and
what is set by hand.

```arch
system shop {
  service web { version 1; listen http 80; env ORDERS_URL \"http://elsewhere\"; -> orders }
  service orders { version 1; listen http 8080 }
}
```

Give the address another name on its arrow: `-> orders { env ORDERS_ADDRESS }`.";
    NO_ADDRESS = "E0819", "an address that nobody knows",
"A relation asks for its target's address by the name of a variable, and there is no address, or not the part of it that is
asked for.

```arch
service web { version 1; listen http 80; -> stripe { env STRIPE_URL } }
external system stripe
```

Say where it is: the `url` of what is external, the `endpoint` of what is managed.";
    NO_ENVIRONMENT = "E0820", "no environment to take addresses from",
"The addresses of what an imported program runs come from its environment of the same name, else from its `default` or only
one. It declares several, and none of them is that.

```arch file=main.arch
import \"../pay\" as pay
service web { version 1; listen http 80; -> pay.ledger }
environment prod { deploy web }
```

```arch file=../pay/main.arch
service ledger { version 1; listen http 80 }
environment east { deploy ledger }
environment west { deploy ledger }
```";
    STANDS_NOWHERE = "W0821", "something that stands in no environment",
"The program declares environments, and something that runs stands in none of them: nothing will run it.

```arch
system shop { service web { version 1; listen http 80 } }
system billing { service invoices { version 1; listen http 80 } }
environment prod { deploy shop }
```";
    NO_ENDPOINT = "W0822", "something managed without an endpoint",
"Somebody else runs it, and those that use it are not told where it is.

```arch
system shop {
  service web { version 1; listen http 80; -> db }
  database db { engine postgres }
}
environment prod { deploy shop; managed db \"RDS\" }
```";
    OTHER_CLUSTER = "W0823", "a target in another cluster",
"The caller stands in one cluster and what it calls in another. Names of Services end at their cluster.

```arch
system shop {
  service web { version 1; listen http 80; -> orders }
  service orders { version 1; listen http 80 }
}
environment prod {
  cluster front { deploy web }
  cluster back { deploy orders }
}
```";
    NOTHING_TO_DEPLOY = "W0824", "nothing to deploy",
"What is deployed holds nothing that runs.

```arch
system shop { person clerk }
environment prod { deploy shop }
```";
}
