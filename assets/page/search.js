// Search: everything that has a name, by its letters.

/** All that can be found: words, what they are, where they lead. */
function findable() {
  const { views, elements, apis, decisions, environments, teams, files } = store.index;
  return [
    ...views.map(one => ({ kind: "View", title: one.title, note: one.caption, more: one.name, to: address("views", one.name) })),
    ...elements.map(one => ({ kind: one.kind, hue: one.hue, title: one.title, note: one.path, more: one.tags.join(" "), to: address("elements", one.path) })),
    ...apis.flatMap(api => api.operations.map(one => ({ kind: "Operation", title: `${one.call} ${one.path}`, note: `${titleOf(api.element)} · ${one.summary ?? one.name}`, more: one.name, to: address("apis", api.id, { op: one.name }) }))),
    ...apis.map(one => ({ kind: "API", title: one.title, note: one.id, more: "", to: address("apis", one.id) })),
    ...elements.flatMap(element => element.holds.map(one => ({ kind: one.kind, hue: element.hue, title: one.name, note: element.path, more: one.fields.map(field => field.name).join(" "), to: address("elements", element.path) }))),
    ...decisions.map(one => ({ kind: "Decision", title: `${one.number}. ${one.title}`, note: one.status, more: one.text, to: address("decisions", String(one.number)) })),
    ...environments.map(one => ({ kind: "Environment", title: one.title, note: one.name, more: "", to: address("environments", one.name) })),
    ...teams.map(one => ({ kind: "Team", title: one.title, note: one.contact ?? one.name, more: one.name, to: address("teams", one.name) })),
    ...Object.values(files).flat().map(path => ({ kind: "Artifact", title: path.split("/").at(-1), note: path, more: "", to: address("files", path) })),
  ];
}

/** How well some words fit; 0 where one of them does not. */
function fit(entry, words) {
  const [title, note, more] = [entry.title, entry.note, entry.more].map(text => (text ?? "").toLowerCase());
  let sum = 0;
  for (const word of words) {
    const at = title.indexOf(word);
    const score = at === 0 ? 12 : at > 0 && /[\s/._-]/.test(title[at - 1]) ? 9 : at > 0 ? 6 : note.includes(word) ? 3 : more.includes(word) ? 1 : 0;
    if (!score) return 0;
    sum += score;
  }
  return sum + 2 / (1 + title.length);
}

function found(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const all = findable();
  if (!words.length) return all.filter(one => one.kind === "View").slice(0, 40);
  const ranked = all.map(entry => [fit(entry, words), entry]).filter(([score]) => score > 0);
  return ranked.sort(([a], [b]) => b - a).slice(0, 40).map(([, entry]) => entry);
}

let searching = null;

function openSearch() {
  if (searching) return;
  const before = document.activeElement;
  let entries = [];
  let at = 0;
  const results = h("ul", { class: "results", role: "listbox", id: "results", "aria-label": "What was found" });
  const input = h("input", { type: "text", placeholder: "Search views, elements, operations, decisions, files", role: "combobox", "aria-expanded": "true", "aria-controls": "results", "aria-label": "Search", autocomplete: "off", spellcheck: "false" });
  const dialog = h("dialog", { class: "search", "aria-label": "Search" }, h("div", { class: "search-field" }, icon("search"), input, h("kbd", { text: "esc" })), results);
  const close = () => dialog.close();
  const mark = next => {
    at = Math.max(0, Math.min(entries.length - 1, next));
    [...results.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    input.setAttribute("aria-activedescendant", entries.length ? `result-${at}` : "");
    results.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const list = () => {
    entries = found(input.value);
    results.replaceChildren(...(entries.length ? entries.map((entry, index) => h("li", { role: "option", id: `result-${index}`, onclick: () => go(entry), onpointermove: () => at !== index && mark(index) },
      entry.hue ? dot(entry.hue) : h("span", { class: "dot none" }), h("span", { class: "row-words" }, h("span", { class: "row-title", text: entry.title }), h("span", { class: "row-note", text: entry.note })), h("span", { class: "kind", text: entry.kind })))
      : [h("li", { class: "none", text: "Nothing is called so." })]));
    mark(0);
  };
  const go = entry => {
    close();
    location.hash = entry.to;
  };
  input.addEventListener("input", list);
  dialog.addEventListener("keydown", event => {
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at - 1);
    else if (event.key === "Enter" && entries[at]) go(entries[at]);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", event => event.target === dialog && close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    searching = null;
    before?.focus?.({ preventScroll: true });
  });
  searching = dialog;
  document.body.append(dialog);
  dialog.showModal();
  list();
}
