//! E09xx: views, flows, rules and decisions.

super::codes! {}
