//! The page of a program as Markdown, for mdBook, MkDocs and wikis: a page for each view, element, decision, API and environment,
//! and the pictures beside them, in one folder that needs nothing outside of it.

mod text;

use super::files::Piece;
use super::index::{DecisionEntry, EnvironmentEntry, Index, RelationEntry};
use super::{apis, element, facts::Fact, place::Place, views};
use std::collections::BTreeMap;
use std::fmt::Write;
use text::{code, link, outside, plain, prose};

/// A page and its path in the folder.
pub(super) type Page = (String, String);

/// All pages: `index.md` and the rest, and `SUMMARY.md`, by which mdBook finds them.
pub(super) fn pages(index: &Index<'_>) -> Vec<Page> {
    let book = Book { index, elements: index.elements.iter().map(|element| (element.path, element)).collect() };
    let mut pages = vec![("index.md".to_owned(), book.start()), ("SUMMARY.md".to_owned(), book.summary())];
    pages.extend(index.views.iter().map(|view| (view_path(view.name), book.view(view))));
    pages.extend(index.elements.iter().map(|element| (element_path(element.path), book.element(element))));
    pages.extend(index.apis.iter().map(|api| (api_path(&api.id), book.api(api))));
    pages.extend(index.decisions.iter().map(|one| (decision_path(one.number), book.decision(one))));
    pages.extend(index.environments.iter().map(|one| (environment_path(one.name), book.environment(one))));
    pages
}

fn view_path(name: &str) -> String {
    format!("views/{name}.md")
}

fn element_path(path: &str) -> String {
    format!("elements/{path}.md")
}

fn api_path(id: &str) -> String {
    format!("apis/{}.md", id.replace('/', "-"))
}

fn decision_path(number: u32) -> String {
    format!("decisions/{number:04}.md")
}

fn environment_path(name: &str) -> String {
    format!("environments/{name}.md")
}

struct Book<'i> {
    index: &'i Index<'i>,
    elements: BTreeMap<&'i str, &'i element::Entry<'i>>,
}

impl Book<'_> {
    fn title<'s>(&'s self, path: &'s str) -> &'s str {
        self.elements.get(path).map_or(path, |element| element.title)
    }

    fn to_element(&self, path: &str, from: &str) -> String {
        link(self.title(path), from, &element_path(path))
    }

    fn start(&self) -> String {
        let mut out = format!("# {}\n", plain(self.index.title));
        for group in ["Structure", "Flows", "Deployment", "Data"] {
            let of_group: Vec<_> = self.index.views.iter().filter(|view| view.group == group).collect();
            let rows = of_group.iter().map(|view| format!("{}: {}", link(view.title, "", &view_path(view.name)), plain(view.caption)));
            list(&mut out, group, rows);
        }
        list(&mut out, "APIs", self.index.apis.iter().map(|api| link(&self.api_title(api), "", &api_path(&api.id))));
        list(&mut out, "Decisions", self.index.decisions.iter().map(|one| link(&decision_title(one), "", &decision_path(one.number))));
        list(&mut out, "Environments", self.index.environments.iter().map(|one| link(one.title, "", &environment_path(one.name))));
        let teams = self.index.teams.iter().map(|team| {
            let contact = team.contact.map(|contact| format!(" · {}", plain(contact))).unwrap_or_default();
            let mail = team.email.map(|mail| format!(" · {}", outside(mail, &format!("mailto:{mail}")))).unwrap_or_default();
            format!("{}{contact}{mail}", plain(team.title))
        });
        list(&mut out, "Teams", teams);
        let rules = self.index.rules.iter().map(|rule| format!("{}: {}", code(rule.name), plain(rule.why.unwrap_or_default())));
        list(&mut out, "Rules", rules);
        out.push_str("\n## Elements\n\n| Element | Kind | Owner |\n| --- | --- | --- |\n");
        for element in &self.index.elements {
            let owner = element.owner.map(plain).unwrap_or_default();
            let _ = writeln!(out, "| {} | {} | {owner} |", self.to_element(element.path, ""), plain(&element.kind));
        }
        out
    }

    /// The table of contents that mdBook reads.
    fn summary(&self) -> String {
        let mut out = format!("# Summary\n\n{}\n", link(self.index.title, "", "index.md"));
        let mut part = |title: &str, rows: Vec<String>| {
            if !rows.is_empty() {
                let _ = writeln!(out, "\n# {title}\n");
                for row in rows {
                    let _ = writeln!(out, "- {row}");
                }
            }
        };
        part("Views", self.index.views.iter().map(|view| link(view.title, "", &view_path(view.name))).collect());
        part("Elements", self.index.elements.iter().map(|one| self.to_element(one.path, "")).collect());
        part("APIs", self.index.apis.iter().map(|api| link(&self.api_title(api), "", &api_path(&api.id))).collect());
        part("Decisions", self.index.decisions.iter().map(|one| link(&decision_title(one), "", &decision_path(one.number))).collect());
        part("Environments", self.index.environments.iter().map(|one| link(one.title, "", &environment_path(one.name))).collect());
        out
    }

    fn view(&self, view: &views::Entry<'_>) -> String {
        let here = view_path(view.name);
        let mut out = format!("# {}\n\n{}\n", plain(view.title), plain(view.caption));
        said(&mut out, view.description);
        let _ = writeln!(out, "\n![{}](../pictures/{}.svg)", plain(view.title), view.name);
        list(&mut out, "Shows", view.shows.iter().map(|path| self.to_element(path, &here)));
        source(&mut out, view.place.as_ref());
        out
    }

    fn element(&self, element: &element::Entry<'_>) -> String {
        let here = element_path(element.path);
        let mut out = format!("# {}\n\n{} · {}\n", plain(element.title), plain(&element.kind), code(element.path));
        if let Some(parent) = element.parent {
            let _ = writeln!(out, "\nIn {}.", self.to_element(parent, &here));
        }
        said(&mut out, element.description);
        self.owner(element, &mut out);
        facts(&mut out, "## Properties", &element.facts);
        list(&mut out, "Links", element.links.iter().map(|link| outside(link.title, link.url)));
        let apis = self.index.apis.iter().filter(|api| element.apis.contains(&api.id));
        list(&mut out, "APIs", apis.map(|api| link(&self.api_title(api), &here, &api_path(&api.id))));
        let parts = self.index.elements.iter().filter(|part| part.parent == Some(element.path));
        list(&mut out, "Holds", parts.map(|part| format!("{} · {}", self.to_element(part.path, &here), plain(&part.kind))));
        element.holds.iter().for_each(|held| held_table(&mut out, held));
        let uses = self.index.relations.iter().filter(|relation| relation.source == element.path);
        list(&mut out, "Uses", uses.map(|relation| self.relation(relation, relation.target, &here)));
        let used = self.index.relations.iter().filter(|relation| relation.target == element.path);
        list(&mut out, "Used by", used.map(|relation| self.relation(relation, relation.source, &here)));
        stands(&mut out, element);
        made(&mut out, &element.made);
        let decisions = self.index.decisions.iter().filter(|one| element.decisions.contains(&one.number));
        list(&mut out, "Decisions", decisions.map(|one| link(&decision_title(one), &here, &decision_path(one.number))));
        let shown = self.index.views.iter().filter(|view| view.shows.contains(&element.path));
        list(&mut out, "Shown in", shown.map(|view| link(view.title, &here, &view_path(view.name))));
        source(&mut out, element.place.as_ref());
        out
    }

    fn owner(&self, element: &element::Entry<'_>, out: &mut String) {
        let team = element.owner.and_then(|owner| self.index.teams.iter().find(|team| team.name == owner));
        if let Some(team) = team {
            let contact = team.contact.map(|contact| format!(" ({})", plain(contact))).unwrap_or_default();
            let _ = writeln!(out, "\nOwned by {}{contact}.", plain(team.title));
        }
        if !element.tags.is_empty() {
            let tags: Vec<String> = element.tags.iter().map(|tag| code(&format!("#{tag}"))).collect();
            let _ = writeln!(out, "\n{}", tags.join(" "));
        }
    }

    /// A relation as the page of one of its ends tells it.
    fn relation(&self, relation: &RelationEntry<'_>, other: &str, here: &str) -> String {
        let mut parts = vec![self.to_element(other, here)];
        parts.extend(relation.label.map(plain));
        parts.extend(relation.within.map(code));
        parts.extend(
            relation.facts.iter().map(|Fact(name, values)| format!("{} {}", plain(&name.to_lowercase()), plain(&values.join(", ")))),
        );
        parts.join(" · ")
    }

    fn api_title(&self, api: &apis::Entry<'_>) -> String {
        format!("{} {}", self.title(api.element), api.name)
    }

    fn api(&self, api: &apis::Entry<'_>) -> String {
        let here = api_path(&api.id);
        let mut out = format!("# {}\n\nAPI {} of {}\n", plain(api.title), code(api.name), self.to_element(api.element, &here));
        said(&mut out, api.description);
        for path in api.document.iter().chain(&api.proto) {
            let _ = writeln!(out, "\nThe whole of it is in {}.", code(path));
        }
        out.push_str("\n| Operation | | Summary |\n| --- | --- | --- |\n");
        for operation in &api.operations {
            let types = operation.types.as_ref().map(|(takes, gives)| format!(" {} → {}", code(takes), code(gives))).unwrap_or_default();
            let old = if operation.deprecated { " (deprecated)" } else { "" };
            let called = code(&format!("{} {}", operation.call, operation.path));
            let _ = writeln!(out, "| {} | {called}{types} | {}{old} |", code(operation.name), plain(operation.summary.unwrap_or_default()));
        }
        source(&mut out, api.place.as_ref());
        out
    }

    fn decision(&self, one: &DecisionEntry<'_>) -> String {
        let here = decision_path(one.number);
        let mut out = format!("# {}\n\n**{}**", plain(&decision_title(one)), one.status);
        if let Some(by) = one.by.and_then(|by| self.index.decisions.iter().find(|other| other.number == by)) {
            let _ = write!(out, " by {}", link(&decision_title(by), &here, &decision_path(by.number)));
        }
        out.push_str(&one.date.map(|date| format!(" · {}", plain(date))).unwrap_or_default());
        out.push('\n');
        said(&mut out, Some(one.text));
        list(&mut out, "Affects", one.affects.iter().map(|path| self.to_element(path, &here)));
        source(&mut out, one.place.as_ref());
        out
    }

    fn environment(&self, one: &EnvironmentEntry<'_>) -> String {
        let here = environment_path(one.name);
        let mut out = format!("# {}\n\nEnvironment {}\n", plain(one.title), code(one.name));
        said(&mut out, one.description);
        if let Some(extends) = one.extends {
            let _ = writeln!(out, "\nExtends {}.", link(extends, &here, &environment_path(extends)));
        }
        let mut nodes: Vec<(&str, String)> = vec![(one.name, String::new())];
        nodes.extend(one.nodes.iter().map(|node| (node.id.as_str(), format!("{} · {}", plain(node.title), node.kind))));
        for (id, title) in nodes {
            let inside = one.instances.iter().filter(|(at, _)| at == id).map(|(_, path)| self.to_element(path, &here));
            let title = if title.is_empty() { "What stands in no node".to_owned() } else { title };
            list(&mut out, &title, inside);
        }
        source(&mut out, one.place.as_ref());
        out
    }
}

fn decision_title(one: &DecisionEntry<'_>) -> String {
    format!("{}. {}", one.number, one.title)
}

fn said(out: &mut String, text: Option<&str>) {
    if let Some(text) = text {
        let _ = write!(out, "\n{}", prose(text));
    }
}

/// A heading with a list below it; nothing where there is nothing to list. `title` is Markdown.
fn list(out: &mut String, title: &str, rows: impl Iterator<Item = String>) {
    let rows: Vec<String> = rows.map(|row| format!("- {row}\n")).collect();
    if !rows.is_empty() {
        let _ = write!(out, "\n## {title}\n\n{}", rows.concat());
    }
}

fn facts(out: &mut String, heading: &str, facts: &[Fact]) {
    if facts.is_empty() {
        return;
    }
    let _ = write!(out, "\n{heading}\n\n| | |\n| --- | --- |\n");
    for Fact(name, values) in facts {
        let values: Vec<String> = values.iter().map(|value| code(value)).collect();
        let _ = writeln!(out, "| {} | {} |", plain(name), values.join(" "));
    }
}

fn held_table(out: &mut String, held: &element::Held<'_>) {
    let of = held.of.as_ref().map(|of| format!(" of {}", code(of))).unwrap_or_default();
    let _ = writeln!(out, "\n## {} {}{of}", held.kind, code(held.name));
    said(out, held.description);
    if held.fields.is_empty() {
        return;
    }
    out.push_str("\n| Name | Type | |\n| --- | --- | --- |\n");
    for field in &held.fields {
        let words = field.description.map(plain).unwrap_or_default();
        let _ = writeln!(out, "| {} | {} | {} {words} |", code(field.name), code(&field.of), field.marks.join(", "));
    }
}

fn stands(out: &mut String, element: &element::Entry<'_>) {
    for one in &element.stands {
        let nodes: Vec<String> = one.nodes.iter().map(|node| plain(node)).collect();
        let _ = writeln!(out, "\n## In {}\n\n{}", plain(one.environment), nodes.join(" › "));
        if let Some(managed) = one.managed {
            let _ = writeln!(out, "\nRun by {}.", plain(managed));
        }
        facts(out, "### There", &one.facts);
        if !one.variables.is_empty() {
            out.push_str("\n| Variable | Value |\n| --- | --- |\n");
            for (name, value) in &one.variables {
                let _ = writeln!(out, "| {} | {} |", code(name), code(value));
            }
        }
    }
}

fn made(out: &mut String, made: &[Piece]) {
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for piece in made {
        files.entry(&piece.path).or_default().push(&piece.what);
    }
    list(out, "What was made", files.iter().map(|(path, kinds)| format!("{}: {}", code(path), plain(&kinds.join(", ")))));
}

fn source(out: &mut String, place: Option<&Place>) {
    if let Some(place) = place {
        let _ = writeln!(out, "\nSource: {}", code(&format!("{}:{}", place.file, place.line)));
    }
}
