//! Which lines are drawn against the stream so that the others run one way: those that lead back on a depth-first
//! walk in the order of declaration. A line that is in no cycle is never turned.

use super::table::Table;

#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Not,
    Open,
    Done,
}

/// For each line between two of `count` vertices, whether it is to be turned.
pub(super) fn turned(count: usize, lines: &[(usize, usize)]) -> Vec<bool> {
    let mut out: Table<Vec<(usize, usize)>> = Table::filled(count, Vec::new());
    for (line, &(from, to)) in lines.iter().enumerate() {
        out[from].push((to, line));
    }
    let mut turned = Table::filled(lines.len(), false);
    let mut seen = Table::filled(count, Seen::Not);
    for start in 0..count {
        if seen[start] != Seen::Not {
            continue;
        }
        seen[start] = Seen::Open;
        let mut stack = vec![(start, 0)];
        while let Some((at, next)) = stack.last_mut() {
            let Some(&(to, line)) = out[*at].get(*next) else {
                seen[*at] = Seen::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            match seen[to] {
                Seen::Open => turned[line] = true,
                Seen::Done => {}
                Seen::Not => {
                    seen[to] = Seen::Open;
                    stack.push((to, 0));
                }
            }
        }
    }
    turned.iter().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::turned;

    #[test]
    fn only_the_line_that_closes_a_cycle_is_turned() {
        assert_eq!(turned(3, &[(0, 1), (1, 2), (2, 0), (0, 2)]), [false, false, true, false]);
        assert_eq!(turned(3, &[(2, 1), (1, 0)]), [false, false]);
        assert_eq!(turned(2, &[(0, 1), (0, 1), (1, 0)]), [false, false, true]);
    }
}
