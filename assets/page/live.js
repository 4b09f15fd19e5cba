// While a program is watched: what changed is swapped in, and what is wrong lies over the last good picture.

const live = { generation: 0, hashes: {}, diagnostics: [], connected: false, folded: false };

/** Listens for builds; the browser itself connects anew where the line breaks. */
function listenForBuilds() {
  const events = new EventSource("/events");
  events.addEventListener("build", event => built(JSON.parse(event.data)));
  events.addEventListener("open", () => connected(true));
  events.addEventListener("error", () => connected(false));
}

function connected(is) {
  live.connected = is;
  shell.light.className = is ? "light on" : "light";
  shell.light.textContent = is ? "Watching" : "Connecting…";
}

/** Takes in a build: forgets the parts that changed, loads the table where it did, and shows all anew. */
async function built(news) {
  const changed = Object.keys({ ...live.hashes, ...news.parts }).filter(name => live.hashes[name] !== news.parts[name]);
  const known = JSON.stringify(news.diagnostics) === JSON.stringify(live.diagnostics);
  Object.assign(live, { generation: news.generation, hashes: news.parts, diagnostics: news.diagnostics });
  if (!known) live.folded = false;
  document.documentElement.dataset.generation = news.generation;
  changed.forEach(name => store.parts.delete(name));
  follow(news.style);
  if (changed.includes("index") || !store.index) {
    const index = await part("index");
    if (index) learn(index);
  }
  if (store.index) await shell.refresh(changed);
  showDiagnostics();
}

/** Takes on the colours of another theme. */
function follow(style) {
  const link = document.querySelector("link[rel=stylesheet]");
  if (new URL(link.href).search !== "?" + style) link.href = "/page.css?" + style;
}

const PLACE = /^(.*):(\d+):(\d+)$/;

function showDiagnostics() {
  const errors = live.diagnostics.filter(one => one.severity === "error");
  const warnings = live.diagnostics.filter(one => one.severity === "warning");
  const words = [[errors.length, "error"], [warnings.length, "warning"]].filter(([count]) => count).map(([count, word]) => `${count} ${word}${count === 1 ? "" : "s"}`).join(", ");
  document.documentElement.dataset.errors = errors.length;
  const box = shell.errors;
  box.hidden = !live.diagnostics.length;
  box.className = errors.length ? "errors bad" : "errors";
  // Warnings alone cover nothing until somebody asks for them.
  const open = errors.length ? !live.folded : live.folded === "asked";
  const fold = () => {
    live.folded = errors.length ? !live.folded : live.folded === "asked" ? false : "asked";
    showDiagnostics();
  };
  const note = errors.length ? h("span", { class: "muted", text: store.index ? "the last good picture stays below" : "there is nothing to show yet" }) : null;
  redraw(box, [
    h("button", { class: "errors-head", "data-key": "errors", "aria-expanded": String(open), onclick: fold }, h("span", { class: "errors-count", text: words }), note, h("span", { class: "fold", text: open ? "Hide" : "Show" })),
    open ? h("div", { class: "errors-body", tabindex: "0", role: "group", "aria-label": "What is wrong" }, live.diagnostics.map(diagnostic)) : "",
  ]);
}

function diagnostic(one) {
  const found = PLACE.exec(one.place ?? "");
  const open = found && meta("archc-editor") === "yes" && one.file ? h("button", { class: "quiet small", onclick: () => openInEditor({ file: one.file, line: Number(found[2]) }) }, icon("edit"), "Open") : null;
  return h("article", { class: `diagnostic ${one.severity}` },
    h("header", {}, h("span", { class: "severity", text: `${one.severity} ${one.code}` }), h("span", { class: "message" }, inline(one.message)), open),
    h("pre", { class: "frame", tabindex: "0", text: one.frame }));
}

/** Asks the server to open a file of the program at a line. */
async function openInEditor({ file, line }) {
  const answer = await fetch("/open", { method: "POST", headers: { "Content-Type": "application/json", "X-Archc-Token": meta("archc-token") }, body: JSON.stringify({ file, line }) }).catch(() => null);
  if (!answer?.ok) tell(`${file} could not be opened.`);
}

function tell(text) {
  const note = h("div", { class: "toast", role: "status", text });
  document.body.append(note);
  setTimeout(() => note.remove(), 4000);
}
