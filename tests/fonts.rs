//! Fonts of the user's: read from the program's folder, measured, carried by pictures in part, drawn in PNGs.

use crate::pictures::check_extents;
use archc::emit::diagrams::scene;
use archc::font::{Extra, Fonts, Style};
use archc::session::{build, check};
use archc::settings::Settings;
use archc::view::pictures;
use archc::world::MemoryWorld;

/// The width of a letter of the font below, over its size.
const WIDE: f64 = 0.8;

/// A TrueType font in which each of some characters is a box.
pub fn boxes(chars: &[char]) -> Vec<u8> {
    font(chars, false)
}

/// A font in which each of some characters is a box, with outlines as TrueType or as OpenType has them (CFF).
fn font(chars: &[char], cff: bool) -> Vec<u8> {
    let words = |words: &[u16]| -> Vec<u8> { words.iter().flat_map(|word| word.to_be_bytes()).collect() };
    let longs = |longs: &[u32]| -> Vec<u8> { longs.iter().flat_map(|long| long.to_be_bytes()).collect() };
    let count = chars.len() as u16 + 1;
    let mut head = longs(&[0x10000, 0x10000, 0, 0x5f0f_3cf5]);
    head.extend(words(&[0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 700, 700, 0, 8, 2, 1, 0]));
    let mut hhea = longs(&[0x10000]);
    hhea.extend(words(&[900, 65336, 0, 800, 0, 0, 700, 1, 0, 0, 0, 0, 0, 0, 0, count]));
    let mut maxp = longs(&[if cff { 0x5000 } else { 0x10000 }]);
    maxp.extend(words(&[count]));
    if !cff {
        maxp.extend(words(&[4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
    }
    let mut os2 = words(&[3, 800, 400, 5, 0]);
    os2.extend([0; 68]);
    os2.extend(words(&[900, 65336, 0, 900, 200, 0, 0, 0, 0, 500, 700, 0, 32, 0]));
    // One contour of four corners: its box, its end, no instructions, the flags, and how far each corner is from the last.
    let mut outline = words(&[1, 100, 0, 700, 700, 3, 0]);
    outline.extend([1, 1, 1, 1]);
    outline.extend(words(&[100, 600, 0, 64936, 0, 0, 700, 0]));
    let loca: Vec<u32> = (0..=u32::from(count)).map(|at| at * outline.len() as u32).collect();
    let mut cmap = words(&[0, 1, 3, 10]);
    cmap.extend(longs(&[12]));
    cmap.extend(words(&[12, 0]));
    cmap.extend(longs(&[16 + 12 * chars.len() as u32, 0, chars.len() as u32]));
    for (c, glyph) in chars.iter().zip(1u32..) {
        cmap.extend(longs(&[*c as u32, *c as u32, glyph]));
    }
    let family: Vec<u8> = "Boxes".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut name = words(&[0, 1, 18, 3, 1, 0x409, 1, family.len() as u16, 0]);
    name.extend(family);
    let mut post = longs(&[0x30000]);
    post.extend([0; 28]);
    let mut tables = vec![
        (b"OS/2", os2),
        (b"cmap", cmap),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", words(&[800, 100]).repeat(usize::from(count))),
        (b"maxp", maxp),
        (b"name", name),
        (b"post", post),
    ];
    match cff {
        true => tables.push((b"CFF ", compact(count))),
        false => tables.extend([(b"glyf", outline.repeat(usize::from(count))), (b"loca", longs(&loca))]),
    }
    tables.sort_by_key(|(tag, _)| *tag);
    let mut file = if cff { b"OTTO".to_vec() } else { longs(&[0x10000]) };
    file.extend(words(&[tables.len() as u16, 128, 3, 32]));
    let mut at = 12 + 16 * tables.len();
    for (tag, table) in &tables {
        file.extend(*tag);
        file.extend(longs(&[0, at as u32, table.len() as u32]));
        at += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        file.extend(table);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    file
}

/// A CFF table in which the glyphs of the first characters are all the same box (Adobe Technical Notes #5176 and #5177).
fn compact(count: u16) -> Vec<u8> {
    // A list: how many, the size of an offset, where each begins and the last ends, and what they are.
    let index = |items: &[&[u8]]| -> Vec<u8> {
        let mut list = (items.len() as u16).to_be_bytes().to_vec();
        if !items.is_empty() {
            list.push(4);
            let ends = items.iter().scan(1u32, |end, item| {
                *end += item.len() as u32;
                Some(*end)
            });
            list.extend(std::iter::once(1).chain(ends).flat_map(u32::to_be_bytes));
            list.extend(items.concat());
        }
        list
    };
    let number = |number: u16| -> Vec<u8> { [&[28][..], &number.to_be_bytes()].concat() };
    // Right by 100, then along the sides: 600 right, 700 up, 600 left.
    let sides = [number(100), vec![22], number(600), number(700), number(64936), vec![6]].concat();
    // Those that no text has a letter of are of many more sides, none like another's.
    let program = |at: u16| -> Vec<u8> {
        let odd = |n: u16| {
            [number((at.wrapping_mul(37).wrapping_add(n * 101)) % 997), number((at.wrapping_mul(at).wrapping_add(n * 211)) % 991), vec![5]]
                .concat()
        };
        let more = if at < 5 { Vec::new() } else { (0..8).flat_map(odd).collect() };
        [sides.clone(), more, vec![14]].concat()
    };
    let head = [vec![1, 0, 4, 4], index(&[b"Boxes"])].concat();
    let dictionary = |programs: u16, private: u16| [number(programs), vec![17], number(0), number(private), vec![18]].concat();
    let between = [index(&[]), index(&[])].concat();
    let start = (head.len() + index(&[&dictionary(0, 0)]).len() + between.len()) as u16;
    let programs: Vec<Vec<u8>> = (0..count).map(program).collect();
    let programs: Vec<&[u8]> = programs.iter().map(Vec::as_slice).collect();
    [head, index(&[&dictionary(start, 0)]), between, index(&programs)].concat()
}

/// What becomes of a program with a font of the user's: its settings, its artifacts, and what is said.
struct Built {
    checked: archc::session::Checked,
    settings: Settings,
    said: Vec<String>,
    svg: String,
    png: Option<Vec<u8>>,
}

fn built(program: &str, settings: &str, font: &[u8]) -> Built {
    let world = MemoryWorld::single(program).with("fonts/boxes.ttf", font);
    let mut checked = check(&world).expect("there is a program");
    let settings = checked.configure(&world, "archc.toml", &format!("[output]\nemit = [\"diagrams\"]\n[diagrams]\n{settings}\n"));
    let artifacts = build(&mut checked, &settings);
    let said = checked.diagnostics.iter().map(|d| format!("{}: {}", d.code.id, d.message)).collect();
    let file = |path: &str| artifacts.as_ref()?.get(path).map(|artifact| artifact.bytes.to_vec());
    let svg = file("diagrams/s-containers.svg").map(|bytes| String::from_utf8(bytes).expect("it is text")).unwrap_or_default();
    let png = file("diagrams/s-containers.png");
    Built { checked, settings, said, svg, png }
}

const SHALOM: &str = "system s { service a \"שלום\" { image \"a:1\"; listen http 80; -> b \"say שלום (לם)\" }\nservice b { image \"a:1\"; listen http 80 } }";
const LETTERS: [char; 4] = ['ש', 'ל', 'ו', 'ם'];
const NAMED: &str = "fonts = [\"fonts/boxes.ttf\"]\nformats = [\"svg\", \"png\"]\nscale = 1";

#[test]
fn text_is_measured_with_the_fonts_that_are_named() {
    let built = built(SHALOM, NAMED, &boxes(&LETTERS));
    assert!(built.said.is_empty(), "{:?}", built.said);
    let fonts = &built.settings.diagrams.fonts;
    let style = archc::font::Style::bold(20.0);
    let wide = archc::font::using(fonts, || archc::font::width("שלום", style));
    assert!((wide - 4.0 * WIDE * 20.0).abs() < 0.01, "{wide}");
    assert!((archc::font::width("שלום", style) - 4.0 * 1.3 * 20.0).abs() < 0.01, "room is kept where no font is named");
    let (spans, whole) = fonts.spans("a שלום", style).expect("it is set in two fonts");
    assert_eq!(spans.iter().map(|span| (span.place, span.text.as_str())).collect::<Vec<_>>(), [(None, "a "), (Some(0), "שלום")]);
    assert!(spans.last().is_some_and(|span| (span.x + wide - whole).abs() < 0.01));
}

#[test]
fn what_is_bold_is_set_in_a_bold_font_where_one_is_named() {
    let regular = boxes(&LETTERS);
    let mut bold = regular.clone();
    // The first table is `OS/2`; its weight is behind a version and a width.
    let at = u32::from_be_bytes(bold[20..24].try_into().expect("four bytes")) as usize + 4;
    bold[at..at + 2].copy_from_slice(&700u16.to_be_bytes());
    let fonts = |files: &[&[u8]]| Fonts::new(files.iter().map(|file| Extra::read(file).expect("it is a font")).collect());
    let place = |fonts: &Fonts, style: Style| fonts.spans("שלום", style).and_then(|(spans, _)| spans.first().map(|span| span.place));
    for (files, set) in
        [([&regular[..], &bold[..]], [0, 1]), ([&bold, &regular], [1, 0]), ([&bold, &bold], [0, 0]), ([&regular, &regular], [0, 0])]
    {
        let fonts = fonts(&files);
        assert_eq!([Style::regular(12.0), Style::bold(12.0)].map(|style| place(&fonts, style)), set.map(|at| Some(Some(at))));
    }
}

#[test]
fn a_picture_carries_the_part_of_a_font_that_it_uses() {
    let mut many = LETTERS.to_vec();
    many.extend((0x4e00..0x5e00).filter_map(char::from_u32));
    let (small, large) = (built(SHALOM, NAMED, &boxes(&LETTERS)), built(SHALOM, NAMED, &boxes(&many)));
    for built in [&small, &large] {
        assert_eq!(built.svg.matches("@font-face{font-family:Inter-2-").count(), 1);
        assert!(built.svg.contains("<tspan x=") && built.svg.contains(", Inter-2\">שלום</tspan>"), "{}", built.svg);
    }
    // 4,096 characters more, none of which is used.
    assert!(large.svg.len() < small.svg.len() + 1500, "{} {}", large.svg.len(), small.svg.len());
    let without = built("system s { service a { image \"a:1\"; listen http 80 } }", NAMED, &boxes(&LETTERS));
    assert!(!without.svg.contains("Inter-2"), "what is not used is not carried");
}

#[test]
fn a_png_is_drawn_with_the_fonts_that_are_named() {
    let with = |chars: &[char]| built(SHALOM, NAMED, &boxes(chars)).png.expect("it is drawn");
    assert_ne!(with(&LETTERS), with(&['x']), "its letters are those of the font");
    assert_eq!(with(&LETTERS), with(&LETTERS));
}

#[test]
fn a_font_with_cff_outlines_is_drawn_and_carried_in_part_like_any_other() {
    let mut many = LETTERS.to_vec();
    many.extend((0x4e00..0x5e00).filter_map(char::from_u32));
    let (small, large) = (built(SHALOM, NAMED, &font(&LETTERS, true)), built(SHALOM, NAMED, &font(&many, true)));
    for built in [&small, &large] {
        assert!(built.said.is_empty() && built.svg.contains(", Inter-2\">שלום</tspan>"), "{:?}", built.said);
    }
    // Of 4,096 glyphs more, none of which is used, where each would begin and that it is empty.
    assert!(large.svg.len() < small.svg.len() + 3 * 4096, "{} {}", large.svg.len(), small.svg.len());
    // The boxes are the same as those of the TrueType font, whether all glyphs are there or the others are empty.
    let outlined = built(SHALOM, NAMED, &boxes(&LETTERS));
    assert_eq!(small.png.as_ref(), outlined.png.as_ref());
    assert_eq!(large.png.as_ref(), outlined.png.as_ref());
}

#[test]
fn characters_that_no_font_has_are_named() {
    let without = |settings: &str| built(SHALOM, settings, &boxes(&LETTERS[..2])).said;
    assert_eq!(without(NAMED), ["W1004: no font has `ו` (U+05D5), `ם` (U+05DD) at `s.a`, `s.a -> s.b`"]);
    let png = without("formats = [\"png\"]\nscale = 0.1");
    assert!(png.first().is_some_and(|said| said.starts_with("W1004: no font has `ו`")), "{png:?}");
    // In an SVG alone the reader's system has its fonts.
    assert!(without("").is_empty());
    let all = built(SHALOM, NAMED, &boxes(&LETTERS));
    assert!(all.said.is_empty() && !all.svg.is_empty());
}

#[test]
fn fonts_lie_below_the_folder_of_the_settings_and_are_fonts() {
    for (settings, said) in [
        ("fonts = [\"../boxes.ttf\"]", "E0008: expected a file below the folder of `archc.toml`, found `../boxes.ttf`"),
        ("fonts = \"fonts/boxes.ttf\"", "E0008: `fonts` takes a list of font files, found `fonts/boxes.ttf`"),
        ("fonts = [1]", "E0008: `fonts` takes a list of font files, found `1`"),
        ("fonts = [\"none.ttf\"]", "E0009: `none.ttf` cannot be read: there is no such file"),
        ("fonts = [\"main.arch\"]", "E0009: `main.arch` cannot be read: it is no TrueType, OpenType or WOFF font"),
    ] {
        assert_eq!(built(SHALOM, settings, &boxes(&LETTERS)).said, [said]);
    }
}

#[test]
fn what_is_set_in_other_fonts_stays_in_its_box() {
    let chars: Vec<char> = LETTERS.into_iter().chain("注文を受け付る".chars()).chain(['🚀', ' ']).collect();
    let program = format!(
        "system s \"{0}\" {{ service a \"{1}\" #x {{ image \"a:1\"; listen http 80; tech \"שלום (לם) 注文\"; -> b \"{0}\" }}\n\
         /// שלום *注文* **לם** `שלום`\nservice b \"{2}\" {{ image \"a:1\"; listen http 80 }} }}",
        "שלום לם ".repeat(30),
        "注文を受け付る".repeat(40),
        "🚀".repeat(300)
    );
    let built = built(&program, NAMED, &boxes(&chars));
    assert!(built.said.is_empty(), "{:?}", built.said);
    for picture in pictures(&built.checked.model) {
        let (scene, _) = scene(&built.checked.model, &picture, &built.settings);
        archc::font::using(&scene.fonts, || check_extents(&picture.file, &scene));
    }
}
