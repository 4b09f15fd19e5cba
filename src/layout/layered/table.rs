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

impl<T> From<Vec<T>> for Table<T> {
    fn from(rows: Vec<T>) -> Self {
        Self(rows)
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
