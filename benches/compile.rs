//! How compiling grows with the program: resolving and checking 1,000 and 5,000 elements, and whole builds in memory of
//! Online Boutique, on one and on two threads, of the picture of a hundred services, and of the manifests of the orders platform from
//! a checked model. Compare the lines with each other, not with another machine's.

mod systems;

use archc::session;
use archc::settings::{Emitter, Settings};
use archc::world::{MemoryWorld, World};
use divan::Bencher;
use std::fmt::Write;
use systems::system;

fn main() {
    divan::main();
}

/// A program of about `elements` elements.
fn program(elements: usize) -> String {
    (0..elements / 10).map(|number| system(number, "reads")).collect()
}

#[divan::bench(args = [1_000, 5_000])]
fn check(bencher: Bencher<'_, '_>, elements: usize) {
    let world = MemoryWorld::single(&program(elements));
    bencher.bench(|| session::check(&world).map(|checked| checked.model.elements.len()));
}

#[divan::bench(args = [1, 2])]
fn build_online_boutique(bencher: Bencher<'_, '_>, threads: usize) {
    let world = world(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/online-boutique"));
    bencher.bench(|| whole(&world, &Settings { threads, ..Settings::default() }));
}

#[divan::bench]
fn orders_platform_manifests(bencher: Bencher<'_, '_>) {
    let world = world(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/orders-platform"));
    let mut settings = Settings::default();
    settings.output.emit = vec![Emitter::Kubernetes];
    let mut checked = session::check(&world).ok();
    bencher.bench_local(|| checked.as_mut().and_then(|checked| session::build(checked, &settings)).map(|set| set.iter().count()));
}

#[divan::bench]
fn check_orders_platform(bencher: Bencher<'_, '_>) {
    let world = world(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/orders-platform"));
    bencher.bench(|| session::check(&world).map(|checked| checked.model.elements.len()));
}

#[divan::bench]
fn draw_a_hundred_services(bencher: Bencher<'_, '_>) {
    let world = world(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/hundred"));
    let mut settings = Settings::default();
    settings.output.emit = vec![Emitter::Diagrams];
    bencher.bench(|| whole(&world, &settings));
}

/// Three hundred operations in one API: resources with their own types, filters, patterns and errors.
fn api(operations: usize) -> String {
    let mut text =
        String::from("service things {\n  image \"things:1\"\n  listen http 8080\n  api v1 {\n    auth bearer\n    limit 600/m\n");
    for at in 0..operations / 5 {
        let _ = writeln!(text, "    /// Things of a kind.\n    resource things-{at}: Thing{at} {{ crud; etag }}");
    }
    text.push_str("  }\n");
    for at in 0..operations / 5 {
        let _ = writeln!(
            text,
            "  type Thing{at} {{\n    id: uuid @key @readonly\n    name: string(1..80) @filter @sort @example(\"Lamp\")\n    \
             code: string @pattern(\"[A-Z]{{3}}-[0-9]{{4}}\")\n    price: decimal(12,2)\n    parts: [Part{at}](..10)\n    note?: string(..500)?\n  }}\n  \
             type Part{at} {{ count: int(1..) = 1; made: datetime @readonly }}"
        );
    }
    text.push_str("}\n");
    text
}

/// Checking and building such a document is to stay under 20 ms, so that it can be done at each keystroke.
#[divan::bench]
fn document_of_300_operations(bencher: Bencher<'_, '_>) {
    let world = MemoryWorld::single(&api(300));
    let mut settings = Settings::default();
    settings.output.emit = vec![Emitter::OpenApi];
    bencher.bench(|| whole(&world, &settings));
}

fn whole(world: &dyn World, settings: &Settings) -> usize {
    let Ok(mut checked) = session::check(world) else { return 0 };
    let artifacts = session::build(&mut checked, settings);
    artifacts.map_or(0, |artifacts| artifacts.iter().count())
}

fn world(directory: &str) -> MemoryWorld {
    let mut files: Vec<_> = std::fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "arch"));
    files.iter().fold(MemoryWorld::default(), |world, path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        world.with(&name, std::fs::read(path).unwrap_or_default())
    })
}
