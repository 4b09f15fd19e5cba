//! Numbers that are taken, and the next one that is free.

use std::collections::BTreeMap;

/// Numbers that are taken.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// For each number that is taken, one behind it from which to look on: none in between is free.
    onwards: BTreeMap<u32, u32>,
}

impl Taken {
    /// Takes a number.
    pub fn take(&mut self, number: u32) {
        self.onwards.entry(number).or_insert(number.saturating_add(1));
    }

    /// Whether a number is taken.
    #[must_use]
    pub fn holds(&self, number: u32) -> bool {
        self.onwards.contains_key(&number)
    }

    /// The first number from `from` on that is free; the largest of all where none is.
    pub fn free_from(&mut self, from: u32) -> u32 {
        let mut free = from;
        while let Some(next) = self.onwards.get(&free).filter(|next| **next > free) {
            free = *next;
        }
        // Whoever looks here again gets on at once: thousands of numbers may be asked for.
        let mut at = from;
        while let Some(next) = self.onwards.get_mut(&at).filter(|next| **next < free) {
            at = std::mem::replace(next, free);
        }
        free
    }
}

impl FromIterator<u32> for Taken {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut taken = Self::default();
        numbers.into_iter().for_each(|number| taken.take(number));
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::Taken;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        // As looking at one number after the other would find it.
        #[test]
        fn the_next_free_number_is_found(steps in prop::collection::vec((0..40_u32, any::<bool>()), 0..60)) {
            let (mut taken, mut known) = (Taken::default(), BTreeSet::new());
            for (number, takes) in steps {
                if takes {
                    taken.take(number);
                    known.insert(number);
                }
                prop_assert_eq!(taken.holds(number), known.contains(&number));
                prop_assert_eq!(Some(taken.free_from(number)), (number..=100).find(|other| !known.contains(other)));
            }
        }
    }

    #[test]
    fn the_largest_number_is_the_end() {
        let mut taken: Taken = [u32::MAX, u32::MAX - 1].into_iter().collect();
        assert_eq!(taken.free_from(u32::MAX - 1), u32::MAX);
    }
}
