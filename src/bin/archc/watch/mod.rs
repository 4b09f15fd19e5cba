//! `archc watch`: builds a program, and again whenever something of it changes, until it is interrupted.

mod desk;
mod draft;
mod ears;
mod publish;
mod reading;
mod status;
mod stir;

use crate::terminal::{Terminal, Word};
use crate::{Failure, Outcome, cli, serve};
use desk::Desk;
use ears::{Ears, Heard, News};
pub use publish::{Publisher, Snapshot};
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
/// How long a save mostly takes.
const HEAD_START: Duration = Duration::from_millis(3);
/// How often directories are listened to anew at one go, where they change faster than that.
const PATIENCE: usize = 8;

pub fn run(arguments: &cli::Watch, terminal: &Terminal) -> Result<Outcome, Failure> {
    let publisher = Arc::new(Publisher::default());
    let writing = Arc::new(Mutex::new(()));
    end_between_writes(&writing)?;
    let (to, news) = mpsc::channel();
    let address = serve(arguments, terminal, &publisher)?;
    let desk = Desk::new(arguments, terminal, publisher, writing).served(address);
    Watch { desk, ears: Ears::new(to, arguments.poll), news, took: Duration::ZERO, is_cut: false }.run()
}

/// Serves the page, where that is asked for, and says where.
fn serve(arguments: &cli::Watch, terminal: &Terminal, publisher: &Arc<Publisher>) -> Result<Option<String>, Failure> {
    let Some(port) = arguments.serve else { return Ok(None) };
    let address = serve::start(&serve::Wanted { port, editor: arguments.editor.as_deref() }, Arc::clone(publisher))?;
    terminal.close(Word::Note("serving"), &address);
    Ok(Some(address))
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
    news: Receiver<Heard>,
    /// How long the last look at everything took that found nothing.
    took: Duration,
    /// Whether the last look found a file cut.
    is_cut: bool,
}

impl Watch<'_> {
    fn run(mut self) -> Result<Outcome, Failure> {
        self.look()?;
        loop {
            self.listen()?;
            match self.wait() {
                Some(burst) => {
                    if burst.stir == Stir::Renew {
                        self.ears.forget();
                    }
                    self.desk.publish(burst.quiet.began())?;
                }
                // What was not heard of will not be heard of the next time.
                None if self.look()? => self.ears.forget(),
                None => {}
            }
        }
    }

    /// Listens to all directories that now matter, and looks again where something may have happened before that.
    fn listen(&mut self) -> Result<(), Failure> {
        for _ in 0..PATIENCE {
            if !self.ears.listen(self.desk.places()) {
                break;
            }
            self.look()?;
        }
        self.desk.says_how(self.ears.deaf());
        Ok(())
    }

    /// Builds if the program is another than at the last time, and tells whether it is.
    fn look(&mut self) -> Result<bool, Failure> {
        let start = Instant::now();
        self.desk.draft();
        // What was cut may be about to be written; it is looked at once more.
        let was_cut = std::mem::replace(&mut self.is_cut, self.desk.is_cut());
        if self.is_cut && !was_cut {
            return Ok(false);
        }
        let changed = self.desk.publish(start)?;
        if !changed {
            self.took = start.elapsed();
        }
        Ok(changed)
    }

    /// Waits for changes, and for their end; the last of them are in the draft then. Nothing when it was time to look anyway.
    ///
    /// The draft is made while it is waited whether there is more to come: it mostly is not, and then nobody has waited for it.
    fn wait(&mut self) -> Option<Burst> {
        let usual = if self.ears.deaf().is_some() { POLL } else { SWEEP };
        let look = Instant::now() + usual.max(self.took * SHARE);
        let mut burst: Option<Burst> = None;
        loop {
            let until = burst.as_ref().map_or(look, Burst::until);
            let left = until.saturating_duration_since(Instant::now());
            // What was heard while a draft was made is taken in before anything is decided.
            let heard = if left.is_zero() { self.news.try_recv().ok() } else { self.news.recv_timeout(left).ok() };
            match (heard, &mut burst) {
                (Some((at, news)), burst) => {
                    if let Some(stir) = self.meaning(&news) {
                        burst.get_or_insert(Burst::since(at, stir)).stirred(at, stir);
                    }
                    if at > until {
                        break;
                    }
                }
                (None, _) if !left.is_zero() => {}
                (None, Some(burst)) if burst.is_outdated() => self.begin(burst),
                (None, Some(burst)) if !burst.quiet.is_held() && self.desk.is_cut() => burst.quiet.hold(),
                (None, _) => break,
            }
        }
        if let Some(burst) = burst.as_mut().filter(|burst| burst.is_outdated()) {
            self.begin(burst);
        }
        burst
    }

    fn begin(&mut self, burst: &mut Burst) {
        burst.drafted = Some(Instant::now());
        self.desk.draft();
    }

    fn meaning(&self, news: &News) -> Option<Stir> {
        match news {
            Ok(event) => stir(event, self.desk.places(), self.desk.skipped()),
            Err(_) => Some(Stir::Renew),
        }
    }
}

/// Changes that belong together.
struct Burst {
    quiet: Quiet,
    stir: Stir,
    /// When the draft of what came of them was begun.
    drafted: Option<Instant>,
}

impl Burst {
    fn since(at: Instant, stir: Stir) -> Self {
        Self { quiet: Quiet::since(at), stir, drafted: None }
    }

    fn stirred(&mut self, at: Instant, stir: Stir) {
        self.quiet.stirred(at);
        self.stir = self.stir.max(stir);
    }

    /// When the next thing is to be done: the draft, then the end.
    fn until(&self) -> Instant {
        if self.drafted.is_some() { self.quiet.until() } else { self.quiet.began() + HEAD_START }
    }

    /// Whether something has changed since the draft was begun.
    fn is_outdated(&self) -> bool {
        self.drafted.is_none_or(|drafted| self.quiet.last() >= drafted)
    }
}
