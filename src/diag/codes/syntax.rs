//! E01xx: what the text looks like.

super::codes! {}
