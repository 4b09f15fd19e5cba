//! E09xx: views, flows, rules and decisions.

super::codes! {
    DUPLICATE = "E0901", "two views, flows, rules or decisions of one name",
"Views, flows, rules and decisions have a name space each, and two of one sort cannot bear one name or number.

```arch
system shop
view overview of shop
view overview
```";
    VIEW_OF = "E0902", "a view of the wrong thing",
"A `view` is of an element or of nothing, as are an `events view`, an `ownership view` and a `domain view`; a `deployment view`
and a `network view` are of an environment, a `data view` of a database, and a `flow view` of a flow.

```arch
system shop
data view tables of shop
```";
    SELECTOR = "E0903", "an arrow selector that picks nothing",
"In a view, `* -> PATH` picks what points at an element and `PATH -> *` what it points at. Anything else has no meaning there.

```arch
system a
system b
view both { include a -> b }
```

Include the elements: their relations are drawn with them.";
    UNKNOWN_TAG = "W0904", "a tag that nothing bears",
"A view or rule names a tag, and no element, relation or node bears it: it picks nothing. Where a tag only guards against
something (in `exclude`, in a rule) there is a warning only if another tag was probably meant.

```arch
system shop #internal
view public { exclude #intern }
```";
    FLOW_STEP = "E0905", "a step that follows no relation",
"Each step of a flow follows a declared relation: a flow tells how relations play together, and does not add any. A step
`A -> B` follows an arrow of `A`, or of what is inside it, to `B`; a step `A <- B` is the reply to such an arrow, or the
delivery that an arrow `<-` of `A` declares.

```arch
system shop
system bank
flow checkout { shop -> bank \"charges the card\" }
```

Declare the relation, or follow the one that is there.";
    EMPTY_FLOW = "W0906", "a flow without steps",
"A flow has no steps, so its picture would be empty.

```arch
flow checkout {}
```";
    RULE_BROKEN = "E0907", "a rule is not kept",
"The program declares a rule, and something in it does not keep it. The message ends with the rule's own reason.

```arch
person shopper { -> orders-db }
database orders-db { engine postgres }
rule no-direct-db \"People never reach a database\" { deny person -> database }
```

Mend what breaks the rule, or say what it does not hold for: `except SELECTOR`.";
    UNKNOWN_DECISION = "E0908", "a decision that is not there",
"A decision is superseded by one that the program does not hold.

```arch
adr 1 \"Orders are stored as files\" { status superseded by 2 }
```";
    SUPERSEDE_CYCLE = "E0909", "decisions that supersede each other",
"Following `superseded by` from decision to decision leads back to the first, so that none of them holds.

```arch
adr 1 \"Tabs\"   { status superseded by 2 }
adr 2 \"Spaces\" { status superseded by 1 }
```";
}
