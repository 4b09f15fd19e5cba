//! How long a save takes to become artifacts on disk: a real `archc watch` on a program of 200 elements, a label changed in one of its
//! twenty files at a time, from the moment at which the file is replaced to the line that says that all is written. The quiet window
//! of 30 ms is in it. Beside it, what a session takes for such a change, against a build from nothing.

use archc::session::{Session, build, check};
use archc::settings::Settings;
use archc::world::MemoryWorld;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

const SYSTEMS: usize = 20;
const SAVES: usize = 100;

/// A system of ten elements, with a view of it: services with an API, a store and a topic.
fn system(number: usize, label: &str) -> String {
    let mut text = format!("system s{number} \"System {number}\" {{\n");
    for service in 0..7 {
        let other = (service + 1) % 7;
        let label = if service == 3 { label } else { "reads" };
        let _ = writeln!(
            text,
            "  service svc{service} \"Service {service}\" {{\n    image \"registry.example.com/s{number}/svc{service}:1.0.0\"\n    \
             listen http 8080\n    replicas 2..8 at cpu 70%\n    cpu 100m..500m\n    memory 128Mi..256Mi\n    \
             api v1 {{\n      get{service}: GET /things/{{id: uuid}} -> Thing | 404\n      make{service}: POST /things (Thing) -> 201 Thing\n    }}\n    \
             -> svc{other}.get{other} \"{label}\" {{ timeout 2s; retry 2 }}\n    -> store.things \"keeps\"\n    -> events.Made\n  }}"
        );
    }
    let _ = writeln!(
        text,
        "  database store {{\n    engine postgres 16\n    storage 10Gi\n    replicas 1\n    table things {{ id: uuid @key; name: string(1..80); made: datetime = now() }}\n  }}\n  \
         topic events {{ engine kafka; event Made {{ id: uuid }} }}\n  \
         type Thing {{ id: uuid @key @readonly; name: string(1..80); tags: [string](..10) }}\n}}"
    );
    let _ = writeln!(text, "view v{number} of s{number}");
    if number > 0 {
        let _ = writeln!(text, "s{number}.svc0 -> s{}.svc1.get1 \"asks\" {{ env OTHER_URL }}", number - 1);
    }
    text
}

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
