//! `archc watch`: builds a program, and again whenever something of it changes, until it is interrupted.

mod desk;
mod ears;
mod publish;
mod reading;
mod status;
mod stir;

use crate::terminal::Terminal;
use crate::{Failure, Outcome, cli};
use desk::Desk;
use ears::{Ears, News};
pub use publish::Publisher;
use std::process::exit;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use stir::{Quiet, Stir, stir};

/// What a program ends with that was interrupted.
const INTERRUPTED: i32 = 130;
/// The share of its time that a watch spends on looking for changes it was not told of.
const SHARE: u32 = 400;
/// How often it looks at most where it is told of changes, and where it is not.
const SWEEP: Duration = Duration::from_secs(2);
const POLL: Duration = Duration::from_millis(250);
/// How often directories are listened to anew at one go, where they change faster than that.
const PATIENCE: usize = 8;

pub fn run(arguments: &cli::Watch, terminal: &Terminal) -> Result<Outcome, Failure> {
    let publisher = Arc::new(Publisher::default());
    let writing = Arc::new(Mutex::new(()));
    end_between_writes(&writing)?;
    let (to, news) = mpsc::channel();
    let desk = Desk::new(arguments, terminal, publisher, writing);
    Watch { desk, ears: Ears::new(to, arguments.poll), news, took: Duration::ZERO }.run()
}

/// Ends the program when it is interrupted, whatever it does, unless it writes: then as soon as that is done.
fn end_between_writes(writing: &Arc<Mutex<()>>) -> Result<(), Failure> {
    let writing = Arc::clone(writing);
    let end = move || {
        let _writing = writing.lock().unwrap_or_else(PoisonError::into_inner);
        exit(INTERRUPTED);
    };
    ctrlc::set_handler(end).map_err(|error| Failure::new(format!("cannot listen for Ctrl-C: {error}")))
}

struct Watch<'a> {
    desk: Desk<'a>,
    ears: Ears,
    news: Receiver<News>,
    /// How long the last look at everything took.
    took: Duration,
}

impl Watch<'_> {
    fn run(mut self) -> Result<Outcome, Failure> {
        self.look(Instant::now())?;
        loop {
            self.listen()?;
            let (since, stirred) = self.wait();
            if stirred == Some(Stir::Renew) {
                self.ears.forget();
            }
            let changed = self.look(since)?;
            if changed && stirred.is_none() && self.ears.deaf().is_none() {
                // What was not heard of will not be heard of the next time.
                self.ears.forget();
            }
        }
    }

    /// Listens to all directories that now matter, and looks again where something may have happened before that.
    fn listen(&mut self) -> Result<(), Failure> {
        for _ in 0..PATIENCE {
            if !self.ears.listen(self.desk.places()) {
                break;
            }
            self.look(Instant::now())?;
        }
        self.desk.says_how(self.ears.deaf());
        Ok(())
    }

    /// Builds if the program is another than at the last time, and tells whether it is.
    fn look(&mut self, since: Instant) -> Result<bool, Failure> {
        let start = Instant::now();
        let changed = self.desk.build_if_changed(since)?;
        if !changed {
            self.took = start.elapsed();
        }
        Ok(changed)
    }

    /// Waits for a change and for its end, or until it is time to look in any case. When it began, and what it calls for.
    fn wait(&self) -> (Instant, Option<Stir>) {
        let usual = if self.ears.deaf().is_some() { POLL } else { SWEEP };
        let look = Instant::now() + usual.max(self.took * SHARE);
        let mut burst: Option<(Quiet, Stir)> = None;
        loop {
            let until = burst.map_or(look, |(quiet, _)| quiet.until());
            let now = Instant::now();
            let Some(left) = until.checked_duration_since(now).filter(|left| !left.is_zero()) else { break };
            let stirred = match self.news.recv_timeout(left) {
                Ok(Ok(event)) => stir(&event, self.desk.places(), self.desk.skipped()),
                Ok(Err(_)) => Some(Stir::Renew),
                Err(_) => None,
            };
            if let Some(stirred) = stirred {
                let now = Instant::now();
                let (quiet, most) = burst.get_or_insert((Quiet::since(now), stirred));
                quiet.stirred(now);
                *most = (*most).max(stirred);
            }
        }
        burst.map_or((Instant::now(), None), |(quiet, stirred)| (quiet.began(), Some(stirred)))
    }
}
