//! E05xx: types, fields and values.

super::codes! {}
