//! Columns: names and types of fields, names of operations, short declarations below one another.

use crate::syntax::Form;

/// A statement as it is printed, with the places where its columns begin.
#[derive(Debug)]
pub(super) struct Line {
    pub text: String,
    pub form: Form,
    /// Where the first column ends.
    pub name_end: Option<usize>,
    /// Where the third column begins.
    pub tail_start: Option<usize>,
}

/// How much wider the widest may be than the narrowest, among types of a table or names of declarations, for what follows
/// them to be aligned.
const SPREAD: usize = 8;

impl Line {
    fn has_columns(&self) -> bool {
        self.form != Form::Other && self.name_end.is_some() && !self.text.contains('\n')
    }

    /// Whether the name may be widened to `widest`.
    fn has_room(&self, widest: usize, indent: usize) -> bool {
        let more = widest - self.name_end.unwrap_or(widest).min(widest);
        more <= SPREAD && indent + self.text.chars().count() + more <= super::WIDTH
    }

    fn pad(&mut self, at: usize, width: usize) {
        let spaces = " ".repeat(width);
        if self.text.is_char_boundary(at) {
            self.text.insert_str(at, &spaces);
        }
    }

    /// The characters between the name and what follows the type.
    fn type_width(&self) -> Option<usize> {
        let (name, tail) = (self.name_end?, self.tail_start?);
        self.text.get(name..tail).map(|ty| ty.chars().count())
    }
}

/// Whether `line` continues the columns of `before`, given that nothing stands between them.
pub(super) fn belong_together(before: &Line, line: &Line) -> bool {
    before.form == line.form && before.has_columns() && line.has_columns()
}

/// Aligns the columns of lines that belong together, `indent` spaces from the margin.
pub(super) fn align(lines: &mut [&mut Line], indent: usize) {
    if lines.len() < 2 || !lines.iter().all(|line| line.has_columns()) {
        return;
    }
    align_tails(lines);
    let widest = lines.iter().filter_map(|line| line.name_end).max().unwrap_or(0);
    let declarations = lines.iter().any(|line| line.form == Form::Declaration);
    if declarations && lines.iter().any(|line| !line.has_room(widest, indent)) {
        return;
    }
    for line in lines {
        if let Some(at) = line.name_end {
            line.pad(at, widest - at);
        }
    }
}

fn align_tails(lines: &mut [&mut Line]) {
    let widths = || lines.iter().filter(|line| line.form == Form::Column).filter_map(|line| line.type_width());
    let (Some(widest), Some(narrowest)) = (widths().max(), widths().min()) else { return };
    if widest - narrowest > SPREAD {
        return;
    }
    for line in lines.iter_mut().filter(|line| line.form == Form::Column) {
        if let (Some(at), Some(width)) = (line.tail_start, line.type_width()) {
            line.pad(at, widest - width);
        }
    }
}
