//! How much is held at once: who wants more waits until others have given theirs back.

use std::sync::{Condvar, Mutex, PoisonError};

/// So many of something, for all threads together.
pub(super) struct Budget {
    all: u64,
    free: Mutex<u64>,
    given_back: Condvar,
}

/// A part of a budget, given back when it is dropped.
pub(super) struct Held<'b> {
    budget: &'b Budget,
    part: u64,
}

impl Budget {
    pub const fn new(all: u64) -> Self {
        Self { all, free: Mutex::new(all), given_back: Condvar::new() }
    }

    /// Takes a part, all of it at the most, and waits until there is as much. A thread takes one part at a time, so that those who
    /// wait do so for threads that go on.
    pub fn take(&self, part: u64) -> Held<'_> {
        let part = part.min(self.all);
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.given_back.wait_while(free, |free| *free < part).unwrap_or_else(PoisonError::into_inner);
        *free -= part;
        Held { budget: self, part }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *self.budget.free.lock().unwrap_or_else(PoisonError::into_inner) += self.part;
        self.budget.given_back.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn no_more_is_held_than_there_is() {
        let (budget, held, most) = (Budget::new(10), AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (budget, held, most) = (&budget, &held, &most);
                scope.spawn(move || {
                    for turn in 0..200 {
                        let part = 1 + (thread * 7 + turn * 3) % 10;
                        let taken = budget.take(part);
                        most.fetch_max(held.fetch_add(part, Ordering::SeqCst) + part, Ordering::SeqCst);
                        std::thread::yield_now();
                        held.fetch_sub(part, Ordering::SeqCst);
                        drop(taken);
                    }
                });
            }
        });
        assert!((1..=10).contains(&most.into_inner()), "more is held than there is");
        drop(budget.take(1000));
        assert_eq!(*budget.take(10).budget.free.lock().unwrap(), 0, "all was given back");
    }
}
