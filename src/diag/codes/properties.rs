//! E03xx: properties and their values.

super::codes! {}
