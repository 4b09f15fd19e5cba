//! E08xx: environments and where things run.

super::codes! {}
