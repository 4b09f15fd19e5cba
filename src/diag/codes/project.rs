//! E00xx: files, imports, configuration.

super::codes! {}
