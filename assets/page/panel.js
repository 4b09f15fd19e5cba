// The panel beside a picture: what is known of the box or line that was chosen.

const CALLED = { call: "Call", access: "Data access", message: "Message" };

function panelHead(kind, title, path, hue, page, picture) {
  return h("header", { class: "panel-head" },
    h("div", { class: "panel-kind" }, hue ? dot(hue) : null, h("span", { text: kind }),
      h("button", { class: "quiet", "aria-label": "Close the panel", "data-key": "close", onclick: () => select(null) }, icon("close"))),
    h("h2", { text: title }),
    path ? h("code", { class: "path", text: path }) : null,
    h("div", { class: "buttons" }, page ? h("a", { class: "button", href: page, "data-key": "page" }, icon("page"), "Open its page") : null,
      picture ? h("a", { class: "button", href: address("views", picture), "data-key": "picture" }, icon("fit"), "Look inside") : null));
}

/** What the panel shows for the name of a box or line; nothing where nothing stands under it. */
function panelFor(id, view) {
  const found = thing(id, view);
  if (!found) return null;
  const picture = shell.stage.pictures.get(id);
  found.picture = store.index.views.some(one => one.name === picture && one !== view) ? picture : undefined;
  return panels[found.kind](found);
}

const panels = {
  element: ({ element, picture }) => [panelHead(element.kind, element.title, element.path, element.hue, address("elements", element.path), picture), elementDetails(element, false)],
  held: ({ element, held }) => [panelHead(held.kind, held.name, `${element.path}.${held.name}`, element.hue, address("elements", element.path)),
    said(held.description), held.fields.length ? section("Fields", fieldTable(held.fields)) : null, section("Source", source(held.place))],
  node: ({ environment, node, picture }) => {
    const inside = environment.instances.filter(([at]) => isWithin(at, node.id)).map(([, path]) => path);
    return [panelHead(node.kind, node.title, node.id, "foreign", address("environments", environment.name), picture), said(node.description),
      factList([...(node.tech ? [["Technology", [node.tech]]] : []), ...(node.count ? [["Count", [String(node.count)]]] : [])]),
      inside.length ? section("Holds", h("div", { class: "rows" }, inside.map(path => chooser(path, "holds " + path, dot(store.elements.get(path)?.hue ?? "foreign"), h("span", { class: "row-words" }, h("span", { class: "row-title", text: titleOf(path) })))))) : null,
      node.place ? section("Source", source(node.place)) : null];
  },
  team: ({ team }) => [panelHead("Team", team.title, team.name, "person", address("teams", team.name)), said(team.description), teamFacts(team), section("Source", source(team.place))],
  line: ({ from, to, relations }) => {
    const title = `${shortTitle(from)} → ${shortTitle(to)}`;
    if (!relations.length) return [panelHead("Line", title, `${from} -> ${to}`), h("p", { class: "muted" }, "The program declares no relation that this line alone stands for.")];
    const kinds = [...new Set(relations.map(one => CALLED[one.meaning]))].join(", ");
    return [panelHead(relations.length > 1 ? `${relations.length} relations · ${kinds}` : kinds, title, `${from} -> ${to}`),
      relations.map(relation => h("article", { class: "relation" }, relationDetails(relation)))];
  },
};

const shortTitle = id => store.elements.get(id)?.title ?? store.nodes.get(id)?.node.title ?? store.held.get(id)?.held.name ?? id;

function teamFacts(team) {
  const facts = [["Contact", team.contact], ["Mail", team.email], ["Page", team.url]].filter(([, value]) => value);
  return facts.length ? h("dl", { class: "facts" }, facts.map(([name, value]) => [h("dt", { text: name }),
    h("dd", {}, name === "Mail" ? outside("mailto:" + value, value) : outside(value))])) : null;
}
