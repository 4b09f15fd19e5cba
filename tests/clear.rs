//! What is drawn in pictures of every kind lies on nothing else: no text on a text, no line, bar or border through one.

use crate::looks::group;
use crate::pictures::{AWKWARD, KINDS, all_groups, bounds, extent, scenes};
use archc::scene::{Color, Dash, Form, Group, Hue, Item, Move, Outline, Point, Rect, Scene, Stroke, Text};
use std::path::Path;

/// All programs whose pictures are looked at, by name.
pub(crate) fn programs() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text_of = |folder: &Path| -> String {
        let mut files: Vec<_> =
            std::fs::read_dir(folder).expect("it is there").map(|entry| entry.expect("it is readable").path()).collect();
        files.sort();
        let files = files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "arch"));
        files.map(|path| std::fs::read_to_string(path).expect("text")).collect::<Vec<_>>().join("\n")
    };
    let mut programs: Vec<(String, String)> =
        crate::folder::examples().iter().map(|folder| (folder.to_string_lossy().into_owned(), text_of(folder))).collect();
    for name in ["bank", "game", "hospital", "platform", "rides"] {
        let path = root.join("tests/pictures/kinds").join(name).with_extension("arch");
        programs.push((name.to_owned(), std::fs::read_to_string(path).expect("it is there")));
    }
    programs.push(("awkward".to_owned(), format!("{AWKWARD}{KINDS}")));
    programs
}

/// The straight parts of a line or border that is drawn and not filled, each as a rectangle without area.
fn runs(form: &Form) -> Vec<Rect> {
    if form.stroke.is_none() || form.fill.is_some() {
        return Vec::new();
    }
    match &form.outline {
        Outline::Box(rect, _) => vec![
            Rect::new(rect.x, rect.y, rect.width, 0.0),
            Rect::new(rect.x, rect.bottom(), rect.width, 0.0),
            Rect::new(rect.x, rect.y, 0.0, rect.height),
            Rect::new(rect.right(), rect.y, 0.0, rect.height),
        ],
        Outline::Circle(..) => Vec::new(),
        Outline::Path(moves) => {
            let mut runs = Vec::new();
            let mut at = None;
            for piece in moves {
                let to = match piece {
                    Move::To(to) | Move::Line(to) | Move::Bend(_, to) | Move::Curve(_, _, to) => *to,
                    Move::Close => break,
                };
                let end = Rect::new(to.x, to.y, 0.0, 0.0);
                if let (Some(from), Move::Line(_)) = (at, piece) {
                    runs.push(end.union(from));
                }
                at = Some(end);
            }
            runs
        }
    }
}

/// A piece of a picture with the line or box that it belongs to, by number.
struct Seen<'a> {
    texts: Vec<(usize, &'a Text)>,
    forms: Vec<(usize, &'a Form)>,
}

fn see<'a>(items: &'a [Item], of: usize, seen: &mut Seen<'a>) {
    for item in items {
        match item {
            Item::Group(group) => see(&group.items, of, seen),
            Item::Form(form) => seen.forms.push((of, form)),
            Item::Text(text) => seen.texts.push((of, text)),
            Item::Icon(_) => {}
        }
    }
}

/// What lies on something else.
fn wrong(scene: &Scene) -> Vec<String> {
    let mut seen = Seen { texts: Vec::new(), forms: Vec::new() };
    for (at, item) in scene.items.iter().enumerate() {
        see(std::slice::from_ref(item), at, &mut seen);
    }
    let is_line = |at: usize| matches!(scene.items.get(at), Some(Item::Group(Group { id: Some(id), .. })) if id.contains("->"));
    let is_lifeline = |form: &Form| form.stroke.is_some_and(|stroke| stroke.color == Color::Frame && stroke.dash == Dash::Dashed);
    let mut wrong = Vec::new();
    for (index, (of, text)) in seen.texts.iter().enumerate() {
        let place = extent(text).grown(-1.0);
        if let Some((_, other)) = seen.texts.iter().take(index).find(|(_, other)| extent(other).grown(-1.0).overlaps(place)) {
            wrong.push(format!("`{}` lies on `{}`", text.text, other.text));
        }
        for (whose, form) in &seen.forms {
            // What a text stands on, and its own line behind that.
            let is_own = whose == of;
            let is_loose = !is_line(*whose) && !matches!(scene.items.get(*whose), Some(Item::Form(_)));
            if !is_own && !is_loose && !is_lifeline(form) && runs(form).iter().any(|run| run.grown(0.1).overlaps(place)) {
                wrong.push(format!("a line runs through `{}`", text.text));
            }
        }
        // Bars of those who are at work.
        let bars = scene.items.iter().filter_map(|item| if let Item::Form(form) = item { Some(form) } else { None });
        for bar in bars.filter(|form| form.fill.is_some() && form.stroke.is_some_and(|stroke| stroke.color != Color::Edge(Hue::Note))) {
            let bar = bounds(&bar.outline);
            if bar.width < 10.0 && bar.overlaps(place) {
                wrong.push(format!("`{}` lies on a bar", text.text));
            }
        }
    }
    wrong
}

#[test]
fn nothing_that_is_drawn_lies_on_a_text() {
    let mut mistakes = Vec::new();
    let mut kinds = 0;
    for (program, text) in programs() {
        for (name, scene) in scenes(&text) {
            kinds += 1;
            mistakes.extend(wrong(&scene).into_iter().map(|mistake| format!("{program} {name}: {mistake}")));
        }
    }
    assert!(kinds > 70, "{kinds}");
    assert!(mistakes.is_empty(), "\n{}\n", mistakes.join("\n"));
}

#[test]
fn what_lies_on_a_text_is_seen() {
    let scene = picture(&format!("{CALLS}flow f {{ a -> b \"asks\"; b -> c }}\n"), "f-flow");
    assert_eq!(wrong(&scene), [""; 0]);
    let place = place(&scene, "asks");
    let with = |item: Item| {
        let mut scene = scene.clone();
        scene.items.push(item);
        wrong(&scene).len()
    };
    let form = |outline: Outline, fill: Option<Color>| {
        Item::Form(Form { outline, fill, stroke: Some(Stroke { color: Color::Line, width: 1.0, dash: Dash::Solid }) })
    };
    let (y, middle) = (place.center().y, place.center().x);
    let line = |y: f64| form(Outline::Path(vec![Move::To(Point::new(0.0, y)), Move::Line(Point::new(900.0, y))]), None);
    let lines = |y: f64| Item::Group(Group { id: Some("a -> c".to_owned()), items: vec![line(y)], ..Group::default() });
    assert_eq!((with(lines(y)), with(line(y)), with(lines(place.bottom() + 3.0))), (2, 2, 0), "the number and the words");
    assert_eq!(with(form(Outline::Box(Rect::new(middle, y - 30.0, 8.0, 60.0), 2.0), Some(Color::Canvas))), 1);
    assert_eq!(with(Item::Text(Text { text: "over".to_owned(), at: Point::new(middle, y), ..Text::default() })), 1);
}

/// The scene of a picture of a program.
fn picture(text: &str, name: &str) -> Scene {
    scenes(text).into_iter().find(|(file, _)| file == name).unwrap_or_else(|| panic!("there is no picture {name}")).1
}

/// Where a text stands that is drawn once.
fn place(scene: &Scene, said: &str) -> Rect {
    scene.texts().into_iter().find(|text| text.text == said).map_or_else(|| panic!("`{said}` is not there"), extent)
}

const CALLS: &str = r#"
service a { listen http 80; image "a:1"; -> b, c }
service b { listen http 80; image "a:1"; -> c }
service c { listen http 80; image "a:1" }
"#;

#[test]
fn a_condition_is_whole_and_stands_beside_its_word() {
    let condition = "the order is known and the patient is still admitted";
    let flow = format!("{CALLS}flow f {{ a -> b; b -> c; alt \"{condition}\" {{ a <- b; a -> c }} else \"not\" {{ a -> c }} }}\n");
    let scene = picture(&flow, "f-flow");
    let texts = scene.texts();
    let lines: Vec<&Text> =
        texts.iter().copied().filter(|text| format!("[{condition}]").contains(&text.text) && text.text.len() > 3).collect();
    assert_eq!(lines.iter().map(|text| text.text.as_str()).collect::<Vec<_>>().join(" "), format!("[{condition}]"));
    let word = place(&scene, "alt");
    assert!(lines.len() > 1 && lines.iter().all(|line| extent(line).x - word.right() < 45.0), "{lines:?}");
    // What is in the branch begins below it.
    let next = lines.last().map(|line| extent(line).bottom()).expect("it has lines");
    let number = place(&scene, "3");
    assert!(number.y > next, "{number:?} {next}");
}

#[test]
fn a_remark_bears_its_emphasis_and_code() {
    let scene = picture(&format!("{CALLS}flow f {{ a -> b; note \"It may be **late**, then `retry` helps.\" }}\n"), "f-flow");
    let texts = scene.texts();
    let set = |said: &str| texts.iter().find(|text| text.text == said).unwrap_or_else(|| panic!("`{said}` is not in {texts:?}")).style;
    assert_eq!(set("late").weight, archc::font::Weight::SemiBold);
    assert!(set("retry").size < set("late").size && !texts.iter().any(|text| text.text.contains(['*', '`'])));
}

#[test]
fn a_flow_says_how_many_steps_it_has() {
    let flows = format!("{CALLS}flow f {{ a -> b; note \"so\"; loop {{ b -> c }} }}\nflow g {{ slo latency p99 2s; a -> b }}\n");
    let said = |name: &str| picture(&flows, name).texts().get(1).map(|text| text.text.clone());
    assert_eq!(said("f-flow").as_deref(), Some("Flow of 2 steps"));
    assert_eq!(said("g-flow").as_deref(), Some("Flow of 1 step · p99 within 2 s"));
}

/// The rectangle round the first form of a group.
fn first_form(group: &Group) -> Rect {
    group.items.iter().find_map(|item| if let Item::Form(form) = item { Some(bounds(&form.outline)) } else { None }).expect("a form")
}

#[test]
fn what_stands_in_a_domain_stands_in_rows_and_columns() {
    let text = r#"
domain one {
  service a "A" { listen http 80; image "a:1"; -> z }
  service b "Something with a longer name" #critical { listen http 80; image "a:1" }
  database c "Some data" { engine postgres 16; storage 1Gi }
  worker d { image "a:1" }
  service e { listen http 80; image "a:1" }
}
service z { listen http 80; image "a:1" }
domain view areas
"#;
    let scene = picture(text, "areas");
    let groups = all_groups(&scene);
    let forms = |id: &str| first_form(group(&groups, id));
    let boxes: Vec<Rect> = ["one.a", "one.b", "one.d", "one.e"].into_iter().map(forms).collect();
    for rect in &boxes {
        assert_eq!((rect.width, rect.height), (boxes[0].width, boxes[0].height), "{boxes:?}");
    }
    let mut columns: Vec<f64> = boxes.iter().map(|rect| rect.x).collect();
    columns.sort_by(f64::total_cmp);
    columns.dedup_by(|a, b| (*a - *b).abs() < 0.5);
    assert!(columns.len() <= 3, "{boxes:?}");
    assert!(forms("z").width < boxes[0].width, "what lines lead to is as large as it has to be");
}

#[test]
fn a_caption_says_more_than_its_title() {
    let text = format!("{CALLS}team t \"T\"\ndomain view domains\nownership view owners\nevents view events\n");
    for (name, scene) in scenes(&text) {
        let texts = scene.texts();
        assert_ne!(texts[0].text, texts[1].text, "{name}");
    }
}

#[test]
fn a_topic_has_the_symbol_of_the_broker_that_it_stands_in() {
    let text = r#"
broker bus { engine kafka 4; storage 1Gi; topic t { event E { id: uuid } }; topic own { icon none; event F { id: uuid } } }
worker w { image "a:1"; <- bus.t.E; <- bus.own.F }
events view e
"#;
    let scene = picture(text, "e");
    let groups = all_groups(&scene);
    let symbol =
        |id: &str| group(&groups, id).items.iter().find_map(|item| if let Item::Icon(icon) = item { Some(icon.symbol) } else { None });
    assert_eq!(symbol("bus.t"), archc::icons::of_technology("kafka"));
    assert!(symbol("bus.t").is_some() && symbol("bus.own") != symbol("bus.t"));
}

#[test]
fn a_topic_stands_in_its_broker_wherever_that_is() {
    let text = r#"
service a { listen http 80; image "a:1"; -> near.N; -> far.F }
topic near { engine kafka 4; event N { id: uuid } }
topic far { engine kafka 4; event F { id: uuid } }
environment e {
  cluster c { namespace one { deploy a; deploy near }; namespace two { deploy far } }
}
deployment view here of e
"#;
    let scene = picture(text, "here");
    let groups = all_groups(&scene);
    let forms = |id: &str| first_form(group(&groups, id));
    let broker = groups.iter().find(|group| group.items.iter().any(|item| matches!(item, Item::Text(text) if text.text == "Kafka")));
    let broker = forms(broker.and_then(|group| group.id.as_deref()).expect("there is a broker"));
    for topic in ["near", "far"] {
        assert!(broker.contains(forms(topic)) && !forms("e.c.two").contains(forms(topic)), "{topic}");
        assert!(groups.iter().any(|group| group.id.as_deref() == Some(&format!("a -> {topic}"))), "{topic}");
    }
}
