//! E02xx: declarations and the names that refer to them.

super::codes! {}
