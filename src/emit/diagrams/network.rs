//! Pictures of who may talk to whom in an environment, as the `NetworkPolicy`s of its manifests say.

use std::collections::BTreeMap;

use super::card::{Card, Plain};
use super::deployment::{Site, outside};
use super::map::{Arrow, ArrowKind, Map, Placed};
use super::shape::Shape;
use crate::emit::kubernetes::{End, passages};
use crate::model::{BaseKind, EnvironmentId, InstanceId, Model, NodeId};
use crate::settings::Settings;
use crate::view::Placing;

/// The workloads of an environment where they stand, and an arrow for each pair of which one may talk to the other.
pub(super) fn map(model: &Model, environment: EnvironmentId, placing: &Placing, settings: &Settings) -> Map {
    let mut site = Site::new(model, environment, placing);
    site.put_boxes(|element, instance| instance.emitted && element.kind.base.runs());
    let mut ends = Ends { site, known: BTreeMap::new() };
    let mut arrows: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for (cluster, passage) in passages(model, &model[environment], &settings.kubernetes) {
        let (Some(from), Some(to)) = (ends.find(cluster, &passage.from), ends.find(cluster, &passage.to)) else { continue };
        let (from, to) = (ends.put(cluster, from), ends.put(cluster, to));
        let (Some(from), Some(to)) = (from, to) else { continue };
        if from == to && passage.from != passage.to {
            continue;
        }
        let ports = arrows.entry((from, to)).or_default();
        for port in passage.ports {
            if !ports.contains(&port) {
                ports.push(port);
            }
        }
    }
    let mut map = ends.site.map;
    for ((from, to), mut ports) in arrows {
        ports.sort_by_cached_key(|port| rank(port));
        let id = |at: usize| map.boxes.get(at).map_or("", |placed| placed.id.as_str());
        let about = format!("{} may reach {} on {}", id(from), id(to), ports.join(", "));
        map.arrows.push(Arrow::new(from, to, ArrowKind::Allowed, ports.join(", "), about));
    }
    map
}

/// What ports are sorted by: whom they are for, then their number, for `:4369` comes before `:25672`.
fn rank(port: &str) -> (String, u32, String) {
    let (whom, rest) = port.split_once(':').unwrap_or((port, ""));
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (whom.to_owned(), digits.parse().unwrap_or(0), rest.to_owned())
}

/// The boxes that ends of passages have.
struct Ends<'a> {
    site: Site<'a>,
    /// Those of what is no element, by name and, for pods, where they stand.
    known: BTreeMap<(Option<usize>, String), usize>,
}

/// An end that is to be drawn.
#[derive(Clone, Copy)]
enum Drawn<'e> {
    Instance(InstanceId),
    /// Pods that the compiler adds, such as a backup: their name and namespace.
    Pods(&'e str, &'e str),
    Outside(&'e str, &'e str, &'e str),
}

impl Ends<'_> {
    /// As what an end is drawn; nothing where the view leaves it out.
    fn find<'e>(&self, cluster: Option<NodeId>, end: &'e End) -> Option<Drawn<'e>> {
        match end {
            End::Outside { title, kind, about } => Some(Drawn::Outside(title, kind, about)),
            End::Pods { namespace, name } => {
                let here = self.site.environment.placed().filter(|(_, instance)| instance.emitted && instance.cluster == cluster);
                let own = here.into_iter().find(|(_, instance)| instance.namespace == *namespace && instance.name == *name);
                match own {
                    Some((id, _)) => self.site.instances.contains_key(&id).then_some(Drawn::Instance(id)),
                    None => Some(Drawn::Pods(name, namespace)),
                }
            }
        }
    }

    /// The box of an end, which is put where it is not there yet.
    fn put(&mut self, cluster: Option<NodeId>, end: Drawn<'_>) -> Option<usize> {
        let (key, placed) = match end {
            Drawn::Instance(id) => return self.site.instances.get(&id).copied(),
            Drawn::Outside(title, kind, about) => ((None, title.to_owned()), outside(title, kind, title, about)),
            Drawn::Pods(name, namespace) => {
                let parent = self.beside(cluster, namespace);
                let shape = Shape::Of(BaseKind::Job);
                let card = Plain::new(shape, false, name, "Job of the manifests", None);
                let id = format!("{namespace}/{name}");
                let about = id.clone();
                ((parent, name.to_owned()), Placed::new(Card::Plain(card), parent, id, about))
            }
        };
        Some(*self.known.entry(key).or_insert_with(|| {
            self.site.map.boxes.push(placed);
            self.site.map.boxes.len() - 1
        }))
    }

    /// The box round what stands in a namespace.
    fn beside(&self, cluster: Option<NodeId>, namespace: &str) -> Option<usize> {
        let here = |id: &InstanceId| {
            let instance = &self.site.environment[*id];
            instance.cluster == cluster && instance.namespace == namespace
        };
        let (_, &index) = self.site.instances.iter().find(|(id, _)| here(id))?;
        self.site.map.boxes.get(index).and_then(|placed| placed.parent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_go_by_their_numbers() {
        let mut ports = [":9092", ":25672", "Maps :443", ":4369", ":4369/UDP", "any port", ":5672"];
        ports.sort_by_cached_key(|port| rank(port));
        assert_eq!(ports, [":4369", ":4369/UDP", ":5672", ":9092", ":25672", "Maps :443", "any port"]);
    }
}
