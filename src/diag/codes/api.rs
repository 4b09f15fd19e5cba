//! E06xx: APIs, operations and resources.

super::codes! {}
