//! A program with its settings, as the command line names it.

use crate::Failure;
use crate::disk::{self, DiskWorld};
use archc::diag::render::Part;
use archc::emit::proto::Lock;
use archc::session::{Checked, check};
use archc::settings::{self, Diagrams, Settings};
use archc::source::FileId;
use archc::world::{World, WorldError};
use std::path::{Path, PathBuf};

/// The file of settings, at the program's root.
pub const CONFIG: &str = "archc.toml";

/// A program on disk, its settings read, itself not yet.
pub struct Project {
    /// Where it is.
    pub world: DiskWorld,
    /// What `archc.toml` says.
    pub settings: Settings,
    /// What its root is called on the command line.
    pub base: String,
    path: PathBuf,
    /// The text of `archc.toml`.
    pub config: Option<String>,
    /// The text of `archc.proto.lock`.
    pub lock: Option<String>,
}

impl Project {
    /// The program at `path`. Artifacts go to `out`, or where the settings say; no source is read from there.
    pub fn open(path: &Path, out: Option<&Path>) -> Result<Self, Failure> {
        let mut world = DiskWorld::open(path).map_err(|error| Failure::io("cannot read", path, &error))?;
        let text = |name: &str| {
            disk::text_inside(world.root(), name).map_err(|error| Failure::io("cannot read", &world.root().join(name), &error))
        };
        let (config, lock) = (text(CONFIG)?, text(Lock::PATH)?);
        let mut settings = config.as_deref().map(|text| settings::parse(FileId::default(), text).0).unwrap_or_default();
        settings.threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        match out {
            Some(out) => {
                world.skip(out);
                settings.output.program = disk::between(out, world.root());
            }
            None => world.skip(&world.root().join(&settings.output.directory)),
        }
        let base = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
        let base = base.to_string_lossy().into_owned();
        Ok(Self { world, settings, base, path: path.to_path_buf(), config, lock })
    }

    /// Reads and checks it, and its settings.
    pub fn check(&mut self) -> Result<Checked, Failure> {
        let mut checked = check(&self.world).map_err(|error| self.unread(&error))?;
        let read = self.complete(&mut checked, &self.world);
        self.take(read);
        Ok(checked)
    }

    /// Takes in what files that the settings name say.
    pub fn take(&mut self, read: Option<Diagrams>) {
        if let Some(Diagrams { theme, fonts, .. }) = read {
            (self.settings.diagrams.theme, self.settings.diagrams.fonts) = (theme, fonts);
        }
    }

    /// Checks its settings, too, which name files of this world; those for pictures, with what the files say.
    pub fn complete(&self, checked: &mut Checked, world: &dyn World) -> Option<Diagrams> {
        let settings = self.config.as_ref().map(|text| checked.configure(world, CONFIG, text));
        if let Some(text) = &self.lock {
            checked.remember(Lock::PATH, text);
        }
        settings.map(|settings| settings.diagrams)
    }

    /// What was found in it, fit to be shown.
    pub fn said<'a>(&'a self, checked: &'a Checked) -> Part<'a> {
        Part { diagnostics: &checked.diagnostics, sources: &checked.sources, base: &self.base }
    }

    /// The files of the program, without those that it imports: paths from the root.
    pub fn files(&self) -> Result<Vec<String>, Failure> {
        self.world.main().map(|main| main.files).map_err(|error| self.unread(&error))
    }

    /// A path of the program as it is called on the command line.
    pub fn shown(&self, path: &str) -> String {
        let base = self.base.strip_prefix('/').unwrap_or(&self.base);
        let root = if base.len() < self.base.len() { "/" } else { "" };
        format!("{root}{}", archc::source::join(base, path))
    }

    /// Why there is no program.
    pub fn unread(&self, error: &WorldError) -> Failure {
        let path = self.path.display();
        match error {
            WorldError::Empty => Failure::new(format!("there is no `.arch` file in `{path}`"))
                .help("name a directory with `.arch` files below it, or a single file; files that Git ignores do not count"),
            _ => Failure::new(format!("cannot read `{path}`: {error}")),
        }
    }
}
