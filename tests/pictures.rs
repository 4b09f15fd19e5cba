//! What holds of every picture: text stays in its box, everything stays on the sheet, and nothing is dropped.

use archc::emit::diagrams::scene;
use archc::emit::svg;
use archc::font::width;
use archc::model::Model;
use archc::scene::{Anchor, Group, Item, Move, Outline, Rect, Scene, Text};
use archc::session::{build, check};
use archc::settings::Settings;
use archc::theme::Builtin;
use archc::view::{Subject, pictures};
use archc::world::MemoryWorld;

/// Names and texts that do not want to fit.
pub(crate) const AWKWARD: &str = r#"
/// A `description` with **marks**, [a link](javascript:alert(1)), <b>tags</b> & "quotes", and so many words that three lines
/// are not enough for them, however small they are set, so that it has to end somewhere.
system s "A System Whose Title Is Far Too Long To Stand On One Line Of Any Reasonable Box" {
  person p "Wolfeschlegelsteinhausenbergerdorff the Elder" { -> a "does something that takes very many words to say, more than a label can hold" }
  service a "注文サービス" #x { image "a:1"; listen http 80; tech "Пример технологии с длинным названием"
    -> b, c "uses"
    -> t.Happened
  }
  gateway b { image "a:1"; listen http 80; -> a }
  app c { image "a:1"; listen http 80; link "docs" "https://docs.example.com" }
  worker d { image "a:1"; <- t.Happened }
  job e { image "a:1"; every 1h }
  daemon f { image "a:1"; component part "Part" { -> g } }
  database g { engine postgres 16; storage 1Gi
    table a_table_with_a_name_that_is_longer_than_most { a_column_with_a_name_that_is_longer_than_most_of_them_are: decimal(38,17)? }
    table b { a: uuid -> c.id; self: uuid -> b.a }
    table c { id: uuid @key }
  }
  cache h { engine redis 7; storage 1Gi }
  search i { engine opensearch 2; storage 1Gi }
  bucket j { engine minio RELEASE; storage 1Gi }
  topic t { engine kafka; event Happened { at: datetime } }
  queue q { engine rabbitmq }
  broker k { engine rabbitmq; topic u { } }
  zone dmz { group g1 { domain d1 { system inner { service z { image "a:1"; listen http 80; -> z "asks itself" } } } } }
  external system out "Somebody else" { service far { } }
}
s.f -> s.out.far "over there"
flow long "A flow whose title is too long for the narrow picture that it is of, which has but two that take part in it" {
  s.p -> s.a
  loop "for as long as there is anything whatsoever to be done about the matter in question" { s.a -> s.b "a label that is far longer than the gap" }
  par { s.a -> s.c } and { alt "yes" { s.a -> s.c } else { s.b -> s.a } }
  note "A remark that goes on for a while, so that it has to be broken into several lines to stay readable at all."
  s.dmz.g1.d1.inner.z -> s.dmz.g1.d1.inner.z
}
"#;

/// The same, in views of every kind.
pub(crate) const KINDS: &str = r"
view whole { include s.**; depth 3; highlight #x }
view folded of s { collapse s.k, s.dmz.g1; depth 5 }
deployment view stands of default { collapse s.dmz; highlight #x }
deployment view flat of default { depth 0 }
network view traffic of default
network view half of default { collapse s.dmz; exclude s.c }
data view tables of s.g
events view events
events view folded-events of s { collapse s.k }
ownership view owners
domain view areas
domain view inner of s { depth 4 }
flow view steps of long
flow view wide of long { include s.*; exclude s.c }
";

pub(crate) fn model(text: &str) -> Model {
    let checked = check(&MemoryWorld::single(text)).expect("there is a program");
    let errors: Vec<&str> = checked.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert!(!checked.diagnostics.has_errors(), "{errors:#?}");
    checked.model
}

pub(crate) fn scenes(text: &str) -> Vec<(String, Scene)> {
    let model = model(text);
    pictures(&model).iter().map(|picture| (picture.file.clone(), scene(&model, picture, &Settings::default()).0)).collect()
}

pub(crate) fn written(scene: &Scene) -> String {
    svg::write(scene, &Builtin::Auto.theme())
}

pub(crate) fn extent(text: &Text) -> Rect {
    let wide = width(&text.text, text.style);
    let left = match text.anchor {
        Anchor::Start => text.at.x,
        Anchor::Middle => text.at.x - wide / 2.0,
        Anchor::End => text.at.x - wide,
    };
    Rect::new(left, text.at.y - text.style.size * 0.75, wide, text.style.size)
}

pub(crate) fn bounds(outline: &Outline) -> Rect {
    match outline {
        Outline::Box(rect, _) => *rect,
        Outline::Circle(center, radius) => Rect::new(center.x - radius, center.y - radius, 2.0 * radius, 2.0 * radius),
        Outline::Path(moves) => {
            let ends = moves.iter().filter_map(|piece| match piece {
                Move::To(p) | Move::Line(p) | Move::Bend(_, p) | Move::Curve(_, _, p) => Some(Rect::new(p.x, p.y, 0.0, 0.0)),
                Move::Close => None,
            });
            ends.reduce(Rect::union).expect("a path goes somewhere")
        }
    }
}

fn groups<'a>(items: &'a [Item], into: &mut Vec<&'a Group>) {
    for item in items {
        if let Item::Group(group) = item {
            into.push(group);
            groups(&group.items, into);
        }
    }
}

pub(crate) fn all_groups(scene: &Scene) -> Vec<&Group> {
    let mut found = Vec::new();
    groups(&scene.items, &mut found);
    found
}

#[test]
fn text_stays_in_its_box_and_everything_on_the_sheet() {
    for (name, scene) in scenes(AWKWARD).into_iter().chain(scenes(&format!("{AWKWARD}{KINDS}"))) {
        check_extents(&name, &scene);
    }
}

pub(crate) fn check_extents(name: &str, scene: &Scene) {
    let sheet = Rect::new(0.0, 0.0, scene.size.width, scene.size.height);
    for text in scene.texts() {
        assert!(sheet.contains(extent(text)), "{name}: `{}` leaves the sheet", text.text);
    }
    for group in all_groups(scene).into_iter().filter(|g| g.id.as_ref().is_some_and(|id| !id.contains("->"))) {
        let forms = group.items.iter().filter_map(|item| if let Item::Form(form) = item { Some(bounds(&form.outline)) } else { None });
        let form = forms.reduce(Rect::union).expect("a box has a form");
        assert!(sheet.contains(form), "{name}: {:?} leaves the sheet", group.id);
        for item in &group.items {
            if let Item::Text(text) = item {
                assert!(form.contains(extent(text)), "{name}: `{}` leaves {:?}", text.text, group.id);
            }
        }
    }
}

#[test]
fn every_box_and_every_line_is_drawn() {
    for text in [AWKWARD.to_owned(), format!("{AWKWARD}{KINDS}")] {
        every_box_and_every_line_of(&model(&text));
    }
}

fn every_box_and_every_line_of(model: &Model) {
    for picture in pictures(model) {
        let (scene, notes) = scene(model, &picture, &Settings::default());
        let drawn: Vec<&str> = all_groups(&scene).iter().filter_map(|g| g.id.as_deref()).collect();
        if let Subject::Elements(selection)
        | Subject::Events(selection)
        | Subject::Domains(selection)
        | Subject::Ownership(selection)
        | Subject::Steps(_, selection, _) = &picture.subject
        {
            let path = |at: usize| model[selection.boxes[at].element].path.as_str();
            for at in 0..selection.boxes.len() {
                assert!(drawn.contains(&path(at)), "{} is not in {}", path(at), picture.file);
            }
            for line in &selection.lines {
                let id = format!("{} -> {}", path(line.from), path(line.to));
                assert!(drawn.contains(&id.as_str()), "{id} is not in {}", picture.file);
            }
        }
        assert!(notes.is_empty(), "{}: {notes:?}", picture.file);
    }
}

#[test]
fn what_users_write_does_nothing_in_a_browser() {
    for (name, scene) in scenes(AWKWARD) {
        let text = written(&scene);
        assert!(!text.contains("href=\"javascript") && !text.contains("<b>") && !text.contains("<script"), "{name}");
        assert_eq!(text, written(&scene));
    }
    assert!(scenes(AWKWARD).iter().any(|(_, scene)| written(scene).contains("href=\"https://docs.example.com\"")));
}

#[test]
fn a_picture_that_shows_too_much_says_so() {
    let mut text = String::from("system big {\n");
    for at in 0..280 {
        let (one, other) = ((at * 7 + 3) % 280, (at * 13 + 5) % 280);
        text += &format!("service s{at} {{ image \"a:1\"; listen http 80; -> s{one}, s{other} \"asks\" }}\n");
    }
    text += "}\nview all of big { layout layout-rs }\n";
    let world = MemoryWorld::single(&text);
    let mut checked = check(&world).expect("there is a program");
    let only_diagrams = checked.configure(&world, "archc.toml", "[output]\nemit = [\"diagrams\"]\n");
    let artifacts = build(&mut checked, &only_diagrams).expect("a warning stops nothing");
    assert!(artifacts.get("diagrams/all.svg").is_some());
    let said: Vec<String> = checked.diagnostics.iter().map(|d| format!("{}[{}]: {}", d.severity.word(), d.code.id, d.message)).collect();
    let crowded = "warning[W1002]: the picture `all` is crowded: ";
    let parts = ["could not be led round the boxes", "1 level has more boxes than `layout-rs` can order in time"];
    assert!(said.iter().any(|line| line.starts_with(crowded) && parts.iter().all(|part| line.contains(part))), "{said:#?}");
}

#[test]
fn a_view_may_name_every_engine_that_there_is() {
    let engines: Vec<&str> = archc::layout::ENGINES.iter().map(|(name, _)| *name).collect();
    assert_eq!(engines, archc::model::views::LAYOUTS);
}

#[test]
fn one_engine_can_be_asked_for_whatever_views_say() {
    let views = |engine: &str| format!("system s {{\n{SERVICES}\n}}\nview all of s {{ layout {engine} }}\n");
    const SERVICES: &str = r#"service a { image "a:1"; listen http 80; -> b, c "asks" }
      service b { image "a:1"; listen http 80 }
      service c { image "a:1"; listen http 80 }"#;
    let picture = |text: &str, engine: Option<&str>| {
        let mut checked = check(&MemoryWorld::single(text)).expect("there is a program");
        let mut settings = Settings::default();
        settings.diagrams.engine = engine.map(str::to_owned);
        let artifacts = build(&mut checked, &settings).expect("it has no errors");
        artifacts.get("diagrams/all.svg").map(|artifact| artifact.bytes.to_vec())
    };
    let (layered, by_level) = (views("layered"), views("layout-rs"));
    assert_ne!(picture(&layered, None), picture(&by_level, None));
    assert_eq!(picture(&layered, Some("layout-rs")), picture(&by_level, None));
    assert_eq!(picture(&by_level, Some("layered")), picture(&layered, None));
}

#[test]
fn any_number_of_threads_makes_the_same_artifacts() {
    let made = |threads: usize| {
        let mut checked = check(&MemoryWorld::single(AWKWARD)).expect("there is a program");
        let artifacts = build(&mut checked, &Settings { threads, ..Settings::default() }).expect("it has no errors");
        let files: Vec<(String, Vec<u8>)> = artifacts.iter().map(|(path, artifact)| (path.to_owned(), artifact.bytes.to_vec())).collect();
        (files, format!("{:?}", checked.diagnostics))
    };
    let one = made(1);
    assert!(one.0.len() > 20, "{}", one.0.len());
    for threads in [2, 8] {
        assert!(one == made(threads), "{threads} threads make something else");
    }
}

/// The texts of a picture, line by line.
pub(crate) fn texts(scenes: &[(String, Scene)], name: &str) -> Vec<String> {
    let (_, scene) = scenes.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("there is no picture {name}"));
    scene.texts().iter().map(|text| text.text.clone()).collect()
}

#[test]
fn arrows_of_what_is_hidden_say_how_many_they_are() {
    let scenes = scenes(
        r#"
system a { service x { image "x:1"; listen http 80; -> b.one "first"; -> b.two "second"; -> b.three "third" } }
system b {
  service one { image "x:1"; listen http 80 }
  service two { image "x:1"; listen http 80; -> c.t; -> c.t.Seen; -> c.db "keeps" }
  service three { image "x:1"; listen http 80; -> c.db "keeps" }
}
system c { topic t { engine kafka; event Seen { id: uuid } }; database db { engine postgres 16; storage 1Gi } }
view top
view inside { include a.x, b.one, c }
domain view areas
"#,
    );
    let top = texts(&scenes, "top");
    for said in ["3 calls", "HTTP", "Seen, keeps", "2 accesses, 2 messages"] {
        assert!(top.contains(&said.to_owned()), "`{said}` is not in {top:?}");
    }
    let inside = texts(&scenes, "inside");
    assert!(inside.contains(&"first".to_owned()) && !inside.iter().any(|text| text.contains("1 call")), "{inside:?}");
    let areas = texts(&scenes, "areas");
    assert!(areas.contains(&"3 calls".to_owned()) && areas.contains(&"2 accesses, 2 messages".to_owned()), "{areas:?}");
}

#[test]
fn tables_say_all_that_the_program_says_of_them() {
    let scenes = scenes(
        r#"
database db { engine postgres 16; storage 1Gi
  table orders {
    id: uuid @key = uuid(); customer_id: uuid? -> customers.id on delete set-null; note?: string(..500)
    index (customer_id, note desc); unique (customer_id, note); check "total >= 0"; partition by hash (id)
  }
  table customers { id: uuid @key; email: string(3..254) @unique @pii; card: string(16..16) @pci; code: int @unique; city: string(1..80) = "Oslo" }
  table addresses { customer_id: uuid @key -> customers.id }
}
"#,
    );
    let said = texts(&scenes, "db-data");
    for text in [
        "PK",
        "FK",
        "U",
        "PK FK",
        "U PII",
        "PCI",
        "= uuid()",
        "= Oslo",
        "string(..500)?",
        "index (customer_id, note desc)",
        "unique (customer_id, note)",
        "check total >= 0",
        "partition by hash (id)",
        "on delete set null",
        "exactly one",
        "none or one",
        "none or many",
    ] {
        assert!(said.contains(&text.to_owned()), "`{text}` is not in {said:?}");
    }
}

#[test]
fn topics_list_their_events_and_steps_bear_their_numbers() {
    let scenes = scenes(
        r#"
service orders { image "x:1"; listen http 80; -> placed.OrderPlaced, placed.OrderLost }
worker packer { image "x:1"; <- placed "packs" }
topic placed { engine kafka; event OrderPlaced { id: uuid }; event OrderLost { id: uuid } }
events view events
flow order { orders -> placed.OrderPlaced; note "soon"; packer <- placed; orders -> placed.OrderLost }
flow view steps of order
"#,
    );
    assert!(texts(&scenes, "events").contains(&"OrderPlaced, OrderLost".to_owned()));
    for picture in ["steps", "order-flow"] {
        let said = texts(&scenes, picture);
        for number in ["1", "2", "3", "OrderPlaced", "OrderLost"] {
            assert!(said.contains(&number.to_owned()), "{picture}: `{number}` is not in {said:?}");
        }
    }
}

#[test]
fn the_pictures_of_online_boutique_are_small() {
    const MOST: u64 = 40_000;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/online-boutique/diagrams");
    let sizes = std::fs::read_dir(folder).expect("the folder is there").map(|entry| {
        let entry = entry.expect("it is readable");
        (entry.file_name(), entry.metadata().expect("it is readable").len())
    });
    let large: Vec<_> = sizes.filter(|(name, size)| name.to_string_lossy().ends_with(".svg") && *size > MOST).collect();
    assert!(large.is_empty(), "{large:?}");
}

#[test]
fn boxes_bear_the_icons_that_they_ask_for() {
    let text = r#"
system shop {
  service web { tech "Next.js"; listen http 80; image "web:1" }
  service mail { icon minio; listen http 80; image "mail:1" }
  service plain { tech "Go"; icon none; listen http 80; image "plain:1" }
}
"#;
    let scenes = scenes(text);
    let (_, scene) = scenes.iter().find(|(name, _)| name == "shop-containers").expect("it is drawn");
    let svg = written(scene);
    for (icon, times) in [("nextdotjs", 1), ("minio", 1), ("go", 0), ("system", 1)] {
        assert_eq!(svg.matches(&format!("href=\"#i-{icon}\"")).count(), times, "{icon}");
    }
}

#[test]
fn names_in_any_script_stay_in_their_boxes() {
    let long = "שלום עולם ".repeat(30);
    let text = format!(
        "system s \"{long}\" {{ service a \"注文を受け付けて発送するためのとても長い名前のサービスです\" {{ image \"a:1\"; listen http 80; tech \"خدمة الطلبات\"; -> b \"יוצר הזמנה خدمة\" }}\n\
         /// 🚀 *מהיר* **מאוד** `код` 👩‍👩‍👧‍👦 注文\n\
         service b \"{}\" {{ image \"a:1\"; listen http 80 }} }}",
        "🚀".repeat(300)
    );
    for (name, scene) in scenes(&text) {
        check_extents(&name, &scene);
    }
}
