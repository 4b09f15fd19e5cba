//! When those who take part in a flow are at work: from the call that wakes them to their reply, or to the last thing they
//! do before the caller goes on. Knows places on the page, and nothing of what is drawn there.

/// How much wider each bar on a bar of the same lifeline stands to the right.
const STEP: f64 = 4.0;
/// Half the width of a bar.
pub(super) const HALF: f64 = 4.5;
/// No bar is shorter.
const SHORTEST: f64 = 16.0;
/// How far a bar reaches beyond that of the call it made last.
const TAIL: f64 = 6.0;

/// A time at which one is at work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bar {
    /// Whose it is.
    pub party: usize,
    /// How many bars of the same one it lies on.
    pub level: u32,
    pub top: f64,
    pub bottom: f64,
    /// Who waits for its end.
    awaited: Option<usize>,
    /// Whether it has ended unless its owner does something more: it was begun before the branch that is being drawn.
    over: bool,
}

/// The bars of a flow, from its first step on.
#[derive(Default)]
pub(super) struct Activity {
    /// Those that have ended.
    pub bars: Vec<Bar>,
    /// Those that have not, each called by the one before it.
    open: Vec<Bar>,
    /// For each branch that is being drawn, how many bars were begun before it; they do not end in it.
    floors: Vec<usize>,
    /// Those who have no bars: people, and topics and queues.
    idle: Vec<bool>,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::emit::diagrams) enum Act {
    /// One asks the other and waits.
    Call,
    /// One tells the other, and goes on.
    Tell,
    /// One answers the other and is done.
    Reply,
}

impl Activity {
    /// Nothing has happened yet; `idle` says who never has a bar.
    pub fn new(idle: Vec<bool>) -> Self {
        Self { idle, ..Self::default() }
    }

    /// A step at `y`; gives how far to the side of its lifeline it begins and ends, as levels.
    pub fn step(&mut self, act: Act, from: usize, to: usize, y: f64) -> (Option<u32>, Option<u32>) {
        let begun = self.open.iter().rposition(|bar| bar.party == from);
        // What a topic hands on ends nothing: who wrote to it may still be at work.
        if act != Act::Tell || !self.is_idle(from) {
            self.end_above(begun.map_or(0, |at| at + 1));
        }
        if begun.is_none() && act != Act::Reply {
            self.begin(from, y - TAIL, None);
        }
        self.touch(from, y);
        let source = self.level(from);
        match act {
            Act::Reply => {
                let own = self.open.iter().rposition(|bar| bar.party == from);
                self.end_above(own.unwrap_or(self.open.len()));
                self.touch(to, y);
            }
            Act::Call | Act::Tell => self.begin(to, y, (act == Act::Call).then_some(from)),
        }
        (source, self.level(to))
    }

    /// A branch begins: what is open stays open until its end.
    pub fn enter(&mut self) {
        self.floors.push(self.open.len());
    }

    /// A branch ends, with all that was begun in it; gives how far down the lowest bar reaches that ends with it.
    pub fn leave(&mut self) -> Option<f64> {
        let (floor, ended) = (self.floor(), self.bars.len());
        // Whoever was called before it may still be at work behind it.
        while self.open.len() > floor {
            self.end_last();
        }
        self.floors.pop();
        self.bars.iter().skip(ended).map(|bar| bar.bottom).reduce(f64::max)
    }

    /// How far down the bars reach so far that have not ended.
    pub fn reach(&self) -> Option<f64> {
        self.open.iter().map(|bar| bar.bottom).reduce(f64::max)
    }

    /// Who is at work now, with how many bars below the one on top.
    pub fn busy(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        self.open.iter().map(|bar| (bar.party, bar.level))
    }

    /// The flow ends.
    pub fn end(&mut self) {
        self.floors.clear();
        self.end_above(0);
    }

    fn floor(&self) -> usize {
        self.floors.last().copied().unwrap_or(0)
    }

    fn is_idle(&self, party: usize) -> bool {
        self.idle.get(party).copied().unwrap_or(true)
    }

    fn begin(&mut self, party: usize, y: f64, awaited: Option<usize>) {
        while let Some(at) = self.open.iter().position(|bar| bar.party == party && bar.over) {
            let bar = self.open.remove(at);
            self.bars.push(finished(bar));
            self.floors.iter_mut().for_each(|floor| *floor -= usize::from(at < *floor));
        }
        if !self.is_idle(party) {
            let level = u32::try_from(self.open.iter().filter(|bar| bar.party == party).count()).unwrap_or(0).min(4);
            self.open.push(Bar { party, level, top: y, bottom: y, awaited, over: false });
        }
    }

    fn touch(&mut self, party: usize, y: f64) {
        if let Some(bar) = self.open.iter_mut().rev().find(|bar| bar.party == party) {
            bar.bottom = bar.bottom.max(y);
            bar.over = false;
        }
    }

    fn level(&self, party: usize) -> Option<u32> {
        self.open.iter().rev().find(|bar| bar.party == party).map(|bar| bar.level)
    }

    /// Ends all bars but the first `keep`; those begun before this branch stay, for the next one may go on with them.
    fn end_above(&mut self, keep: usize) {
        while self.open.len() > keep.max(self.floor()) {
            self.end_last();
        }
        for bar in self.open.iter_mut().skip(keep) {
            bar.over = true;
        }
    }

    /// Ends the last bar, and prolongs that of who waits for it.
    fn end_last(&mut self) {
        let Some(bar) = self.open.pop().map(finished) else { return };
        if let Some(caller) = self.open.iter_mut().rev().find(|caller| Some(caller.party) == bar.awaited && !bar.over) {
            caller.bottom = caller.bottom.max(bar.bottom + TAIL);
        }
        self.bars.push(bar);
    }
}

fn finished(bar: Bar) -> Bar {
    Bar { bottom: bar.bottom.max(bar.top + SHORTEST), ..bar }
}

/// How far the middle of a bar lies to the right of its lifeline.
pub(super) fn offset(level: u32) -> f64 {
    f64::from(level) * STEP
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(mut activity: Activity) -> Vec<(usize, u32, f64, f64)> {
        activity.end();
        let mut bars: Vec<_> = activity.bars.iter().map(|bar| (bar.party, bar.level, bar.top, bar.bottom)).collect();
        bars.sort_by(|a, b| a.partial_cmp(b).expect("places are numbers"));
        bars
    }

    #[test]
    fn a_call_lasts_until_its_reply() {
        let mut activity = Activity::new(vec![true, false, false]);
        assert_eq!(activity.step(Act::Call, 0, 1, 100.0), (None, Some(0)));
        assert_eq!(activity.step(Act::Call, 1, 2, 140.0), (Some(0), Some(0)));
        assert_eq!(activity.step(Act::Reply, 2, 1, 180.0), (Some(0), Some(0)));
        assert_eq!(activity.step(Act::Reply, 1, 0, 220.0), (Some(0), None));
        assert_eq!(drawn(activity), [(1, 0, 100.0, 220.0), (2, 0, 140.0, 180.0)]);
    }

    #[test]
    fn a_call_without_a_reply_lasts_until_the_caller_goes_on() {
        let mut activity = Activity::new(vec![false; 3]);
        activity.step(Act::Call, 0, 1, 100.0);
        activity.step(Act::Call, 0, 2, 140.0);
        activity.step(Act::Call, 2, 2, 180.0);
        assert_eq!(drawn(activity), [(0, 0, 94.0, 208.0), (1, 0, 100.0, 116.0), (2, 0, 140.0, 202.0), (2, 1, 180.0, 196.0)]);
    }

    #[test]
    fn who_is_done_before_a_branch_begins_anew_behind_it() {
        let mut activity = Activity::new(vec![false, false, true]);
        activity.step(Act::Call, 0, 1, 100.0);
        activity.enter();
        activity.step(Act::Tell, 0, 2, 140.0);
        activity.leave();
        assert_eq!(activity.step(Act::Tell, 2, 1, 200.0), (None, Some(0)));
        assert_eq!(drawn(activity), [(0, 0, 94.0, 140.0), (1, 0, 100.0, 116.0), (1, 0, 200.0, 216.0)]);
    }

    #[test]
    fn a_branch_ends_only_what_began_in_it() {
        let mut activity = Activity::new(vec![true, false, false]);
        activity.step(Act::Call, 0, 1, 100.0);
        activity.enter();
        activity.step(Act::Call, 1, 2, 140.0);
        activity.step(Act::Reply, 1, 0, 180.0);
        activity.leave();
        activity.enter();
        activity.step(Act::Reply, 1, 0, 260.0);
        activity.leave();
        assert_eq!(drawn(activity), [(1, 0, 100.0, 260.0), (2, 0, 140.0, 156.0)]);
    }

    #[test]
    fn a_branch_says_how_far_down_its_bars_reach() {
        let mut activity = Activity::new(vec![true, false, false, false]);
        activity.step(Act::Call, 0, 1, 100.0);
        activity.enter();
        activity.step(Act::Call, 1, 2, 140.0);
        activity.step(Act::Call, 2, 3, 180.0);
        assert_eq!(activity.busy().collect::<Vec<_>>(), [(1, 0), (2, 0), (3, 0)]);
        // That of the last call, and a tail for who waits for it; not that of who was at work before.
        assert_eq!(activity.leave(), Some(202.0));
        assert_eq!(activity.reach(), Some(208.0), "who was at work before waits for that");
        activity.enter();
        assert_eq!(activity.leave(), None);
    }
}
