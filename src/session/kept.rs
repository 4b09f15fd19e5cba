//! A session: checks and builds a program again and again, and does anew only what a change touches. Keeps trees by file,
//! pictures and encoded files by the hash of all that goes into them; the model is built whole each time.

use super::{Checked, build_with, check_with};
use crate::artifact::ArtifactSet;
use crate::diag::Diagnostics;
use crate::emit::Memo;
use crate::settings::Settings;
use crate::source::{FileId, SourceFile};
use crate::syntax::{self, ast};
use crate::world::{World, WorldError};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Checks and builds a program again and again. What it gives is what [`check`](super::check) and [`build`](super::build) give,
/// in less time: a file is parsed again only where its text or its place among the files is new, a picture is laid out again
/// only where something in it is different, and a manifest or document is encoded again only where it says something else.
#[derive(Debug)]
pub struct Session {
    files: BTreeMap<String, Parsed>,
    memo: Memo,
    work: Work,
}

/// A file as it was parsed.
#[derive(Debug)]
struct Parsed {
    /// Spans in the tree name the file by this.
    file: FileId,
    text: [u8; 32],
    tree: Arc<ast::File>,
    found: Diagnostics,
    used: bool,
}

/// How much was done anew, of how much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Source files that were parsed.
    pub parsed: usize,
    /// Source files that the program has.
    pub files: usize,
    /// Pictures that were laid out and written as SVG.
    pub drawn: usize,
    /// Manifests and documents that were encoded as YAML, and pictures as PNG.
    pub encoded: usize,
}

impl Default for Session {
    fn default() -> Self {
        Self { files: BTreeMap::new(), memo: Memo::keeping(), work: Work::default() }
    }
}

impl Session {
    /// Reads and checks the program of a world, as [`check`](super::check) does.
    ///
    /// # Errors
    /// When there is no program; what was kept stays.
    pub fn check(&mut self, world: &dyn World) -> Result<Checked, WorldError> {
        self.work = Work::default();
        let checked = check_with(world, &mut |file, source| self.parse(file, source))?;
        self.files.retain(|_, parsed| std::mem::take(&mut parsed.used));
        Ok(checked)
    }

    /// Makes all artifacts of a checked program, as [`build`](super::build) does.
    pub fn build(&mut self, checked: &mut Checked, settings: &Settings) -> Option<ArtifactSet> {
        if checked.diagnostics.has_errors() {
            return None;
        }
        let artifacts = build_with(checked, settings, &self.memo);
        (self.work.drawn, self.work.encoded) = self.memo.take_counts();
        self.memo.forget_unused();
        artifacts
    }

    /// What was done since the last [`Session::check`] began.
    #[must_use]
    pub fn work(&self) -> Work {
        self.work
    }

    fn parse(&mut self, file: FileId, source: &SourceFile) -> (Arc<ast::File>, Diagnostics) {
        self.work.files += 1;
        let text = Sha256::digest(source.text()).into();
        if let Some(kept) = self.files.get_mut(source.path()).filter(|kept| kept.file == file && kept.text == text) {
            kept.used = true;
            return (Arc::clone(&kept.tree), kept.found.clone());
        }
        self.work.parsed += 1;
        let (tree, found) = syntax::parse(file, source.text());
        let tree = Arc::new(tree);
        let kept = Parsed { file, text, tree: Arc::clone(&tree), found: found.clone(), used: true };
        self.files.insert(source.path().to_owned(), kept);
        (tree, found)
    }
}
