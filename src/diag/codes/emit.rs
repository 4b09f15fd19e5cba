//! E10xx: what stands in the way of an artifact.

super::codes! {}
