//! Emitters: the model becomes artifacts. Each is a pure function of the model and its settings; none knows another.

pub mod yaml;
