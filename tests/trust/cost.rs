//! What a run of the program takes: seconds of processors, not of clocks, which depend on what else runs; and memory at its peak.

use crate::folder::{Folder, Run};
use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How many seconds of a processor any program may take; one that is not optimised takes eight to ten times as long.
pub const SECONDS: f64 = if cfg!(debug_assertions) { 45.0 } else { 5.0 };
/// How much memory any program may take, in MiB.
pub const MEMORY: u64 = 512;

/// What a process has taken; nothing where the system does not say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Seconds of processors.
    pub seconds: f64,
    /// The most memory at a time, in MiB.
    pub memory: u64,
}

impl Cost {
    fn of(process: u32) -> Self {
        let read = |name: &str| fs::read_to_string(format!("/proc/{process}/{name}")).unwrap_or_default();
        let (status, stat) = (read("status"), read("stat"));
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let memory = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()).unwrap_or(0) / 1024;
        // Behind the name, which stands in brackets: the 12th and 13th field, in hundredths.
        let behind = stat.rsplit_once(')').map_or("", |(_, behind)| behind);
        let ticks: u32 = behind.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u32>().ok()).sum();
        Self { seconds: f64::from(ticks) / 100.0, memory }
    }

    fn and(self, other: Self) -> Self {
        Self { seconds: self.seconds.max(other.seconds), memory: self.memory.max(other.memory) }
    }
}

/// Runs a command of the program, and watches what it takes: no more than any program may, whatever it is given. Nor does it
/// panic, or say what a terminal would take for a command.
#[track_caller]
pub fn bounded(folder: &Folder, arguments: &[&str]) -> (Run, Cost) {
    let mut child = started(folder.command(arguments).stdin(Stdio::null()), folder);
    let (begin, mut cost) = (Instant::now(), Cost::default());
    let status = loop {
        cost = cost.and(Cost::of(child.id()));
        if let Some(status) = child.try_wait().expect("it can be asked") {
            break status;
        }
        // Where the system does not tell, or the program waits for something.
        if cost.seconds > 2.0 * SECONDS || begin.elapsed() > Duration::from_secs(400) {
            child.kill().expect("it can be killed");
            panic!("{arguments:?} does not end in {}", folder.path.display());
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let place = folder.path.display();
    assert!(cost.memory < MEMORY, "{arguments:?} takes {} MiB in {place}", cost.memory);
    assert!(cost.seconds < SECONDS, "{arguments:?} takes {} s in {place}", cost.seconds);
    let read = |name: &str| String::from_utf8_lossy(&fs::read(folder.path.join(name)).expect("it was written")).into_owned();
    let out = read(".git/out");
    let run = Run { code: status.code().unwrap_or(-1), said: read(".git/err") + &out, out };
    assert!((0..=3).contains(&run.code), "{arguments:?} ends with {status}: {}", run.said);
    assert!(run.said.len() < 4_000_000, "it says too much: {} bytes", run.said.len());
    assert!(!run.said.contains("panicked") && !run.said.contains('\u{1b}') && !run.said.contains('\0'), "{}", run.said);
    (run, cost)
}

fn started(command: &mut Command, folder: &Folder) -> Child {
    let file = |name: &str| fs::File::create(folder.path.join(name)).expect("it can be made");
    command.stdout(file(".git/out")).stderr(file(".git/err")).spawn().expect("it starts")
}
