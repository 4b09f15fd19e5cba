//! E07xx: tables, collections, key spaces and events.

super::codes! {
    DUPLICATE = "E0701", "two things of one name in a store",
"Tables and collections of a store, and events of a topic or queue, have names of their own; so do the forms of keys.

```arch
database db {
  engine postgres
  table orders { id: uuid @key }
  table orders { id: uuid @key }
}
```";
    COLUMN_TYPE = "E0702", "something that a column cannot hold",
"A column holds one value, a word of an enum, a list of these, or `json`.

```arch
type Address { street: string }
database db {
  engine postgres
  table customers { id: uuid @key; address: Address }
}
```

Store it as `json`, or give it a table of its own.";
    REFERENCE = "E0703", "a reference to nothing",
"`-> table.column` names a column of a table in the same store.

```arch
database db {
  engine postgres
  table orders { id: uuid @key; customer_id: uuid -> customer.id }
  table customers { id: uuid @key }
}
```";
    REFERENCE_TYPE = "E0704", "a reference between different types",
"A column and the one that it points at hold the same values, so they have one type.

```arch
database db {
  engine postgres
  table orders { id: uuid @key; customer_id: long -> customers.id }
  table customers { id: uuid @key }
}
```";
    UNKNOWN_COLUMN = "E0705", "no such column",
"An index, a reference or a partition names a column that the table does not have.

```arch
database db {
  engine postgres
  table orders { id: uuid @key; created_at: datetime; index (created) }
}
```";
    TABLE_WORD = "E0706", "a statement in a table that means nothing",
"A table has columns, `index (…)`, `unique (…)`, `check \"…\"` and `partition by range|list|hash (…)`. An index is `asc` or
`desc`, and `on delete` is followed by `cascade`, `restrict` or `set-null`.

```arch
database db {
  engine postgres
  table orders { id: uuid @key; index (id down) }
}
```";
    EVENT_TYPE = "E0707", "an event that carries no type with fields",
"An event is a record: a type with fields, one of several of them (a union), or fields of its own.

```arch
topic orders {
  engine kafka
  event OrderPlaced: string
}
```";
    KEYS = "E0708", "a form of keys that cannot be read",
"Parts of a key that are put in stand in braces, each with a name of its own.

```arch
cache sessions {
  engine redis
  keys \"session:{id\": string
}
```";
    SET_NULL = "E0709", "a column that cannot become null",
"`on delete set-null` empties the column when the row that it points at goes, so its type must be nullable.

```arch
database db {
  engine postgres
  table orders { id: uuid @key; customer_id: uuid -> customers.id on delete set-null }
  table customers { id: uuid @key }
}
```";
}
