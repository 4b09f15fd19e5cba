//! E05xx: types, fields and values.

super::codes! {
    LIMITS = "E0501", "limits that do not fit the type",
"Limits in brackets follow a type: the length of a `string`, `bytes` or `url`, the value of a number, the number of items of
a list or map. Other types take none. A limit is a range of the right numbers.

```arch
type Customer {
  id:   uuid(36)
  name: string(80)
}
```

Write `string(..80)` for at most 80 characters, `string(3..3)` for exactly three, `int(1..)` for one and more.";
    EMPTY_RANGE = "E0502", "an empty range",
"The lower end of a range is above its upper end, so that no value is in it.

```arch
type Line { quantity: int(100..1) }
```";
    DECIMAL = "E0503", "a decimal without its digits",
"`decimal(p,s)` has `p` digits in all, 1 to 38, and `s` of them behind the point.

```arch
type Money { amount: decimal(2,12) }
```

Write `decimal(12,2)` for amounts up to ten digits before the point and two behind it.";
    VALUE = "E0504", "a value that is not of its type",
"A default or an example is not a value of the field's type, is outside its limits, or does not match its pattern.

```arch
enum Status { pending, paid }
type Order {
  status: Status = payed
  lines:  int(1..) = 0
  note:   string = none
}
```

A word of an enum and `true` stand as they are, a string in quotes; `now()` is for `date`, `datetime` and `time`, `uuid()`
for `uuid`.";
    UNKNOWN_ATTRIBUTE = "E0505", "unknown attribute",
"There is no attribute of this name.

```arch
type Order { id: uuid @primary }
```

There are `@key @readonly @createonly @writeonly @filter @sort @deprecated @unique @pii @pci @secret @format(x)
@pattern(\"re\") @example(value) @field(N)`.";
    ATTRIBUTE_VALUE = "E0506", "an attribute with a wrong value",
"Some attributes take one value in brackets, the others take none.

```arch
type Order { id: uuid @key(1) }
```";
    ATTRIBUTE_CONFLICT = "E0507", "attributes that contradict each other",
"Two attributes of one field cannot both hold, or one is given twice.

```arch
type User { password: string @readonly @writeonly }
```";
    PATTERN = "E0508", "not a regular expression",
"The text of a `@pattern` cannot be read as a regular expression.

```arch
type Sku = string @pattern(\"[A-Z\")
```";
    FIELD_NUMBER = "E0509", "a protobuf number that cannot be",
"Numbers of fields are 1 to 536870911, without 19000 to 19999, and unique in their type. A field without `@field` takes the
next number behind that of the field before it that nothing else has.

```arch
type Reply {
  id:   uuid @field(2)
  name: string @field(1)
  note: string @field(2)
}
```";
    DUPLICATE_FIELD = "E0510", "a field declared twice",
"Fields of a type, columns of a table and parameters of an operation have names of their own. What a type takes over from
its base counts.

```arch
type Entity { id: uuid }
type Order : Entity { id: uuid }
```";
    TYPE_CYCLE = "E0511", "types that are made of each other",
"A type builds, in the end, on itself, or is another name for itself.

```arch
type A : B { one: int }
type B : A { two: int }
```";
    ENDLESS = "E0512", "a type without an end",
"Each value of the type must hold another one of the same type, and that one another: no value is ever whole.

```arch
type Node { value: int; next: Node }
```

Make the field optional (`next?: Node`), nullable (`next: Node?`) or a list (`children: [Node]`).";
    UNION_MEMBER = "E0513", "something that cannot be in a union",
"The members of a union are declared types with fields, each once: they are told apart by the type's name.

```arch
type Payment = Card | string
type Card { number: string }
```";
    ENUM_VALUES = "E0514", "an enum without values, or with one twice",
"An enum has at least one value, and each of them once.

```arch
enum Status { open, closed, open }
```";
    ERROR_STATUS = "E0515", "not the status of an error",
"An error has an HTTP status between 400 and 599.

```arch
error OutOfStock 200 \"An ordered item is out of stock.\"
```";
    RESERVED_FIELD = "E0516", "a field of a name that is taken",
"The compiler adds fields of its own: `type` to the members of a union, and the members of a problem (RFC 9457) to an error.

```arch
error Declined 402 { status: string }
```

Choose another name.";
    BASE = "E0517", "nothing that a type can build on",
"`type NAME : BASE` takes over the fields of another type with fields.

```arch
type Sku : string { code: string }
```

For another name of a type write `type Sku = string`.";
    FIELD_REFERENCE = "E0518", "a reference that is not in a table",
"Only a column of a table can point at a column.

```arch
database db {
  engine postgres
  table customers { id: uuid @key }
}
type Order { customer: uuid -> customers.id }
```";
    UNKNOWN_FORMAT = "W0519", "a format that no tool knows",
"The name of a `@format` is close to one that readers of JSON Schema and OpenAPI know, but it is none.

```arch
type Customer { email: string @format(emial) }
```";
    ERROR_AS_TYPE = "E0520", "an error where a type is expected",
"An `error` is a response of an operation; it has no values that fields or bodies could hold.

```arch
error OutOfStock 409
type Reply { problem: OutOfStock }
```

The built-in type `Problem` holds any error.";
    OPTIONAL_KEY = "E0521", "a key that may be missing",
"What tells one thing from another must always be there.

```arch
type Order { id?: uuid @key }
```";
    ATTRIBUTE_PLACE = "E0522", "an attribute where it says nothing",
"The attribute does not fit the type or the place: `@pattern` and `@format` speak of strings, `@key`, `@unique`, `@filter` and
`@sort` of plain values, and another name of a type or a parameter takes only those that speak of values.

```arch
type Order { quantity: int @pattern(\"[0-9]+\") }
```";
}
