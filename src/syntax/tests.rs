//! The parser, from the outside.

use super::parse;
use crate::source::FileId;

fn messages(text: &str) -> Vec<String> {
    let (_, found) = parse(FileId(0), text);
    found.iter().map(|d| format!("{}..{} {} {}", d.primary.span.start, d.primary.span.end, d.code.id, d.message)).collect()
}

#[test]
fn the_shop_reads_clean() {
    assert_eq!(messages(include_str!("../../examples/shop/shop.arch")), Vec::<String>::new());
}
