//! Work on several threads, whose results come out as if it had been done one after the other.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of each item, in the order of the items, on at most `threads` threads, this one included.
pub(super) fn each<T: Sync, R: Send>(threads: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if threads.min(items.len()) < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let some = || {
        let indices = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        let taken = indices.map_while(|at| items.get(at).map(|item| (at, work(item))));
        taken.collect::<Vec<(usize, R)>>()
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(items.len())).map(|_| scope.spawn(some)).collect();
        let mut done = some();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::each;

    #[test]
    fn results_keep_the_order() {
        let items: Vec<usize> = (0..100).collect();
        for threads in [0, 1, 2, 8, 1000] {
            assert_eq!(each(threads, &items, |n| n * n), items.iter().map(|n| n * n).collect::<Vec<_>>());
        }
        assert!(each(8, &[] as &[u8], |n| *n).is_empty());
    }
}
