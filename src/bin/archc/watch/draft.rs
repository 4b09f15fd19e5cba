//! A program as it was read at one time and all that was made of it, before anything is written or said: while more changes may
//! still come, it can be thrown away.

use super::reading::Reading;
use crate::{Failure, cli};
use archc::artifact::ArtifactSet;
use archc::session::{Checked, Session, Work};
use archc::settings::Format as Picture;

pub struct Draft {
    /// What was read; nothing where there is nothing to be read.
    pub reading: Option<Reading>,
    /// What was made, or why there is no program.
    pub made: Result<Made, Failure>,
}

/// A program and what was made of it.
pub struct Made {
    pub checked: Checked,
    /// Nothing where the program has errors.
    pub artifacts: Option<ArtifactSet>,
    pub work: Work,
}

impl Draft {
    /// Makes all that comes of a program.
    pub fn of(now: Result<Reading, Failure>, session: &mut Session, arguments: &cli::Watch) -> Self {
        match now {
            Ok(mut reading) => Self { made: make(&mut reading, session, arguments), reading: Some(reading) },
            Err(failure) => Self { made: Err(failure), reading: None },
        }
    }

    /// Whether the program is as another look at it finds it.
    pub fn agrees(&self, now: &Result<Reading, Failure>) -> bool {
        match (&self.reading, now) {
            (Some(then), Ok(now)) => now.agrees(then),
            (None, Err(failure)) => self.made.as_ref().is_err_and(|then| then.message == failure.message),
            _ => false,
        }
    }
}

fn make(reading: &mut Reading, session: &mut Session, arguments: &cli::Watch) -> Result<Made, Failure> {
    let formats = &mut reading.project.settings.diagrams.formats;
    if arguments.png && !formats.contains(&Picture::Png) {
        formats.push(Picture::Png);
    }
    let mut checked = session.check(reading).map_err(|error| reading.project.unread(&error))?;
    let read = reading.project.complete(&mut checked, reading);
    reading.project.take(read);
    let artifacts = session.build(&mut checked, &reading.project.settings);
    Ok(Made { checked, artifacts, work: session.work() })
}
