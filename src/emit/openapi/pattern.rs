//! A string that a regular expression matches, always the same one for the same expression: the example that the author
//! did not write. Gives nothing where the expression says more than this reads (look-around, back references, sets of
//! Unicode properties), so that no wrong example is ever shown.

/// The whole-string form of a pattern: JSON Schema's patterns match anywhere unless they are tied to both ends.
#[must_use]
pub fn anchored(pattern: &str) -> String {
    let tied = pattern.starts_with('^') && pattern.ends_with('$') && !pattern.ends_with("\\$");
    match (tied, pattern.contains('|')) {
        (true, false) => pattern.to_owned(),
        (false, false) => {
            let inner = pattern.strip_prefix('^').unwrap_or(pattern);
            let inner = inner.strip_suffix('$').filter(|inner| !inner.ends_with('\\')).unwrap_or(inner);
            format!("^{inner}$")
        }
        (_, true) => format!("^(?:{pattern})$"),
    }
}

/// A string that the pattern matches as a whole, with a length within the limits.
#[must_use]
pub fn example(pattern: &str, min: Option<u64>, max: Option<u64>) -> Option<String> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut reader = Reader { chars: &chars, at: 0, depth: 0 };
    let tree = reader.alternatives()?;
    if reader.at != chars.len() {
        return None;
    }
    let min = usize::try_from(min.unwrap_or(0)).ok().filter(|min| *min <= LONGEST)?;
    let mut more = 0;
    loop {
        let mut budget = more;
        let text = tree.text(&mut budget);
        let length = text.chars().count();
        if max.is_some_and(|max| length as u64 > max) || length > LONGEST {
            return None;
        }
        if length >= min {
            return Some(text);
        }
        if budget > 0 {
            return None;
        }
        more += min - length;
    }
}

const LONGEST: usize = 256;
const DEEPEST: usize = 32;

enum Node {
    Char(char),
    /// Allowed characters; each repetition takes the next one.
    Class(Vec<char>),
    Sequence(Vec<Node>),
    Repeat {
        of: Box<Node>,
        min: usize,
        max: usize,
    },
}

impl Node {
    /// The shortest text, with up to `budget` repetitions more where they are allowed.
    fn text(&self, budget: &mut usize) -> String {
        match self {
            Self::Char(c) => c.to_string(),
            Self::Class(chars) => chars.first().map(char::to_string).unwrap_or_default(),
            Self::Sequence(nodes) => nodes.iter().map(|node| node.text(budget)).collect(),
            Self::Repeat { of, min, max } => {
                let extra = (*budget).min(max - min);
                *budget -= extra;
                (0..min + extra).map(|turn| of.turn(turn, budget)).collect()
            }
        }
    }

    fn turn(&self, turn: usize, budget: &mut usize) -> String {
        match self {
            Self::Class(chars) => chars.get(turn % chars.len().max(1)).map(char::to_string).unwrap_or_default(),
            _ => self.text(budget),
        }
    }
}

struct Reader<'p> {
    chars: &'p [char],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn eat(&mut self, c: char) -> bool {
        let there = self.peek() == Some(c);
        self.at += usize::from(there);
        there
    }

    /// The first alternative; the others are only read.
    fn alternatives(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let first = self.sequence()?;
        while self.eat('|') {
            self.sequence()?;
        }
        self.depth -= 1;
        Some(first)
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek()
            && c != '|'
            && c != ')'
        {
            self.at += 1;
            let node = match c {
                '^' if nodes.is_empty() => continue,
                '$' if matches!(self.peek(), None | Some('|' | ')')) => continue,
                '^' | '$' | '*' | '+' | '?' | '{' => return None,
                '(' => self.group()?,
                '[' => Node::Class(self.class()?),
                '.' => Node::Class(('a'..='z').collect()),
                '\\' => self.escape()?,
                c => Node::Char(c),
            };
            nodes.push(self.repeated(node)?);
        }
        Some(Node::Sequence(nodes))
    }

    fn group(&mut self) -> Option<Node> {
        if self.eat('?') {
            if self.eat('<') {
                let name = self.next()?;
                if !name.is_alphabetic() {
                    return None;
                }
                while self.next()? != '>' {}
            } else if !self.eat(':') {
                return None;
            }
        }
        let inside = self.alternatives()?;
        self.eat(')').then_some(inside)
    }

    fn escape(&mut self) -> Option<Node> {
        let c = self.next()?;
        Some(match shorthand(c) {
            Some(class) => Node::Class(class),
            None if c.is_alphanumeric() => return None,
            None => Node::Char(c),
        })
    }

    fn class(&mut self) -> Option<Vec<char>> {
        let negated = self.eat('^');
        let mut chars = Vec::new();
        loop {
            let c = self.next()?;
            match c {
                ']' => break,
                '[' => return None,
                '\\' => {
                    let c = self.next()?;
                    match shorthand(c) {
                        Some(class) => chars.extend(class),
                        None if c.is_alphanumeric() => return None,
                        None => chars.push(c),
                    }
                }
                from => {
                    let ahead = (self.peek(), self.chars.get(self.at + 1).copied());
                    match ahead {
                        (Some('-'), Some(to)) if to != ']' && to != '\\' => {
                            self.at += 2;
                            chars.extend((from..=to).take(128));
                        }
                        _ => chars.push(from),
                    }
                }
            }
        }
        if negated {
            chars = ('a'..='z').chain('0'..='9').chain('A'..='Z').filter(|c| !chars.contains(c)).collect();
        }
        chars.sort_by_key(|c| (!c.is_ascii_alphanumeric(), c.is_ascii_uppercase(), *c));
        chars.dedup();
        (!chars.is_empty()).then_some(chars)
    }

    fn repeated(&mut self, of: Node) -> Option<Node> {
        let (min, max) = match self.peek() {
            Some('*') => (0, LONGEST),
            Some('+') => (1, LONGEST),
            Some('?') => (0, 1),
            Some('{') => return self.counted(of),
            _ => return Some(of),
        };
        self.at += 1;
        self.eat('?');
        Some(Node::Repeat { of: Box::new(of), min, max })
    }

    fn counted(&mut self, of: Node) -> Option<Node> {
        self.at += 1;
        let min = self.number()?;
        let max = if self.eat(',') { if self.peek() == Some('}') { Some(LONGEST) } else { self.number() } } else { Some(min) };
        let max = max.filter(|max| *max >= min && min <= LONGEST)?;
        if !self.eat('}') {
            return None;
        }
        self.eat('?');
        Some(Node::Repeat { of: Box::new(of), min, max })
    }

    fn number(&mut self) -> Option<usize> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        self.chars.get(start..self.at)?.iter().collect::<String>().parse().ok()
    }
}

fn shorthand(c: char) -> Option<Vec<char>> {
    match c {
        'd' => Some(('1'..='9').chain(['0']).collect()),
        'w' => Some(('a'..='z').chain('0'..='9').collect()),
        's' => Some(vec![' ']),
        'D' | 'S' => Some(('a'..='z').collect()),
        'W' => Some(vec!['-']),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_have_examples() {
        for (pattern, min, expected) in [
            ("[A-Z]{3}", None, Some("ABC")),
            ("^SKU-\\d{4}$", None, Some("SKU-1234")),
            ("(?:red|green)+", None, Some("red")),
            ("[a-z0-9-]+", Some(4), Some("0123")),
            ("[^0-9]x?", Some(2), Some("ax")),
            ("a{2,}b", Some(5), Some("aaaab")),
            ("\\+[1-9]\\d{7,14}", None, Some("+11234567")),
            ("(?=a)a", None, None),
            ("(a)\\1", None, None),
            ("a{3}", Some(4), None),
            ("a**", None, None),
            ("(", None, None),
            ("[", None, None),
        ] {
            assert_eq!(example(pattern, min, None).as_deref(), expected, "{pattern}");
        }
        assert_eq!(example("a{9}", None, Some(4)), None);
        assert_eq!(example(&"(".repeat(9000), None, None), None);
    }

    #[test]
    fn patterns_are_tied_to_both_ends() {
        for (pattern, expected) in [("a+", "^a+$"), ("^a+$", "^a+$"), ("^a", "^a$"), ("a|b", "^(?:a|b)$"), ("a\\$", "^a\\$$")] {
            assert_eq!(anchored(pattern), expected);
        }
    }
}
