//! A list whose places are only ever numbers that it has handed out itself. It is the one spot where the engine
//! reads a list by number.

use std::ops::{Index, IndexMut};

/// A list that is read by number.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table<T>(Vec<T>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Table<T> {
    pub(super) fn filled(count: usize, value: T) -> Self
    where
        T: Clone,
    {
        Self(vec![value; count])
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds a row and says its number.
    pub(super) fn push(&mut self, value: T) -> usize {
        self.0.push(value);
        self.0.len() - 1
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    pub(super) fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.0.iter_mut()
    }

    pub(super) fn last_mut(&mut self) -> Option<&mut T> {
        self.0.last_mut()
    }

    /// The row to change and another one to read; none where they are the same.
    pub(super) fn pair(&mut self, changed: usize, read: usize) -> Option<(&mut T, &T)> {
        let (low, high) = (changed.min(read), changed.max(read));
        let (before, after) = self.0.split_at_mut_checked(high)?;
        let (low, high) = (before.get_mut(low)?, after.first_mut()?);
        Some(if changed < read { (low, high) } else { (high, low) })
    }
}

impl<T> Table<T> {
    /// Moves the rows from `middle` up to `end` before those from `start` on.
    pub(super) fn rotate(&mut self, start: usize, middle: usize, end: usize) {
        if let Some(rows) = self.0.get_mut(start..end) {
            rows.rotate_left(middle - start);
        }
    }

    /// Rows that follow one another.
    pub(super) fn rows(&self, rows: std::ops::Range<usize>) -> &[T] {
        self.0.get(rows).unwrap_or_default()
    }
}

/// Lists that are read by number, in one piece.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists<T> {
    /// Where each list begins, and then where the last one ends.
    starts: Vec<usize>,
    entries: Vec<T>,
}

impl<T: Copy> Lists<T> {
    /// So many lists, of the entries that are given with the number of their list.
    pub(super) fn new(count: usize, entries: impl Iterator<Item = (usize, T)> + Clone) -> Self {
        let mut ends = Table::filled(count + 2, 0_usize);
        let mut first = None;
        for (list, entry) in entries.clone() {
            ends[list + 2] += 1;
            first = first.or(Some(entry));
        }
        for list in 2..count + 2 {
            ends[list] += ends[list - 1];
        }
        let total = ends[count + 1];
        let mut sorted = Table(first.map_or_else(Vec::new, |entry| vec![entry; total]));
        for (list, entry) in entries {
            let next = &mut ends[list + 1];
            sorted[*next] = entry;
            *next += 1;
        }
        ends.0.pop();
        Self { starts: ends.0, entries: sorted.0 }
    }

    /// How many lists there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The list of this number.
    pub(super) fn row(&self, list: usize) -> &[T] {
        let ends = self.starts.get(list).zip(self.starts.get(list + 1));
        ends.and_then(|(&start, &end)| self.entries.get(start..end)).unwrap_or_default()
    }

    /// Where each list begins, and then where the last one ends, and the entries of all.
    pub(super) fn into_parts(self) -> (Vec<usize>, Vec<T>) {
        (self.starts, self.entries)
    }

    /// The entries of all lists.
    pub(super) fn all(&self) -> &[T] {
        &self.entries
    }
}

impl<T> From<Vec<T>> for Table<T> {
    fn from(rows: Vec<T>) -> Self {
        Self(rows)
    }
}

impl<T> From<Table<T>> for Vec<T> {
    fn from(table: Table<T>) -> Self {
        table.0
    }
}

impl<T> FromIterator<T> for Table<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self(rows.into_iter().collect())
    }
}

impl<T> Index<usize> for Table<T> {
    type Output = T;

    #[expect(clippy::indexing_slicing, reason = "numbers of rows come from the table itself")]
    fn index(&self, row: usize) -> &T {
        &self.0[row]
    }
}

impl<T> IndexMut<usize> for Table<T> {
    #[expect(clippy::indexing_slicing, reason = "numbers of rows come from the table itself")]
    fn index_mut(&mut self, row: usize) -> &mut T {
        &mut self.0[row]
    }
}
