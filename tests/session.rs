//! A session does anew only what a change touches, and gives what a build from nothing gives.

use archc::artifact::ArtifactSet;
use archc::session::{Checked, Session, Work, build, check};
use archc::settings::{Format, Settings};
use archc::world::MemoryWorld;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Files by their paths.
pub type Files = BTreeMap<String, String>;

fn world(files: &Files) -> MemoryWorld {
    files.iter().fold(MemoryWorld::default(), |world, (path, text)| world.with(path, text.as_str()))
}

/// What the settings' file says, where there is one.
fn settings(checked: &mut Checked, world: &MemoryWorld, files: &Files) -> Settings {
    let mut settings = files.get("archc.toml").map(|text| checked.configure(world, "archc.toml", text)).unwrap_or_default();
    settings.threads = 2;
    if let Some(text) = files.get("archc.proto.lock") {
        checked.remember("archc.proto.lock", text);
    }
    settings
}

fn cold(files: &Files) -> Option<(Vec<String>, Option<ArtifactSet>)> {
    let world = world(files);
    let mut checked = check(&world).ok()?;
    let settings = settings(&mut checked, &world, files);
    let artifacts = build(&mut checked, &settings);
    Some((said(&checked), artifacts))
}

fn warm(session: &mut Session, files: &Files) -> Option<(Vec<String>, Option<ArtifactSet>)> {
    let world = world(files);
    let mut checked = session.check(&world).ok()?;
    let settings = settings(&mut checked, &world, files);
    let artifacts = session.build(&mut checked, &settings);
    Some((said(&checked), artifacts))
}

/// Everything that is said of a program.
fn said(checked: &Checked) -> Vec<String> {
    checked.diagnostics.iter().map(|diagnostic| format!("{diagnostic:?}")).collect()
}

/// A program of a thousand elements: a hundred systems of ten, each in a file of its own with a view of its own.
pub fn thousand() -> Files {
    let mut files = Files::new();
    for system in 0..100 {
        let mut text = format!("system s{system} \"System {system}\" {{\n");
        for service in 0..7 {
            let other = (service + 1) % 7;
            let _ = writeln!(
                text,
                "  service svc{service} \"Service {service}\" {{\n    image \"registry.example.com/s{system}/svc{service}:1\"\n    \
                 listen http 8080\n    -> svc{other} \"asks {service} of {system}\"\n    -> store \"keeps\"\n  }}"
            );
        }
        text.push_str("  database store {\n    engine postgres 16\n    storage 10Gi\n  }\n  topic events {\n    engine kafka\n  }\n}\n");
        let _ = writeln!(text, "view v{system} of s{system}");
        if system > 0 {
            let _ = writeln!(text, "s{system}.svc0 -> s{}.svc3 \"reads\"", system - 1);
        }
        files.insert(format!("s{system}.arch"), text);
    }
    files.insert("archc.toml".to_owned(), "[output]\nemit = [\"diagrams\", \"openapi\", \"proto\"]\n".to_owned());
    files
}

#[test]
fn a_label_costs_the_file_that_it_stands_in_and_the_views_that_show_it() {
    let mut files = thousand();
    let mut session = Session::default();
    let (said, before) = warm(&mut session, &files).expect("there is a program");
    let before = before.unwrap_or_else(|| panic!("{said:#?}"));
    assert_eq!((session.work().parsed, session.work().files), (100, 100));
    let label = "\"asks 3 of 42\"";
    let file = files.get_mut("s42.arch").expect("it is there");
    assert!(file.contains(label));
    *file = file.replace(label, "\"asks for a number of things\"");
    let (_, after) = warm(&mut session, &files).expect("there is a program");
    let after = after.expect("it has no errors");
    assert_eq!(session.work(), Work { parsed: 1, files: 100, drawn: 1, encoded: 0 });
    let differing: Vec<&str> = after.iter().filter(|(path, artifact)| before.get(path) != Some(artifact)).map(|(path, _)| path).collect();
    assert_eq!(differing, ["diagrams/v42.svg"]);
    assert_eq!(Some(after), cold(&files).and_then(|(_, artifacts)| artifacts));
}

const SHOP: &str = r#"
/// Sells things.
system shop "Shop" {
  service web "Web" { image "web:1"; listen http 3000; -> orders "places orders"; -> store "keeps" }
  service orders "Orders" {
    image "orders:1"
    listen http 8080
    listen grpc 9000
    api v1 { list: GET /orders -> [Order] }
    api v2 { base shop.v2.Orders; get: rpc Get (Order) -> Order }
    type Order { id: uuid; note: string(..80) }
  }
  database store "Store" { engine postgres 16; storage 1Gi; table items { id: uuid @key } }
}
"#;

fn shop() -> Files {
    let environments = "environment staging { cluster c { namespace shop { deploy shop } } }\n\
                        environment production extends staging { deploy shop.web { replicas 3 } }\n";
    let flow = "flow order \"An order\" { shop.web -> shop.orders; shop.web -> shop.store }\nview all { depth 3 }\ndata view tables of shop.store\n";
    [("main.arch", SHOP), ("environments.arch", environments), ("views.arch", flow)]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into()
}

/// What each change costs: the files that are parsed, the views that are drawn, the files that are encoded.
#[track_caller]
fn costs(session: &mut Session, files: &Files, cost: (usize, usize, usize)) {
    let (said, artifacts) = warm(session, files).expect("there is a program");
    assert!(artifacts.is_some(), "{said:#?}");
    let Work { parsed, drawn, encoded, .. } = session.work();
    assert_eq!((parsed, drawn, encoded), cost);
}

#[test]
fn each_change_costs_what_it_touches() {
    let (mut session, mut files) = (Session::default(), shop());
    warm(&mut session, &files).map(|(said, artifacts)| artifacts.unwrap_or_else(|| panic!("{said:#?}"))).expect("there is a program");
    assert_eq!((session.work().parsed, session.work().drawn), (3, 3));
    costs(&mut session, &files, (0, 0, 0));
    let comment = |files: &mut Files| files.insert("views.arch".to_owned(), format!("// said\n{}", files["views.arch"]));
    comment(&mut files);
    costs(&mut session, &files, (1, 0, 0));
    let change = |files: &mut Files, path: &str, from: &str, to: &str| {
        assert!(files[path].contains(from));
        files.insert(path.to_owned(), files[path].replace(from, to));
    };
    change(&mut files, "main.arch", "table items { id: uuid @key }", "table items { id: uuid @key; name: string(..9) }");
    costs(&mut session, &files, (1, 1, 0));
    change(&mut files, "main.arch", "orders:1", "orders:2");
    costs(&mut session, &files, (1, 0, 1));
    change(&mut files, "main.arch", "note: string(..80)", "note: string(..90)");
    costs(&mut session, &files, (1, 0, 1));
    files.insert("archc.toml".to_owned(), "[diagrams]\nformats = [\"svg\", \"png\"]\n".to_owned());
    costs(&mut session, &files, (0, 0, 3));
    files.insert("archc.toml".to_owned(), "[diagrams]\nformats = [\"svg\", \"png\"]\ntheme = \"dark\"\n".to_owned());
    costs(&mut session, &files, (0, 3, 3));
    files.insert("zz.arch".to_owned(), "// nothing\n".to_owned());
    costs(&mut session, &files, (1, 0, 0));
    files.remove("zz.arch");
    costs(&mut session, &files, (0, 0, 0));
}

#[test]
fn an_error_between_two_builds_costs_nothing() {
    let (mut session, mut files) = (Session::default(), shop());
    warm(&mut session, &files).expect("there is a program");
    let good = files.insert("views.arch".to_owned(), "view {".to_owned()).expect("it was there");
    assert!(warm(&mut session, &files).expect("there is a program").1.is_none());
    assert_eq!(session.work().parsed, 1);
    files.insert("views.arch".to_owned(), good);
    costs(&mut session, &files, (1, 0, 0));
}

#[test]
fn numbers_of_a_fixed_seed_do_not_repeat_soon() {
    let mut dice = Dice::new(1);
    let rolled: std::collections::BTreeSet<usize> = (0..100).map(|_| dice.roll(usize::MAX)).collect();
    assert_eq!(rolled.len(), 100);
}

/// Numbers from a fixed seed (xorshift64*, Vigna 2016).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16;
        usize::try_from(number).unwrap_or(usize::MAX) % sides.max(1)
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.roll(list.len())]
    }
}

/// A change to a program's files such as people make in an hour, good and bad.
pub fn edit(files: &mut Files, dice: &mut Dice) {
    const WORDS: &[(&str, &str)] = &[
        ("\"Web\"", "\"Web shop\""),
        ("orders:1", "orders:2"),
        ("places orders", "orders things"),
        ("string(..80)", "string(..90)"),
        ("replicas 3", "replicas 4"),
        ("depth 3", "depth 1"),
        ("listen http 3000", "listen http 70000"),
        ("flow order", "flow ordering"),
        ("table items", "table articles"),
        ("-> [Order]", "-> Order"),
    ];
    const TOML: &[&str] = &[
        "[diagrams]\ntheme = \"dark\"\n",
        "[diagrams]\ntheme = \"brand.toml\"\n",
        "[diagrams]\nformats = [\"png\"]\n",
        "[output]\nemit = [\"kubernetes\", \"openapi\"]\n",
        "[output]\nemti = 1\n",
        "",
    ];
    let paths: Vec<String> = files.keys().cloned().collect();
    match dice.roll(15) {
        0..=4 => {
            let &(one, other) = dice.pick(WORDS);
            for text in files.values_mut() {
                *text = if text.contains(one) { text.replace(one, other) } else { text.replace(other, one) };
            }
        }
        5 => drop(files.insert("archc.toml".to_owned(), (*dice.pick(TOML)).to_owned())),
        6 => {
            let theme = ["[light]\nsoftware = \"#112233\"\n", "[light]\nsoftware = 1\n", ""];
            files.insert("brand.toml".to_owned(), (*dice.pick(&theme)).to_owned());
        }
        7 => {
            let overlays = [
                "overlay: 1.1.0\ninfo: {title: a, version: \"1\"}\nactions:\n- target: $.info\n  update: {description: Said by hand.}\n",
                "overlay: 1.1.0\ninfo: {title: a, version: \"1\"}\nactions:\n- target: $.info\n  update: {summary: Short.}\n",
                "oops",
            ];
            files.insert("orders-v1.overlay.yaml".to_owned(), (*dice.pick(&overlays)).to_owned());
        }
        8 => drop(files.insert(format!("more{}.arch", dice.roll(3)), format!("system extra{} \"Extra\"\n", dice.roll(3)))),
        9 => {
            // The program itself stays in reach, so that there is something to be mended.
            let path = dice.pick(&paths);
            if !["main.arch", "environments.arch", "views.arch"].contains(&path.as_str()) {
                files.remove(path);
            }
        }
        10 => {
            let text = files.entry("main.arch".to_owned()).or_default();
            *text = if text.contains("system shop") { text.replace("system shop", "sytem shop {") } else { SHOP.to_owned() };
        }
        11 | 12 => *files = shop(),
        _ => {
            let patches = "kubernetes-patches/staging/kustomization.yaml".to_owned();
            let kinds = ["kind: Component\n", "kind: Kustomization\n"];
            if files.remove(&patches).is_none() {
                files.insert(patches, format!("apiVersion: kustomize.config.k8s.io/v1alpha1\n{}", dice.pick(&kinds)));
            }
        }
    }
}

/// A program for edits.
pub fn program() -> Files {
    shop()
}

#[test]
fn after_any_edits_a_session_gives_what_a_build_from_nothing_gives() {
    let (mut dice, mut session, mut files) = (Dice::new(11), Session::default(), shop());
    let (mut good, mut bad) = (0, 0);
    for step in 0..500 {
        edit(&mut files, &mut dice);
        let warm = warm(&mut session, &files);
        if step % 3 == 0 {
            assert_eq!(warm, cold(&files), "at step {step}");
        }
        match warm {
            Some((_, Some(_))) => good += 1,
            _ => bad += 1,
        }
    }
    assert!(good > 100 && bad > 100, "both are met: {good} {bad}");
    assert_eq!(warm(&mut session, &files), cold(&files));
}

#[test]
fn pictures_are_the_same_in_every_format() {
    let (mut session, files) = (Session::default(), shop());
    let world = world(&files);
    let mut checked = session.check(&world).expect("there is a program");
    let mut settings = Settings::default();
    settings.diagrams.formats = vec![Format::Png, Format::Svg];
    let first = session.build(&mut checked, &settings).expect("it has no errors");
    let mut checked = session.check(&world).expect("there is a program");
    settings.diagrams.formats = vec![Format::Svg];
    let second = session.build(&mut checked, &settings).expect("it has no errors");
    assert!(second.iter().all(|(path, artifact)| first.get(path) == Some(artifact)));
    assert_eq!(session.work().drawn, 0);
}
