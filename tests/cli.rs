//! Sessions at a terminal, as they are written in `tests/cli`. `TRYCMD=overwrite` writes what is there now.

#[test]
fn sessions() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd");
}
