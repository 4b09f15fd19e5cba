//! What boxes and lines wear besides the form of their kind: colours that tell owners or classes of data apart, tags that stand
//! out, symbols, and the ways to other pictures. Places and measures nothing.

use std::collections::BTreeMap;

use super::card::{Card, Plain};
use super::map::Map;
use crate::model::properties::DataClass;
use crate::model::{BaseKind, Element, ElementId, Model, TeamId};
use crate::scene::{Color, Hue, Link};
use crate::settings::Settings;
use crate::theme::Coloring;
use crate::view::Picture;

/// What those that share a colour have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Group {
    /// Its place in the legend.
    rank: usize,
    pub fill: Color,
    pub edge: Color,
    /// What the legend calls it.
    pub name: String,
}

impl Group {
    fn hued(rank: usize, hue: u8, name: String) -> Self {
        Self { rank, fill: Color::Fill(Hue::Group(hue)), edge: Color::Edge(Hue::Group(hue)), name }
    }

    /// Those of which nothing is said, behind all others.
    fn plain(fill: Color, name: &str) -> Self {
        Self { rank: usize::MAX, fill, edge: Color::Edge(Hue::Foreign), name: name.to_owned() }
    }

    /// Those that carry or hold data of a class.
    pub fn of_data(class: DataClass) -> Self {
        let (hue, name) = match class {
            DataClass::Public => (2, "public data"),
            DataClass::Internal => (0, "internal data"),
            DataClass::Confidential => (6, "confidential data"),
            DataClass::Pii => (1, "personal data"),
            DataClass::Pci => (3, "card data"),
            DataClass::Phi => (4, "health data"),
        };
        Self::hued(class as usize, hue, name.to_owned())
    }
}

/// The width of a line that carries data of a class: what must not leak is heavier.
pub(super) fn weight(class: DataClass) -> f64 {
    match class {
        DataClass::Public | DataClass::Internal => 1.3,
        DataClass::Confidential => 1.7,
        DataClass::Pii | DataClass::Pci | DataClass::Phi => 2.2,
    }
}

/// What the boxes and lines of a picture are to wear.
pub(super) struct Dress<'a> {
    model: &'a Model,
    coloring: Coloring,
    highlight: &'a [String],
    links: &'a BTreeMap<ElementId, String>,
    icons: bool,
    /// The teams with a colour of their own: all, or where there are more than colours those that own most.
    teams: Vec<TeamId>,
}

impl<'a> Dress<'a> {
    pub fn of(model: &'a Model, picture: &'a Picture, settings: &Settings) -> Self {
        let coloring = picture.color.unwrap_or(settings.diagrams.color);
        let teams = if coloring == Coloring::Owner { owners(model) } else { Vec::new() };
        Self { model, coloring, highlight: &picture.highlight, links: &picture.links, icons: settings.diagrams.icons, teams }
    }

    /// Dresses all boxes and lines of a map.
    pub fn map(&self, map: &mut Map) {
        for placed in &mut map.boxes {
            if !self.icons {
                placed.card.take_symbol();
            }
            if self.stands_out(&placed.tags) {
                placed.card.highlight();
            }
            let Some(id) = placed.element else { continue };
            placed.link = self.link(id).or(placed.link.take());
            if let Card::Plain(plain) = &mut placed.card {
                placed.group = self.color(id, plain);
            }
        }
        for arrow in &mut map.arrows {
            arrow.highlight = self.stands_out(&arrow.tags);
            arrow.data = arrow.data.filter(|_| self.coloring == Coloring::Data);
        }
    }

    /// Dresses the card of an element that stands alone.
    pub fn card(&self, id: ElementId, card: &mut Plain) -> Option<Group> {
        if !self.icons {
            card.symbol = None;
        }
        self.color(id, card)
    }

    /// Where a click on an element leads: to the picture of its inside, or out of that.
    pub fn link(&self, id: ElementId) -> Option<Link> {
        self.links.get(&id).cloned().map(Link::Picture)
    }

    /// Whether something bears a tag that is to stand out.
    fn stands_out(&self, tags: &[String]) -> bool {
        tags.iter().any(|tag| self.highlight.contains(tag))
    }

    /// The tags that stand out and occur in a map.
    pub fn highlighted(&self, map: &Map) -> Vec<String> {
        let all = || map.boxes.iter().map(|placed| &placed.tags).chain(map.arrows.iter().map(|arrow| &arrow.tags));
        self.highlight.iter().filter(|tag| all().any(|tags| tags.contains(tag))).cloned().collect()
    }

    fn color(&self, id: ElementId, card: &mut Plain) -> Option<Group> {
        let group = self.group(&self.model[id])?;
        (card.paint.fill, card.paint.edge) = (group.fill, group.edge);
        Some(group)
    }

    /// The group whose colour an element has; nothing where it keeps that of its kind.
    fn group(&self, element: &Element) -> Option<Group> {
        if element.is_foreign() || element.kind.base == BaseKind::Person {
            return None;
        }
        match self.coloring {
            Coloring::Kind => None,
            Coloring::Owner => Some(match &element.owner {
                None => Group::plain(Color::Canvas, "no owner"),
                Some(owner) => match (0u8..).zip(&self.teams).find(|(_, team)| **team == owner.value) {
                    Some((hue, team)) => Group::hued(team.index(), hue, self.model[*team].title.clone()),
                    None => Group::plain(Color::Within, "other teams"),
                },
            }),
            Coloring::Data => Some(match &element.data {
                None => Group::plain(Color::Canvas, "data not classed"),
                Some(class) => Group::of_data(class.value),
            }),
        }
    }
}

/// The teams that own something, in the order of their declaration; where there are more than colours, those that own most.
fn owners(model: &Model) -> Vec<TeamId> {
    let mut owned: BTreeMap<TeamId, usize> = BTreeMap::new();
    for owner in model.elements.iter().filter_map(|element| element.owner.as_ref()) {
        *owned.entry(owner.value).or_default() += 1;
    }
    let mut teams: Vec<(TeamId, usize)> = owned.into_iter().collect();
    teams.sort_by_key(|&(team, owns)| (std::cmp::Reverse(owns), team));
    teams.truncate(usize::from(Hue::GROUPS));
    let mut teams: Vec<TeamId> = teams.into_iter().map(|(team, _)| team).collect();
    teams.sort_unstable();
    teams
}
