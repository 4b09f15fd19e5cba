//! E03xx: properties and their values.

super::codes! {
    UNKNOWN_PROPERTY = "E0301", "unknown property",
"A statement is no property of what it stands in.

```arch
service orders { replica 3 }
```

The language guide lists all properties. Those of relations stand in the braces of an arrow, those of environments in an
environment.";
    WRONG_FORM = "E0302", "a value of the wrong form",
"A property takes values of a certain form, and this is another. Quantities carry their unit: `250m` of processor time,
`512Mi` of memory, `30s`, `70%`, `120/s`.

```arch
service orders { listen http 80; memory 512MB }
```

The help says what the property takes.";
    OUT_OF_RANGE = "E0303", "a value out of range",
"A value has the right form, but cannot be meant: a port above 65535, a range whose first number is above its second, a share
above 100%, something below zero.

```arch
service orders { listen http 70000 }
```";
    TWICE = "E0304", "a property given twice",
"A property is given twice for one thing, in its body or in an `extend` of it, and nobody could tell which one counts. Only
`listen`, `env`, `secret`, `config`, `mount`, `expose`, `slo`, `link`, `patch` and `label` add up.

```arch
service orders { listen http 80; replicas 2; replicas 3 }
```";
    DUPLICATE_ENTRY = "E0305", "two entries of one name or port",
"Entries of a property that lists are told apart by their name, path or port, and two of them bear the same.

```arch
service orders { listen http 8080; listen grpc 8080 }
```

A variable is given once, be it by `env` or by `secret`; a file's path once, be it by `config` or by `mount`.";
    NOT_LISTENED = "E0306", "a port that nothing listens on",
"A probe asks, or an `expose` opens, a port or protocol that the element does not listen on.

```arch
service orders { listen grpc 50051; health http /healthz }
```

Add the `listen`, or ask for what is there.";
    CRON = "E0307", "a schedule that is none",
"A schedule is a crontab line of five fields: minute, hour, day of the month, month and day of the week. There is no field
for seconds.

```arch
job report { every \"0 0 3 * * *\" }
```";
    PLACEHOLDER = "E0308", "a placeholder that cannot be filled",
"A text says in braces what is to be put there, and there is nothing of that name. An `image` may say `{name}` and
`{version}`.

```arch
service orders { listen http 80; image \"registry.example.com/{team}/orders:1\" }
```";
    INVALID_ADDRESS = "E0309", "a name that cannot be one",
"A host, URL, path, variable, port or label has a name that the systems which use it would refuse.

```arch
service orders { listen http 80; env LOG-LEVEL \"info\" }
```";
    MISFIT = "W0310", "a property that says nothing here",
"A property is understood, but means nothing for an element of this kind, so it is left aside.

```arch
service orders { listen http 80; partitions 12 }
```";
}
