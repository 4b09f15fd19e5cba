//! E07xx: tables, collections, key spaces and events.

super::codes! {}
