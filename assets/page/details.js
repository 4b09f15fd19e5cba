// Pieces that the panel and the pages share: what is said of a thing, where it stands, what was made for it.

/** A heading with what belongs below it; nothing where there is nothing. */
function section(title, ...children) {
  const there = children.flat(Infinity).filter(Boolean);
  return there.length ? h("section", { class: "section" }, h(`h${headings.level}`, { class: "head", text: title }), there) : null;
}

/** A heading within a section, or within something that is as deep as one. */
const minor = (text, deeper = 0) => h(`h${headings.level + deeper}`, { class: "minor", text });

const dot = hue => h("span", { class: `dot ${hue}`, "aria-hidden": "true" });
const chips = tags => tags.length ? h("p", { class: "chips" }, tags.map(tag => h("span", { class: "chip", text: "#" + tag }))) : null;
const said = text => text ? h("div", { class: "prose" }, markdown(text)) : null;

function factList(facts) {
  return facts.length ? h("dl", { class: "facts" }, facts.map(([name, values]) => [
    h("dt", { text: name }),
    h("dd", {}, values.map(value => h("span", { class: "value" }, /^https?:\/\//.test(value) ? outside(value) : value))),
  ])) : null;
}

/** The line of the source that says it, to be opened where there is an editor. */
function source(place) {
  if (!place) return null;
  const open = mode === "served" && meta("archc-editor") === "yes"
    ? h("button", { class: "quiet small", onclick: () => openInEditor(place), "aria-label": `Open ${place.file} at line ${place.line} in the editor` }, icon("edit"), "Open")
    : null;
  return h("div", { class: "source" },
    h("div", { class: "source-head" }, h("code", { class: "where", text: `${place.file}:${place.line}` }), open),
    h("code", { class: "source-line", text: place.text }));
}

function elementLink(path, words) {
  const element = store.elements.get(path);
  return h("a", { href: address("elements", path), class: "thing", title: path }, dot(element?.hue ?? "foreign"), words ?? element?.title ?? path);
}

/** A row that chooses something on the picture, where it is shown there. */
function chooser(id, key, ...words) {
  return h("a", { class: "row", href: pickAddress(id), "data-key": key }, words);
}

/** Where a thing is shown: beside the picture that is open, else on its page. */
function pickAddress(id) {
  const here = route();
  if (here.kind === "views") return address("views", here.name, { select: id });
  if (store.elements.has(id)) return address("elements", id);
  const [from, to] = id.split(" -> ");
  const view = store.index.views.find(one => one.lines[id]) ?? store.index.views.find(one => one.shows.includes(from) && one.shows.includes(to));
  return view ? address("views", view.name, { select: id }) : address("elements", store.elements.has(from) ? from : "");
}

/** What a relation says: its label, or what it points at. */
const relationWords = relation => [relation.label, relation.within].filter(Boolean).join(" · ");

/** Relations that say the same of the same two, but for what within one of them they point at, as one. */
function merged(relations) {
  const rows = new Map();
  for (const relation of relations) {
    const key = JSON.stringify([relation.source, relation.target, relation.label, relation.meaning, relation.back]);
    const row = rows.get(key);
    if (row) row.within = [row.within, relation.within].filter(Boolean).join(", ");
    else rows.set(key, { ...relation });
  }
  return [...rows.values()];
}

function relationRow(relation, self) {
  const out = isWithin(relation.source, self);
  const other = out ? relation.target : relation.source;
  const [from, to] = relation.back ? [relation.target, relation.source] : [relation.source, relation.target];
  return chooser(`${from} -> ${to}`, `relation ${from} ${to} ${relation.within ?? ""}`,
    icon(out ? "out" : "in"),
    h("span", { class: "row-words" }, h("span", { class: "row-title", text: titleOf(other) }), h("span", { class: "row-note", text: relationWords(relation) })),
    relation.meaning === "message" ? h("span", { class: "chip message", text: "message" }) : relation.meaning === "access" ? h("span", { class: "chip store", text: "data" }) : null);
}

function relationLists(element) {
  const inside = relation => [isWithin(relation.source, element.path), isWithin(relation.target, element.path)];
  const touching = store.index.relations.map(relation => [relation, ...inside(relation)]).filter(([, from, to]) => from !== to);
  const rows = list => h("div", { class: "rows" }, merged(list.map(([relation]) => relation)).map(relation => relationRow(relation, element.path)));
  const uses = touching.filter(([, from]) => from);
  const used = touching.filter(([, from]) => !from);
  return [uses.length ? section("Uses", rows(uses)) : null, used.length ? section("Used by", rows(used)) : null];
}

/** What was made, by folder; a piece shows its lines when it is opened. */
function madeList(made, key, all = false) {
  if (!made.length) return null;
  const folder = path => path.split("/").slice(0, 2).join("/");
  const folders = new Map();
  for (const piece of made) folders.set(folder(piece.path), [...(folders.get(folder(piece.path)) ?? []), piece]);
  return [...folders].map(([name, pieces]) => h("div", { class: "made" },
    folders.size > 1 || all ? h("div", { class: "made-folder", text: name }) : null,
    pieces.map((piece, at) => madePiece(piece, `${key} ${piece.path} ${piece.lines[0]} ${at}`))));
}

function madePiece(piece, key) {
  const body = h("div", { class: "made-body" });
  const lines = piece.lines[0] === piece.lines[1] ? `${piece.lines[0]}` : `${piece.lines[0]}–${piece.lines[1]}`;
  const details = h("details", { "data-key": "made " + key, class: "made-piece" },
    h("summary", {}, h("span", { class: "made-what", text: piece.what }), h("span", { class: "made-file", text: `${piece.path.split("/").at(-1)}:${lines}` })), body);
  const fill = async () => {
    if (!details.open || body.firstChild) return;
    const text = await textOf(piece.path);
    const some = text?.split("\n").slice(piece.lines[0] - 1, piece.lines[1]) ?? [];
    const depth = Math.min(...some.filter(line => line.trim()).map(line => line.search(/\S/)), 80);
    body.replaceChildren(code(some.map(line => line.slice(depth)).join("\n"), piece.lines[0]),
      h("a", { class: "small", href: address("files", piece.path, { lines: piece.lines.join("-") }) }, "Whole file"));
  };
  details.addEventListener("toggle", fill);
  return details;
}

/** The text of an artifact. */
async function textOf(path) {
  const name = Object.entries(store.index.files).find(([, paths]) => paths.includes(path))?.[0];
  return name ? (await part(name))?.[path] : undefined;
}

function fieldTable(fields) {
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Fields" }, h("table", {}, h("thead", {}, h("tr", {}, ["Name", "Type", ""].map(text => h("th", { text })))),
    h("tbody", {}, fields.map(field => h("tr", {},
      h("td", {}, h("code", { text: field.name })), h("td", {}, h("code", { class: "type", text: field.of })),
      h("td", {}, field.marks.map(mark => h("span", { class: `chip mark-${mark}`, text: mark })), field.description ? h("span", { class: "muted" }, inline(field.description)) : null))))));
}

function heldBlock(held, open) {
  return h("details", { class: "card", "data-key": `held ${held.name}`, open },
    h("summary", {}, h("span", { class: "card-title", text: held.name }), h("span", { class: "muted", text: held.of ? `${held.kind} of ${held.of}` : held.kind })),
    said(held.description), held.fields.length ? fieldTable(held.fields) : null);
}

function standing(one, open) {
  const environment = store.index.environments.find(each => each.name === one.environment);
  return h("details", { class: "card", "data-key": `stands ${one.environment} ${one.nodes.join("/")}`, open },
    h("summary", {}, h("span", { class: "card-title", text: environment?.title ?? one.environment }), h("span", { class: "muted", text: one.managed ? `run by ${one.managed}` : one.nodes.at(-1) ?? "" })),
    h("p", { class: "small muted" }, [...one.nodes].join(" › ")),
    one.managed ? null : h("p", { class: "small" }, h("code", { text: `${one.namespace}/${one.name}` })),
    factList(one.facts),
    one.variables.length ? h("dl", { class: "variables" }, one.variables.map(([name, value]) => [h("dt", {}, h("code", { text: name })), h("dd", {}, h("code", { text: value }))])) : null);
}

const methodChip = call => h("span", { class: `method m-${call.toLowerCase()}`, text: call });

function operationRows(api) {
  return h("div", { class: "rows" }, api.operations.map(operation => h("a", { class: "row", href: address("apis", api.id, { op: operation.name }) },
    methodChip(operation.call), h("span", { class: "row-words" }, h("span", { class: "row-title path", text: operation.path }), h("span", { class: "row-note", text: operation.summary ?? "" })))));
}

function decisionRows(numbers) {
  const rows = numbers.map(number => store.index.decisions.find(one => one.number === number)).filter(Boolean);
  return rows.length ? h("div", { class: "rows" }, rows.map(one => h("a", { class: "row", href: address("decisions", String(one.number)) },
    h("span", { class: `status ${one.status}`, text: one.status }), h("span", { class: "row-words" }, h("span", { class: "row-title", text: `${one.number}. ${one.title}` }))))) : null;
}

function viewRows(path) {
  const shown = store.index.views.filter(view => view.shows.includes(path));
  return shown.length ? h("div", { class: "rows" }, shown.map(view => h("a", { class: "row", href: address("views", view.name, { select: path }) },
    h("span", { class: "row-words" }, h("span", { class: "row-title", text: view.title }), h("span", { class: "row-note", text: view.caption }))))) : null;
}

function ownerLine(element) {
  const team = store.index.teams.find(one => one.name === element.owner);
  return team ? h("p", { class: "small" }, "Owned by ", h("a", { href: address("teams", team.name), text: team.title })) : null;
}

/** All that is known of an element, in the order in which it is asked for. */
function elementDetails(element, wide) {
  const apis = element.apis.map(id => store.index.apis.find(one => one.id === id)).filter(Boolean);
  const parts = childrenOf(element.path);
  return [
    said(element.description),
    chips(element.tags),
    ownerLine(element),
    element.facts.length ? section("Properties", factList(element.facts)) : null,
    element.links.length ? section("Links", h("ul", { class: "plain" }, element.links.map(link => h("li", {}, outside(link.url, link.title))))) : null,
    apis.map(api => section(`API ${api.name}${api.title && api.title !== element.title ? " · " + api.title : ""}`, wide || api.operations.length < 8
      ? operationRows(api)
      : h("a", { class: "row", href: address("apis", api.id) }, `${api.operations.length} operations`))),
    parts.length ? section("Holds", h("div", { class: "rows" }, parts.map(one => chooser(one.path, "part " + one.path, dot(one.hue), h("span", { class: "row-words" }, h("span", { class: "row-title", text: one.title }), h("span", { class: "row-note", text: one.kind })))))) : null,
    element.holds.length ? section({ Table: "Tables", Event: "Events", Keys: "Keys", Collection: "Collections" }[element.holds[0].kind], element.holds.map(held => heldBlock(held, wide))) : null,
    relationLists(element),
    element.stands.length ? section("Where it stands", element.stands.map(one => standing(one, wide && element.stands.length < 4))) : null,
    element.made.length ? section("What was made", madeList(element.made, element.path)) : null,
    decisionRows(element.decisions) ? section("Decisions", decisionRows(element.decisions)) : null,
    wide && viewRows(element.path) ? section("Shown in", viewRows(element.path)) : null,
    element.place ? section("Source", source(element.place)) : null,
  ];
}

/** All that is known of a relation. */
function relationDetails(relation) {
  return [
    h("p", { class: "ends" }, elementLink(relation.source), icon(relation.back ? "in" : "out"), elementLink(relation.target)),
    relation.label ? h("p", { class: "lead", text: relation.label }) : null,
    relation.within ? h("p", { class: "small" }, relation.api ? h("a", { href: address("apis", relation.api, { op: relation.within }), text: relation.within }) : h("code", { text: relation.within })) : null,
    chips(relation.tags),
    factList(relation.facts),
    relation.made.length ? [minor("What was made"), madeList(relation.made, `${relation.source} ${relation.target} ${relation.within ?? ""}`)] : null,
    relation.places.map(source),
  ];
}
