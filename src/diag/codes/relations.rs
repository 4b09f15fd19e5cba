//! E04xx: relations and what they point at.

super::codes! {}
