//! Diagrams of a model: each picture that [`crate::view`] chooses is measured, laid out, put on a sheet with its title
//! and legend, and written as SVG, and as PNG where the settings ask for it.

mod badge;
mod card;
mod deployment;
mod dress;
mod elements;
mod feet;
mod hops;
mod hubs;
mod kinds;
mod lacking;
mod legend;
mod map;
mod network;
mod rich;
mod sequence;
mod shape;
mod sheet;
mod table;
mod tables;
pub(super) mod words;

use super::geometry::Named;
use super::memo::{Drawing, Memo};
use super::png::Fit;
use super::{parallel, png, svg};
use crate::artifact::{ArtifactSet, Kind, Refused};
use crate::diag::codes::emit::{CROWDED, LARGE, PATH, SMALLER, UNDRAWN};
use crate::diag::{Diagnostic, Diagnostics};
use crate::font;
use crate::layout::{self, Engine, Layout, Note, Size};
use crate::model::properties::{At, Promise};
use crate::model::views::FlowDirection;
use crate::model::{Flow, Model};
use crate::scene::Scene;
use crate::settings::{Diagrams, Format, Settings};
use crate::source::Span;
use crate::view::{self, Crowd, Gallery, Picture, Subject, TooLarge, gallery};
use dress::Dress;
use lacking::Lacking;
use legend::Legend;
use map::{Drawn, Map};
use rich::Rich;
use sheet::{Heading, sheet};
use std::sync::Arc;

/// Writes all pictures of a model below `diagrams/`.
///
/// # Errors
/// Never; two pictures that want one file are a diagnostic that shows both.
pub fn emit(
    model: &Model,
    settings: &Settings,
    memo: &Memo,
    artifacts: &mut ArtifactSet,
    diagnostics: &mut Diagnostics,
) -> Result<(), Refused> {
    let Gallery { mut pictures, too_large, too_many, .. } = gallery(model);
    diagnostics.extend(undrawn(&too_large, too_many));
    if let Some(engine) = &settings.diagrams.engine {
        for picture in &mut pictures {
            picture.engine = Some(At::new(engine.clone(), picture.span));
        }
    }
    let mut lacking = Lacking::default();
    let mut drawn = parallel::each(settings.threads, &pictures, |picture| draw(model, picture, settings, memo)).into_iter();
    for (index, picture) in pictures.iter().enumerate() {
        let Some((Drawing { notes, lacking: lacks, size, .. }, files)) = drawn.next() else { break };
        lacking.join(&lacks, picture);
        if let Some(first) = pictures.iter().take(index).find(|other| other.file == picture.file) {
            let message = format!("two pictures want to be written to `diagrams/{}.svg`", picture.file);
            diagnostics.push(Diagnostic::error(&PATH, picture.span, message).also(first.span, "the other one"));
            continue;
        }
        if !notes.is_empty() {
            diagnostics.push(crowded(picture, &notes));
        }
        if let Some(crowd) = view::crowd(model, picture) {
            diagnostics.push(large(model, picture, &crowd));
        }
        if settings.diagrams.formats.contains(&Format::Png) {
            diagnostics.extend(smaller(picture, size, settings.diagrams.scale));
        }
        for (ending, bytes) in files {
            artifacts.share(Kind::Diagram, format!("diagrams/{}.{ending}", picture.file), bytes)?;
        }
    }
    if let Some(warning) = lacking.said(model, settings) {
        diagnostics.push(warning);
    }
    Ok(())
}

/// A picture's files, by their endings.
type Files = Vec<(&'static str, Arc<[u8]>)>;

/// What could not be drawn of a picture as it should, and its files.
fn draw(model: &Model, picture: &Picture, settings: &Settings, memo: &Memo) -> (Drawing, Files) {
    let Diagrams { theme, scale, fonts, .. } = &settings.diagrams;
    let drawing = font::using(fonts, || {
        // All that becomes a drawing; the engine is told by its name.
        let engine_name = picture.engine.as_ref().map(|engine| &engine.value);
        let parts = (Sketch::of(model, picture, settings), picture.direction, engine_name, theme, fonts);
        memo.drawing(parts, |(sketch, ..)| {
            let (scene, notes) = sketch.scene(direction(picture), engine(picture));
            let scene = Scene { fonts: fonts.clone(), ..scene };
            Drawing { svg: svg::write(&scene, theme).into(), size: scene.size, notes: notes.into(), lacking: lacking::of(&scene).into() }
        })
    });
    let svg = &drawing.svg;
    let files = settings.diagrams.formats.iter().filter_map(|format| match format {
        Format::Svg => Some(("svg", Arc::from(Arc::clone(svg)))),
        Format::Png => {
            let bytes = memo.encoded(svg, *scale, || png::write(svg, fonts, *scale).unwrap_or_default());
            (!bytes.is_empty()).then_some(("png", bytes))
        }
    });
    let files = files.collect();
    (drawing, files)
}

/// Says which pictures are not drawn.
fn undrawn(too_large: &[TooLarge], too_many: Option<(usize, Span)>) -> Diagnostics {
    let mut said = Diagnostics::default();
    for TooLarge { file, boxes, lines, span } in too_large {
        let why = if *boxes > view::MOST_DRAWN {
            format!("{boxes} boxes, and {} are the most", view::MOST_DRAWN)
        } else {
            format!("{lines} lines, and {} are the most between {boxes} boxes", view::most_lines(*boxes))
        };
        let message = format!("the picture `{file}` is not drawn: it would show {why}");
        said.push(
            Diagnostic::warning(&UNDRAWN, *span, message)
                .help("leave parts out with `exclude` or `collapse`, or declare a view for each part"),
        );
    }
    if let Some((count, span)) = too_many {
        let (noun, verb) = if count == 1 { ("picture", "is") } else { ("pictures", "are") };
        let message = format!(
            "{count} more {noun} {verb} not drawn: a program has {} at the most, and no more when they show {} boxes and lines",
            view::MOST_PICTURES,
            view::MOST_TOGETHER
        );
        said.push(Diagnostic::warning(&UNDRAWN, span, message).help("declare views of what is looked at: then only these are drawn"));
    }
    said
}

/// Says that a picture shows more than a reader takes in, and what to collapse.
fn large(model: &Model, picture: &Picture, crowd: &Crowd) -> Diagnostic {
    let message = format!("the picture `{}` shows {} boxes, more than a reader takes in", picture.file, crowd.boxes);
    let warning = Diagnostic::warning(&LARGE, picture.span, message);
    if crowd.collapse.is_empty() {
        return warning.help("leave parts out with `exclude`, or declare a view for each part");
    }
    let paths: Vec<&str> = crowd.collapse.iter().map(|&id| model[id].path.as_str()).collect();
    let statement = format!("collapse {}", paths.join(", "));
    let declared = model.views.iter().any(|view| view.span == picture.span);
    let place = if declared { "in this view" } else { "in a declared view" };
    warning.help(format!("`{statement}` {place} leaves {} boxes", crowd.left))
}

/// Says that a PNG is smaller than it was asked for, and which scale would not make it so.
fn smaller(picture: &Picture, size: Size, scale: f32) -> Diagnostics {
    let mut said = Diagnostics::default();
    // As the SVG says it, which the PNG is drawn from.
    let written = |length: f64| ((length * 100.0).round_ties_even() / 100.0) as f32;
    let fit = |scale: f32| Fit::of(written(size.width), written(size.height), scale);
    let Fit { asked, drawn } = fit(scale);
    if fit(scale).is_smaller() {
        let message = format!(
            "the PNG of `{}` has {} × {} pixels, not the {} × {} that were asked for: {} million pixels are the most",
            picture.file,
            drawn.0,
            drawn.1,
            asked.0,
            asked.1,
            png::LARGEST / 1_000_000
        );
        let fitting = (1..100_u8).rev().map(|tenths| f32::from(tenths) / 10.0).find(|scale| !fit(*scale).is_smaller());
        let help = fitting.map_or("show less in one picture".to_owned(), |scale| format!("ask for less, as `--png {scale}x` does"));
        said.push(Diagnostic::warning(&SMALLER, picture.span, message).help(help));
    }
    said
}

/// Says what of a picture could not be drawn as it should.
fn crowded(picture: &Picture, notes: &[Note]) -> Diagnostic {
    let labels = notes.iter().filter(|n| matches!(n, Note::LabelLeftOut(_))).count();
    let lines = notes.iter().filter(|n| matches!(n, Note::RoutedStraight(_))).count();
    let mut parts = Vec::new();
    if labels > 0 {
        parts.push(format!(
            "{labels} label{} found no free place and can be read by pointing at the line",
            if labels == 1 { "" } else { "s" }
        ));
    }
    if lines > 0 {
        parts.push(format!("{lines} line{} could not be led round the boxes", if lines == 1 { "" } else { "s" }));
    }
    for note in notes {
        if let Note::OrderedPlainly(levels) = note {
            let noun = if *levels == 1 { "level has" } else { "levels have" };
            parts.push(format!("{levels} {noun} more boxes than `layout-rs` can order in time, so that a plainer order stands in"));
        }
    }
    Diagnostic::warning(&CROWDED, picture.span, format!("the picture `{}` is crowded: {}", picture.file, parts.join(", ")))
        .help("show less in one picture: `exclude` or `collapse` parts, or declare several views")
}

/// A picture as a graph with the sizes of what is in it, and where the layout puts that; `None` for a picture whose order is
/// that of time.
#[must_use]
pub fn geometry(model: &Model, picture: &Picture, settings: &Settings) -> Option<(Named, Layout)> {
    let map = font::using(&settings.diagrams.fonts, || map(model, picture, settings))?;
    Some(font::using(&settings.diagrams.fonts, || map::named(&map, direction(picture), engine(picture))))
}

/// The boxes and arrows of a picture; `None` for one whose order is that of time.
fn map(model: &Model, picture: &Picture, settings: &Settings) -> Option<Map> {
    let mut map = match &picture.subject {
        Subject::Elements(selection) => elements::map(model, selection),
        Subject::Deployment(environment, placing) => deployment::map(model, *environment, placing),
        Subject::Network(environment, placing) => network::map(model, *environment, placing, settings),
        Subject::Events(selection) => kinds::events(model, selection),
        Subject::Ownership(selection) => kinds::ownership(model, selection),
        Subject::Domains(selection) => kinds::domains(model, selection),
        Subject::Steps(flow, selection, numbers) => kinds::steps(model, *flow, selection, numbers),
        Subject::Data(database) => tables::map(model, *database),
        Subject::Flow(_) => return None,
    };
    Dress::of(model, picture, settings).map(&mut map);
    Some(map)
}

fn direction(picture: &Picture) -> Option<layout::Direction> {
    picture.direction.map(|direction| match direction {
        FlowDirection::Down => layout::Direction::Down,
        FlowDirection::Right => layout::Direction::Right,
        FlowDirection::Up => layout::Direction::Up,
        FlowDirection::Left => layout::Direction::Left,
    })
}

/// The engine that a picture asks for, else the usual one.
fn engine(picture: &Picture) -> Engine {
    picture.engine.as_ref().and_then(|engine| layout::engine(&engine.value)).unwrap_or(layout::DEFAULT)
}

/// All that a picture is drawn from: nothing in it has a place yet, but for the steps of a flow.
#[derive(Debug)]
struct Sketch {
    heading: Heading,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Map(Map, Legend),
    Flow(Drawn, Legend),
}

impl Sketch {
    fn of(model: &Model, picture: &Picture, settings: &Settings) -> Self {
        let mut heading = Heading {
            title: picture.title.clone(),
            caption: picture.caption.clone(),
            description: picture.description.as_deref().map(Rich::markdown).unwrap_or_default(),
        };
        let dress = Dress::of(model, picture, settings);
        let content = if let Subject::Flow(id) = &picture.subject {
            let flow = &model[*id];
            heading.caption = flow_caption(flow);
            let (drawn, legend) = sequence::draw(model, flow, &dress);
            Content::Flow(drawn, legend)
        } else {
            let map = map(model, picture, settings).unwrap_or_default();
            let legend = Legend::of(&map, &dress);
            Content::Map(map, legend)
        };
        Self { heading, content }
    }

    fn scene(self, direction: Option<layout::Direction>, engine: Engine) -> (Scene, Vec<Note>) {
        let Self { heading, content } = self;
        match content {
            Content::Flow(drawn, legend) => {
                let alternative = format!("{}: {}", heading.title, heading.caption);
                (sheet(&heading, &legend, drawn, alternative), Vec::new())
            }
            Content::Map(map, legend) => {
                let drawn = map::draw(&map, direction, engine);
                let notes = drawn.notes.clone();
                let alternative = map.alternative(&heading.title, &heading.caption);
                (sheet(&heading, &legend, drawn, alternative), notes)
            }
        }
    }
}

/// A picture as a scene, and what could not be drawn as it should.
#[must_use]
pub fn scene(model: &Model, picture: &Picture, settings: &Settings) -> (Scene, Vec<Note>) {
    let fonts = &settings.diagrams.fonts;
    let (scene, notes) = font::using(fonts, || Sketch::of(model, picture, settings).scene(direction(picture), engine(picture)));
    (Scene { fonts: fonts.clone(), ..scene }, notes)
}

/// What kind of picture a flow is, how long, and what is promised of it.
fn flow_caption(flow: &Flow) -> String {
    let promises = flow.slos.iter().map(|slo| match &slo.promise {
        Promise::Availability { percent, over } => format!("{} % available over {}", percent.0, words::duration(over.0)),
        Promise::Latency { percentile, within } => format!("p{} within {}", percentile.0, words::duration(within.0)),
    });
    let steps = match flow.messages().len() {
        1 => "Flow of 1 step".to_owned(),
        count => format!("Flow of {count} steps"),
    };
    std::iter::once(steps).chain(promises).collect::<Vec<_>>().join(" · ")
}
