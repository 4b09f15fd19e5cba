// Pages of their own: elements, decisions, environments, teams, rules, artifacts.

function pageHead(kind, title, note, hue) {
  return h("header", { class: "page-head" }, h("p", { class: "eyebrow" }, hue ? dot(hue) : null, kind), h("h1", { text: title, tabindex: "-1" }), note ?? null);
}

const missing = what => [pageHead("Not here", `There is no ${what}`), h("p", { class: "muted" }, "It may have been renamed. The list on the left and the search know what there is.")];

const pages = {
  elements: name => {
    const element = store.elements.get(name);
    if (!element) return missing(`element ${name}`);
    const trail = element.path.split(".").slice(0, -1).map((_, at, all) => all.slice(0, at + 1).join(".")).filter(path => store.elements.has(path));
    return [trail.length ? h("nav", { class: "trail", "aria-label": "Stands in" }, trail.map(path => [elementLink(path), h("span", { "aria-hidden": "true", text: "›" })])) : null,
      pageHead(element.kind, element.title, h("code", { class: "path", text: element.path }), element.hue), elementDetails(element, true)];
  },
  decisions: name => {
    const one = store.index.decisions.find(each => String(each.number) === name);
    if (!one) return missing(`decision ${name}`);
    const by = one.by && store.index.decisions.find(each => each.number === one.by);
    return [pageHead(`Decision ${one.number}`, one.title, h("p", { class: "meta" }, h("span", { class: `status ${one.status}`, text: one.status }),
      by ? h("a", { href: address("decisions", String(by.number)), text: `by ${by.number}. ${by.title}` }) : null, one.date ? h("time", { datetime: one.date, text: one.date }) : null)),
      said(one.text), one.affects.length ? section("Affects", h("p", { class: "chips" }, one.affects.map(path => elementLink(path)))) : null, section("Source", source(one.place))];
  },
  environments: name => {
    const one = store.index.environments.find(each => each.name === name);
    if (!one) return missing(`environment ${name}`);
    const facts = [one.extends ? ["Extends", [one.extends]] : null, one.domain ? ["Domain", [one.domain]] : null].filter(Boolean);
    const pictures = store.index.views.filter(view => view.group === "Deployment" && one.instances.some(([, path]) => view.shows.includes(path)) && view.caption.includes(one.title));
    return [pageHead("Environment", one.title, h("code", { class: "path", text: one.name })), said(one.description), factList(facts),
      pictures.length ? section("Pictures", h("div", { class: "rows" }, pictures.map(view => h("a", { class: "row", href: address("views", view.name) }, view.title)))) : null,
      section("What stands where", nodeTree(one, one.name)), section("Source", source(one.place))];
  },
  teams: name => {
    const team = store.index.teams.find(each => each.name === name);
    if (!team) return missing(`team ${name}`);
    const owned = store.index.elements.filter(one => one.owner === name);
    return [pageHead("Team", team.title, h("code", { class: "path", text: team.name }), "person"), said(team.description), teamFacts(team),
      owned.length ? section(`Owns ${owned.length}`, h("p", { class: "chips" }, owned.map(one => elementLink(one.path)))) : null, section("Source", source(team.place))];
  },
  rules: () => [pageHead("Rules", "What the program keeps"), store.index.rules.map(rule => section(rule.why ?? rule.name, h("code", { class: "path", text: rule.name }), source(rule.place)))],
  files: (name, query) => {
    const paths = Object.values(store.index.files).flat();
    if (!name) return [pageHead("Artifacts", `${paths.length} files`), fileTree(paths)];
    const body = h("div", { class: "file" });
    const marked = /^\d+-\d+$/.test(query.get("lines") ?? "") ? query.get("lines").split("-").map(Number) : null;
    textOf(name).then(text => {
      body.replaceChildren(text === undefined ? h("p", { class: "muted", text: "This file is not made." }) : code(text, 1, marked));
      body.querySelector(".marked")?.scrollIntoView({ block: "center" });
    });
    return [h("nav", { class: "trail" }, h("a", { href: address("files"), text: "Artifacts" }), h("span", { text: "›" })), pageHead("Artifact", name.split("/").at(-1), h("code", { class: "path", text: name })), body];
  },
};

function nodeTree(environment, parent) {
  const nodes = environment.nodes.filter(node => node.parent === parent);
  const inside = environment.instances.filter(([at]) => at === parent);
  return h("div", { class: "tree" },
    nodes.map(node => h("div", { class: "tree-node" }, h("div", { class: "tree-head" }, h("strong", { text: node.title }), h("span", { class: "muted", text: [node.kind, node.tech, node.count ? `× ${node.count}` : ""].filter(Boolean).join(" · ") })), nodeTree(environment, node.id))),
    inside.length ? h("p", { class: "chips" }, inside.map(([, path]) => elementLink(path))) : null);
}

function fileTree(paths) {
  const folders = new Map();
  for (const path of paths) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  return [...folders].map(([folder, files]) => section(folder, h("div", { class: "rows" }, files.map(path => h("a", { class: "row", href: address("files", path) }, h("code", { text: path.slice(folder.length + 1) }))))));
}
