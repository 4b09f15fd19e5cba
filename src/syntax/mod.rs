//! From text to tree. The only place that names pest. Owns the grammar's reading, the tree's form and the comments
//! beside it; knows no names and no meanings.

pub mod ast;
