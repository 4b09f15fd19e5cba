//! How long a save takes to become artifacts on disk: a real `archc watch` on a program of 200 elements, a label changed in one of its
//! twenty files at a time, from the moment at which the file is replaced to the line that says that all is written. The quiet window
//! of 30 ms is in it. Beside it, what a session takes for such a change, against a build from nothing.

mod systems;

use archc::session::{Session, build, check};
use archc::settings::Settings;
use archc::world::MemoryWorld;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};
use systems::system;

const SYSTEMS: usize = 20;
const SAVES: usize = 100;

fn main() {
    let mut took = saves();
    took.sort_unstable();
    let at = |share: usize| took.get(took.len() * share / 100).copied().unwrap_or_default().as_millis();
    println!("save to artifacts, 200 elements, {} saves: median {} ms, 95th percentile {} ms", took.len(), at(50), at(95));
    let (cold, warm) = session();
    println!("a label in a session: {} ms, a build from nothing: {} ms", warm.as_millis(), cold.as_millis());
}

/// How long each of some saves took.
fn saves() -> Vec<Duration> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-watch");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder can be made");
    for number in 0..SYSTEMS {
        fs::write(folder.join(format!("s{number}.arch")), system(number, "reads")).expect("the folder is writable");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_archc"));
    let mut child = command.arg("watch").current_dir(&folder).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut said = BufReader::new(child.stderr.take().expect("it is piped"));
    until_written(&mut said);
    let took = (0..SAVES).map(|save| {
        std::thread::sleep(Duration::from_millis(300));
        let number = save % SYSTEMS;
        let beside = folder.join("saved~");
        fs::write(&beside, system(number, &format!("reads {save}"))).expect("the folder is writable");
        let start = Instant::now();
        fs::rename(beside, folder.join(format!("s{number}.arch"))).expect("it can take its place");
        until_written(&mut said);
        start.elapsed()
    });
    let took = took.collect();
    let _ = child.kill();
    let _ = child.wait();
    took
}

/// Reads until all is written.
fn until_written(said: &mut BufReader<ChildStderr>) {
    let mut line = String::new();
    while !line.starts_with("wrote ") {
        line.clear();
        assert!(said.read_line(&mut line).is_ok_and(|read| read > 0), "the watch goes on");
    }
}

/// How long a build from nothing takes, and one of a session after a change; the middle of several.
fn session() -> (Duration, Duration) {
    let world = |label: &str| {
        (0..SYSTEMS).fold(MemoryWorld::default(), |world, number| {
            world.with(&format!("s{number}.arch"), system(number, if number == 7 { label } else { "reads" }))
        })
    };
    let settings = Settings { threads: 2, ..Settings::default() };
    let mut session = Session::default();
    let (mut cold, mut warm) = (Vec::new(), Vec::new());
    for round in 0..12 {
        let world = world(&format!("reads {round}"));
        let start = Instant::now();
        let made = check(&world).ok().and_then(|mut checked| build(&mut checked, &settings));
        cold.push(start.elapsed());
        let start = Instant::now();
        let again = session.check(&world).ok().and_then(|mut checked| session.build(&mut checked, &settings));
        if round > 0 {
            warm.push(start.elapsed());
        }
        assert!(made.is_some() && made == again, "both make the same");
    }
    let middle = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    };
    (middle(cold), middle(warm))
}
