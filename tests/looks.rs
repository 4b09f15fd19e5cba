//! What pictures look like besides where things stand: colours, legends, headings, and the ways between pictures.

use crate::pictures::{all_groups, bounds, extent, model, scenes, texts, written};
use archc::emit::diagrams::scene;
use archc::font::Weight;
use archc::scene::{Color, Dash, Form, Group, Hue, Item, Link, Scene, Stroke};
use archc::settings::Settings;
use archc::theme::Coloring;
use archc::view::pictures;

/// The scene of a picture of a program with these settings.
fn picture(text: &str, name: &str, settings: &Settings) -> Scene {
    let model = model(text);
    let all = pictures(&model);
    let picture = all.iter().find(|picture| picture.file == name).unwrap_or_else(|| panic!("there is no picture {name}"));
    scene(&model, picture, settings).0
}

pub(crate) fn group<'a>(groups: &[&'a Group], id: &str) -> &'a Group {
    groups.iter().find(|group| group.id.as_deref() == Some(id)).unwrap_or_else(|| panic!("{id} is not drawn"))
}

/// What the first form of a group is filled with, and how its border is drawn.
fn paint(group: &Group) -> (Option<Color>, Option<Stroke>) {
    let form = group.items.iter().find_map(|item| if let Item::Form(form) = item { Some(form) } else { None });
    form.map(|form| (form.fill, form.stroke)).expect("it has a form")
}

const TEAMS: &str = r#"
team alpha "Alpha team"
team beta "Beta team"
team gamma "Gamma team"
person shopper { -> s.web }
external system bank { }
system s {
  service web { owner gamma; listen http 80; image "a:1"; -> orders { data pci }; -> bank { data public } }
  service orders { owner alpha; listen http 80; image "a:1"; -> db { data confidential } }
  service loose { listen http 80; image "a:1"; -> orders }
  database db { owner alpha; data pii; engine postgres 16; storage 1Gi }
}
view kinds of s { include *, shopper }
view owners of s { include *, shopper; color owner }
view classes of s { include *; color data }
flow f { s.web -> s.orders }
"#;

#[test]
fn colours_tell_owners_apart_where_that_is_asked_for() {
    let fill = |scene: &Scene, id: &str| paint(group(&all_groups(scene), id)).0;
    let scene = picture(TEAMS, "owners", &Settings::default());
    let hue = |group: u8| Some(Color::Fill(Hue::Group(group)));
    assert_eq!(["s.orders", "s.db", "s.web"].map(|id| fill(&scene, id)), [hue(0), hue(0), hue(1)]);
    assert_eq!(
        ["s.loose", "shopper", "bank"].map(|id| fill(&scene, id)),
        [Color::Canvas, Color::Fill(Hue::Person), Color::Fill(Hue::Foreign)].map(Some)
    );
    let said: Vec<&str> = scene.texts().iter().map(|text| text.text.as_str()).collect();
    let legend: Vec<&str> = said.iter().copied().filter(|text| text.ends_with(" team") || *text == "no owner").collect();
    assert_eq!(legend, ["Alpha team", "Gamma team", "no owner"], "a team that occurs is named, in the order of declaration, and no other");
    let kinds = picture(TEAMS, "kinds", &Settings::default());
    assert_eq!(fill(&kinds, "s.web"), Some(Color::Fill(Hue::Software)));
    assert!(kinds.texts().iter().all(|text| !text.text.contains("team")));
    // What `archc.toml` says holds for the pictures that say nothing, flows among them.
    let mut settings = Settings::default();
    settings.diagrams.color = Coloring::Owner;
    assert_eq!(["kinds", "f-flow"].map(|name| fill(&picture(TEAMS, name, &settings), "s.web")), [hue(1), hue(1)]);
    assert_eq!(fill(&picture(TEAMS, "classes", &settings), "s.web"), Some(Color::Canvas));
}

#[test]
fn where_teams_outnumber_colours_those_that_own_most_have_one() {
    let mut text = String::new();
    for team in 0..10 {
        text += &format!("team t{team} \"Team {team}\"\n");
        for service in 0..=(team % 5) {
            text += &format!("service s{team}{service} {{ owner t{team}; listen http 80; image \"a:1\" }}\n");
        }
    }
    text += "view all { color owner }\n";
    let scene = picture(&text, "all", &Settings::default());
    let said: Vec<&str> =
        scene.texts().iter().map(|text| text.text.as_str()).filter(|text| text.starts_with("Team") || *text == "other teams").collect();
    assert_eq!(said, ["Team 1", "Team 2", "Team 3", "Team 4", "Team 6", "Team 7", "Team 8", "Team 9", "other teams"]);
}

#[test]
fn lines_tell_the_class_of_their_data_where_that_is_asked_for() {
    let stroke = |view: &str, id: &str| {
        let scene = picture(TEAMS, view, &Settings::default());
        paint(group(&all_groups(&scene), id)).1.map(|stroke| (stroke.color, stroke.width))
    };
    assert_eq!(stroke("classes", "s.web -> s.orders"), Some((Color::Edge(Hue::Group(3)), 2.2)));
    assert_eq!(stroke("classes", "s.orders -> s.db"), Some((Color::Edge(Hue::Group(6)), 1.7)));
    assert_eq!(stroke("classes", "s.loose -> s.orders"), Some((Color::Line, 1.3)));
    assert_eq!(stroke("kinds", "s.web -> s.orders"), Some((Color::Line, 1.3)));
    let scene = picture(TEAMS, "classes", &Settings::default());
    let said: Vec<&str> = scene.texts().iter().map(|text| text.text.as_str()).filter(|text| text.contains("data")).collect();
    assert_eq!(said, ["public data", "confidential data", "personal data", "card data", "data not classed"]);
}

#[test]
fn a_click_leads_further_in_and_back_out() {
    let text = r#"
system shop {
  domain sales { service web { listen http 80; image "a:1"; url "https://web.example.com"; -> store } }
  service orders { listen http 80; image "a:1"; component pricing { } }
  database store { engine postgres 16; storage 1Gi; table t { id: uuid @key } }
}
system other { service far { listen http 80; image "a:1"; -> shop.orders } }
"#;
    let views = r"
view landscape
view shop of shop
view sales of shop.sales
view parts of shop.orders
data view tables of shop.store
deployment view here of default
";
    let links = |text: &str, name: &str| -> Vec<(String, Link)> {
        let scene = picture(text, name, &Settings::default());
        all_groups(&scene).iter().filter_map(|group| Some((group.id.clone()?, group.link.clone()?))).collect()
    };
    let to = |id: &str, file: &str| (id.to_owned(), Link::Picture(file.to_owned()));
    let web = ("shop.sales.web".to_owned(), Link::Page("https://web.example.com".to_owned()));
    let declared = format!("{text}{views}");
    assert_eq!(links(&declared, "landscape"), [to("shop", "shop")]);
    assert_eq!(
        links(&declared, "shop"),
        [to("shop", "landscape"), to("shop.sales", "sales"), to("shop.orders", "parts"), to("shop.store", "tables")]
    );
    assert_eq!(links(&declared, "sales"), [to("shop.sales", "shop"), to("shop.store", "tables"), web.clone()]);
    assert_eq!(links(&declared, "parts"), [to("shop.orders", "shop")]);
    assert_eq!(links(&declared, "here"), [web, to("shop.orders", "parts"), to("shop.store", "tables")]);
    // Without views: context and containers lead to each other.
    assert_eq!(links(text, "shop-context"), [to("shop", "shop-containers"), to("other", "other-containers")]);
    assert_eq!(links(text, "other-containers"), [to("other", "other-context"), to("shop", "shop-containers")]);
    // Only what is drawn is led to.
    let alone = format!("{text}view only of shop\n");
    assert!(links(&alone, "only").iter().all(|(_, link)| matches!(link, Link::Page(_))));
    assert!(written(&picture(&declared, "landscape", &Settings::default())).contains(r#"<a data-id="shop" href="shop.svg">"#));
}

#[test]
fn every_link_between_pictures_leads_to_one_that_is_there() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    let mut found = 0;
    for example in std::fs::read_dir(golden).expect("the folder is there") {
        let folder = example.expect("it is readable").path().join("diagrams");
        for file in std::fs::read_dir(&folder).into_iter().flatten() {
            let text = std::fs::read_to_string(file.expect("it is readable").path()).expect("it is text");
            for target in text
                .split("href=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .filter(|target| !target.contains(':') && !target.starts_with('#'))
            {
                assert!(folder.join(target).is_file(), "{target} is not in {}", folder.display());
                found += 1;
            }
        }
    }
    assert!(found > 20, "{found}");
}

#[test]
fn the_legend_says_what_stands_out_and_joins_kinds_that_look_alike() {
    let text = r#"
kind microservice : service
system s {
  service a #hot { listen http 80; image "a:1"; -> b }
  microservice b { listen http 80; image "a:1" }
  bucket store { engine minio RELEASE.2025-04-22T22-12-26Z; storage 1Gi }
}
view all of s { highlight #hot, #cold }
view some { include s.a, s.b }
view others { include s.a }
//~ warning
"#
    .replace(
        "//~ warning
",
        "",
    )
    .replace("highlight #hot, #cold", "highlight #hot");
    let scenes = scenes(&text);
    let all = texts(&scenes, "all");
    assert!(all.contains(&"Microservice, Service".to_owned()) && all.contains(&"Bucket · MinIO 2025-04-22".to_owned()), "{all:?}");
    // Once as the tag of the box, once in the legend.
    assert_eq!(all.iter().filter(|text| *text == "#hot").count(), 2, "{all:?}");
    assert_eq!(texts(&scenes, "some").get(1).map(String::as_str), Some("Parts of S"));
    assert_eq!(texts(&scenes, "some").iter().filter(|text| *text == "#hot").count(), 1);
}

#[test]
fn a_heading_bears_the_emphasis_and_code_of_its_description() {
    const TEXT: &str = r#"
/// Sells *all* **things** with `code`.
system s { service a { listen http 80; image "a:1" } }
"#;
    let scene = picture(TEXT, "s-containers", &Settings::default());
    let find = |word: &str| {
        scene.items.iter().find_map(|item| match item {
            Item::Text(text) if text.text == word => Some(text),
            _ => None,
        })
    };
    assert!(find("all").is_some_and(|text| text.slanted));
    assert!(find("things").is_some_and(|text| text.style.weight == Weight::SemiBold));
    let code = find("code").expect("it is set on its own");
    let grounds = |item: &Item| matches!(item, Item::Form(form) if bounds(&form.outline).contains(extent(code)) && bounds(&form.outline).height < 30.0);
    assert!(scene.items.iter().any(grounds), "code stands on a ground");
}

#[test]
fn a_deployment_node_has_the_symbol_of_nodes() {
    let text = r#"environment e { node n { tech "Aurora reader" } }; system s"#.replace("; s", "\ns");
    let scene = picture(&text, "e-deployment", &Settings::default());
    assert!(!written(&scene).contains("nodedotjs"));
}

#[test]
fn a_picture_can_be_read_aloud_and_pointed_at() {
    let svg = written(&picture(TEAMS, "kinds", &Settings::default()));
    for part in [
        " role=\"graphics-document document\" ",
        "\n<title>Kinds</title>\n",
        "\n<desc>Kinds: Inside S. Shows shopper, bank, s, s.web, s.orders, s.loose, s.db.</desc>\n",
        "\n<g data-id=\"s.web -> bank\" role=\"img\"><title>s.web -> bank</title>\n",
        "\n<g data-id=\"s.web\"><title>s.web</title>\n",
    ] {
        assert!(svg.contains(part), "{part} is not in {}", &svg[svg.find("<defs>").unwrap_or(0)..]);
    }
    // What is written at a line is of one piece with it, for who points at it.
    let labelled = svg.split_once("<g data-id=\"s.web -> s.orders\"><title>").and_then(|(_, rest)| rest.split_once("</g>"));
    assert!(labelled.is_some_and(|(line, _)| line.contains("<path ") && line.contains(">HTTP</text>")), "{labelled:?}");
    let drawn: String = svg.lines().filter(|line| !line.starts_with("@font-face")).collect();
    assert!(!drawn.contains("date") && !drawn.contains("time"), "nothing tells when it was made");
}

#[test]
fn a_flow_shows_its_frames_and_remarks_and_who_is_at_work() {
    let text = r#"
system s {
  service a { listen http 80; image "a:1"; -> b }
  service b { listen http 80; image "a:1" }
}
person p { -> s.a }
flow f {
  p -> s.a "asks"
  par { s.a -> s.b "one" } and { s.a -> s.b "two" }
  alt "it is there" { s.a -> s.b "three" } else "it is not" { p <- s.a "no" }
  loop "each day" { s.a -> s.b "four" }
  note "who knows"
}
"#;
    let scene = picture(text, "f-flow", &Settings::default());
    let said: Vec<&str> = scene.texts().iter().map(|text| text.text.as_str()).collect();
    for part in ["par", "and", "alt", "[it is there]", "else", "[it is not]", "loop", "[each day]", "who knows", "four", "6"] {
        assert!(said.contains(&part), "`{part}` is not in {said:?}");
    }
    let bar = |item: &&Item| matches!(item, Item::Form(form) if form.fill == Some(Color::Fill(Hue::Software)) && bounds(&form.outline).width < 12.0);
    let bars = scene.items.iter().filter(bar).count();
    assert!(bars >= 5, "the caller is at work once, and who is called each time: {bars}");
    let remark = |item: &Item| matches!(item, Item::Form(form) if form.fill == Some(Color::Fill(Hue::Note)));
    assert!(scene.items.iter().any(remark), "the remark stands on a note");
}

/// The extents of the forms of a scene that have this fill.
fn filled(scene: &Scene, fill: Color) -> Vec<archc::scene::Rect> {
    let forms = scene.items.iter().filter_map(|item| if let Item::Form(form) = item { Some(form) } else { None });
    forms.filter(|form| form.fill == Some(fill)).map(|form| bounds(&form.outline)).collect()
}

#[test]
fn a_remark_stands_between_bars_and_a_frame_round_those_that_end_with_it() {
    let text = r#"
person p { -> a }
service a { listen http 80; image "a:1"; -> b }
service b { listen http 80; image "a:1" }
flow f {
  p -> a "asks for it"
  alt "it is there" {
    p <- a "says so"
    note "From here on nobody waits."
  } else "it is not" { a -> b }
}
"#;
    let scene = picture(text, "f-flow", &Settings::default());
    let note = filled(&scene, Color::Fill(Hue::Note))[0];
    let bars: Vec<_> = filled(&scene, Color::Fill(Hue::Software)).into_iter().filter(|rect| rect.width < 12.0).collect();
    assert_eq!(bars.len(), 2, "{bars:?}");
    let caller = bars[0];
    assert!(caller.y < note.y && note.bottom() < caller.bottom(), "{caller:?} {note:?}");
    assert!(!caller.grown(3.0).overlaps(note), "{caller:?} {note:?}");
    assert!(note.x > lifelines(&scene)[0] + 3.0, "{note:?}");
    let foreign = |form: &&Form| form.fill.is_none() && form.stroke.is_some_and(|stroke| stroke.color == Color::Edge(Hue::Foreign));
    let forms = scene.items.iter().filter_map(|item| if let Item::Form(form) = item { Some(form) } else { None });
    let frame = forms.filter(foreign).map(|form| bounds(&form.outline)).next().expect("there is a frame");
    assert!(bars.iter().all(|bar| bar.bottom() + 3.0 < frame.bottom()), "{bars:?} {frame:?}");
}

/// Where the lifelines of a sequence diagram stand.
fn lifelines(scene: &Scene) -> Vec<f64> {
    let is_lifeline = |form: &&Form| form.stroke.is_some_and(|stroke| stroke.color == Color::Frame && stroke.dash == Dash::Dashed);
    let forms = scene.items.iter().filter_map(|item| if let Item::Form(form) = item { Some(form) } else { None });
    forms.filter(is_lifeline).map(|form| bounds(&form.outline).x).collect()
}

#[test]
fn no_lifeline_runs_through_a_label_that_has_room_beside_it() {
    let text = r#"
system s {
  service a { listen http 80; image "a:1"; -> b; -> d }
  service b { listen http 80; image "a:1"; -> c }
  service c { listen http 80; image "a:1"; -> d }
  service d { listen http 80; image "a:1" }
}
flow f {
  s.a -> s.b
  s.b -> s.c
  s.c -> s.d "says so much that there is a lot"
  s.a -> s.d "more than fits in there at once"
  s.a <- s.d "and so much back again"
}
"#;
    let scene = picture(text, "f-flow", &Settings::default());
    let lifelines = lifelines(&scene);
    assert_eq!(lifelines.len(), 4);
    for words in ["more than fits in there at once", "and so much back again"] {
        let label = scene.texts().into_iter().find(|text| text.text == words).map(extent).expect("it is said");
        assert!(!lifelines.iter().any(|&x| label.x < x && x < label.right()), "{label:?} in {lifelines:?}");
    }
}

#[test]
fn a_label_wider_than_every_room_between_lifelines_is_broken_into_lines() {
    let text = r#"
system s {
  service a { listen http 80; image "a:1"; -> b; -> d }
  service b { listen http 80; image "a:1"; -> c }
  service c { listen http 80; image "a:1" }
  service d { listen http 80; image "a:1" }
}
flow f {
  s.a -> s.b
  s.b -> s.c
  s.a -> s.d "an order and its event in one"
}
"#;
    let scene = picture(text, "f-flow", &Settings::default());
    let lifelines = lifelines(&scene);
    assert_eq!(lifelines.len(), 4);
    let texts = scene.texts();
    let said: Vec<_> =
        texts.iter().filter(|text| "an order and its event in one".contains(&text.text) && text.text.contains(' ')).collect();
    assert!(said.len() > 1, "{:?}", said.iter().map(|text| &text.text).collect::<Vec<_>>());
    for text in said {
        let line = extent(text);
        assert!(!lifelines.iter().any(|&x| line.x < x && x < line.right()), "{line:?} in {lifelines:?}");
    }
}

#[test]
fn a_legend_explains_what_occurs_and_nothing_else() {
    let legend = |text: &str, name: &str| -> Vec<String> {
        let scene = picture(text, name, &Settings::default());
        // What belongs to no box and no line stands last, behind the heading.
        let loose = scene.items.iter().filter_map(|item| if let Item::Text(text) = item { Some(text.text.clone()) } else { None });
        loose.skip(2).collect()
    };
    let services = "service a { listen http 80; image \"a:1\"; -> b LINE }\nservice b { listen http 80; image \"a:1\" }\n";
    assert_eq!(legend(&services.replace("LINE", ""), "overview"), ["Service", "calls or uses"]);
    assert_eq!(legend(&services.replace("LINE", "{ optional }"), "overview"), ["Service", "optional"]);
    let others = "person p { -> a }\ntopic t { engine kafka; event E { id: uuid } }\nworker w { image \"w:1\"; <- t.E }\n";
    let all = legend(&format!("{}{others}", services.replace("LINE", "")), "overview");
    assert_eq!(all, ["Person", "Service", "Worker", "Topic", "calls or uses", "message, asynchronous"]);
    assert_eq!(legend("database d { engine postgres 16; storage 1Gi; table t { id: uuid @key } }", "d-data"), [""; 0]);
}

#[test]
fn a_view_of_domains_shows_a_system_without_any_by_itself() {
    let text = r#"
system s { group g { service a { listen http 80; image "a:1" } }; service b { listen http 80; image "a:1"; -> out } }
external system out { url "https://out.example.com" }
domain view areas of s
domain view part of s.g
"#;
    let scene = picture(text, "areas", &Settings::default());
    let groups = all_groups(&scene);
    for id in ["s", "s.g.a", "s.b", "out", "s -> out"] {
        group(&groups, id);
    }
    let scene = picture(text, "part", &Settings::default());
    group(&all_groups(&scene), "s.g.a");
}

#[test]
fn a_remark_at_the_beginning_of_a_branch_stands_in_it_where_it_goes_on() {
    let text = r#"
person p { -> a }
service a { listen http 80; image "a:1"; -> b, c, d }
service b { listen http 80; image "a:1" }
service c { listen http 80; image "a:1" }
service d { listen http 80; image "a:1" }
flow f {
  p -> a "asks"
  alt "yes" { a -> b; a -> c; a -> d "tells" } else "no" {
    note "A remark that takes rather more room than there is between the two lifelines that it stands between, in several lines"
    p <- a "says no"
  }
}
"#;
    let scene = picture(text, "f-flow", &Settings::default());
    let boxes = |wanted: Color| {
        let forms = scene.items.iter().filter_map(|item| if let Item::Form(form) = item { Some(form) } else { None });
        forms.filter(move |form| form.stroke.is_some_and(|stroke| stroke.color == wanted)).map(|form| bounds(&form.outline))
    };
    let note = boxes(Color::Edge(Hue::Note)).next().expect("there is a remark");
    let says = scene.texts().into_iter().find(|text| text.text == "says no").expect("there is a step").at;
    assert!(note.x < says.x && says.x < note.right(), "{note:?} {says:?}");
    let frame = boxes(Color::Edge(Hue::Foreign)).next().expect("there is a frame");
    assert!(frame.x < note.x && note.right() < frame.right(), "{frame:?} {note:?}");
}

#[test]
fn a_topic_lists_the_events_that_there_is_room_for_and_says_how_many_more_there_are() {
    let events: Vec<String> = (0..20).map(|n| format!("event SomethingHappened{n} {{ id: uuid }}")).collect();
    let text = format!("topic t {{ engine kafka; {} }}\nevents view e\n", events.join("; "));
    let scene = picture(&text, "e", &Settings::default());
    let texts = scene.texts();
    let said: Vec<&str> =
        texts.iter().map(|text| text.text.as_str()).filter(|text| text.contains("Something") || text.contains("more")).collect();
    let said = said.join(" ");
    assert!(said.ends_with(" more") && !said.contains('…'), "{said}");
    let listed = said.matches("Something").count();
    assert!(said.contains(&format!("+ {} more", 20 - listed)), "{said}");
}

#[test]
fn tables_stand_right_below_the_title_and_above_the_legend() {
    let tables: String = (0..9).map(|n| format!("table t{n} {{ id: uuid @key; other: uuid -> t{}.id }}\n", n / 2)).collect();
    let scene = picture(
        &format!("database d {{ engine postgres 16; storage 1Gi\n{tables} }}\ndata view tables of d\n"),
        "tables",
        &Settings::default(),
    );
    let groups = all_groups(&scene);
    let forms = groups.iter().filter(|group| group.id.is_some()).flat_map(|group| &group.items);
    let extents = forms.filter_map(|item| if let Item::Form(form) = item { Some(bounds(&form.outline)) } else { None });
    let drawn = extents.reduce(archc::scene::Rect::union).expect("there are tables");
    let title = scene.texts()[0].at.x;
    assert!(
        (drawn.x - title).abs() < 1.0 && (scene.size.width - title - drawn.right()).abs() < 1.5,
        "{title}: {drawn:?} on {:?}",
        scene.size
    );
    let legend = scene.texts().into_iter().find(|text| text.text == "exactly one").expect("there is a legend").at.y;
    assert!(legend - drawn.bottom() < 45.0, "{drawn:?} {legend}");
}

#[test]
fn what_stands_below_the_title_of_a_frame_goes_on_in_a_second_line() {
    let text = r#"
broker jobs "Jobs" { engine redis 7.4; storage 5Gi; queue replies }
environment live { region eu { managed jobs "Managed Redis by Somebody" { endpoint "somewhere.cache.provider.internal:6379" } } }
deployment view here of live
"#;
    let scene = picture(text, "here", &Settings::default());
    let said: Vec<&str> = scene.texts().iter().map(|text| text.text.as_str()).collect();
    for part in ["Broker · Redis 7.4 · Managed Redis by Somebody", "somewhere.cache.provider.internal"] {
        assert!(said.contains(&part), "`{part}` is not in {said:?}");
    }
}

#[test]
fn lines_between_domains_say_what_one_relation_is_for_and_count_several_as_they_are_drawn() {
    let text = r#"
domain one { service a { listen http 80; image "a:1"; -> b "asks"; -> d { async }; -> c { async } }; service e { listen http 80; image "a:1"; -> d { async } } }
domain two { service b { listen http 80; image "a:1" } }
domain three { service c { listen http 80; image "a:1"; -> b }; service d { listen http 80; image "a:1" } }
domain view areas
"#;
    let scene = picture(text, "areas", &Settings::default());
    let groups = all_groups(&scene);
    let said = |id: &str| -> Vec<String> {
        let inner = group(&groups, id).items.iter().filter_map(|item| if let Item::Group(inner) = item { Some(inner) } else { None });
        let texts = inner
            .flat_map(|inner| &inner.items)
            .filter_map(|item| if let Item::Text(text) = item { Some(text.text.clone()) } else { None });
        texts.collect()
    };
    assert_eq!(said("one -> two"), ["asks", "HTTP"]);
    assert_eq!(said("one -> three"), ["3 messages"]);
    assert_eq!(said("three -> two"), ["B", "HTTP"], "what is in the box, where the relation says nothing");
}

#[test]
fn a_line_to_a_broker_that_is_drawn_whole_says_which_queue_it_leads_to() {
    let text = r#"
system s {
  service desk { listen http 80; image "a:1"; -> jobs.replies, other }
  broker jobs { engine redis 7; storage 1Gi; queue replies "Replies to send" }
  broker bus { engine rabbitmq 4; storage 1Gi }
  service other { listen http 80; image "a:1" }
}
view folded of s { depth 1 }
view whole of s { depth 2 }
"#;
    let texts = |view: &str| -> Vec<String> {
        let scene = picture(text, view, &Settings::default());
        scene.texts().iter().map(|text| text.text.clone()).filter(|text| text == "Replies to send").collect()
    };
    assert_eq!(texts("folded").len(), 1, "at the line");
    assert_eq!(texts("whole").len(), 1, "in the box");
}

#[test]
fn a_deployment_says_when_jobs_run() {
    let text = r#"
system s {
  job sweep { image "a:1"; every 30m }
  job report { image "a:1"; every "0 3 * * *" }
  job close { image "a:1"; every "30 22 * * 1-5" }
  job rare { image "a:1"; every "0 3 1,15 * *" }
}
deployment view here of default
"#;
    let scene = picture(text, "here", &Settings::default());
    let texts = scene.texts();
    for said in ["every 30 min", "daily at 03:00", "Mon–Fri at 22:30", "cron 0 3 1,15 * *"] {
        assert!(texts.iter().any(|text| text.text == said), "{said}");
    }
}
