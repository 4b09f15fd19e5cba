// The frame round everything: the list on the left, the picture or page in the middle, the panel on the right.

const shell = {};

/** Chooses a box or line of the picture that is open, or nothing. */
function select(id) {
  const here = route();
  if (here.kind === "views") location.hash = address("views", here.name, { select: id ?? undefined });
}

function build() {
  shell.nav = h("div", { class: "nav-list" });
  shell.name = h("a", { class: "nav-name", href: "#/" });
  shell.light = h("span", { class: "light", role: "status" });
  const side = h("nav", { class: "side", id: "side", "aria-label": "Contents" },
    h("div", { class: "side-head" }, mark(), shell.name, h("button", { class: "quiet only-narrow", "aria-label": "Close the contents", onclick: () => document.body.classList.remove("side-open") }, icon("close"))),
    h("button", { class: "search-button", onclick: openSearch, "aria-keyshortcuts": "/ Control+K" }, icon("search"), h("span", { text: "Search" }), h("kbd", { text: "/" })),
    shell.nav, h("div", { class: "side-foot" }, mode === "served" ? shell.light : h("span", { class: "muted small", text: "Made by archc" }), themeSwitch()));
  shell.stage = makeStage(select);
  shell.stage.covered = () => {
    if (shell.panel.hidden) return {};
    const [panel, stage] = [shell.panel, shell.stage.element].map(one => one.getBoundingClientRect());
    return panel.width > stage.width * 0.7 ? { bottom: Math.max(0, stage.bottom - panel.top) } : { right: Math.max(0, stage.right - panel.left) };
  };
  shell.scale = h("button", { class: "quiet scale", "aria-label": "Zoom to full size", title: "Full size (1)", onclick: () => shell.stage.full() });
  shell.stage.scaled = scale => (shell.scale.textContent = `${Math.round(scale * 100)} %`);
  shell.heading = h("h1", { class: "unseen" });
  shell.stage.element.prepend(shell.heading);
  const tool = (name, label, does) => h("button", { class: "quiet", "aria-label": label, title: label, onclick: does }, icon(name));
  shell.stage.element.append(h("div", { class: "tools", role: "group", "aria-label": "Zoom" },
    tool("minus", "Zoom out (-)", () => shell.stage.zoom(0.8)), shell.scale, tool("plus", "Zoom in (+)", () => shell.stage.zoom(1.25)), tool("fit", "Fit (0)", () => shell.stage.fit())));
  shell.page = h("article", { class: "page", tabindex: "-1" });
  shell.panel = h("aside", { class: "panel", "aria-label": "Details", tabindex: "-1" });
  shell.errors = h("section", { class: "errors", hidden: true, role: "alert", "aria-label": "Diagnostics" });
  shell.top = h("div", { class: "only-narrow top" }, h("button", { class: "quiet", "aria-label": "Contents", "aria-controls": "side", onclick: () => document.body.classList.toggle("side-open") }, icon("menu")), h("span", { class: "top-title" }), h("button", { class: "quiet", "aria-label": "Search", onclick: openSearch }, icon("search")));
  document.body.append(h("a", { class: "skip", href: "#main", onclick: skip, text: "Skip to the picture" }), side,
    h("main", { id: "main", class: "main", tabindex: "-1" }, shell.top, shell.stage.element, shell.page, shell.errors), shell.panel);
}

function skip(event) {
  event.preventDefault();
  (shell.stage.element.hidden ? shell.page : shell.stage.element).focus();
}

const mark = () => {
  const box = h("span", { class: "mark", "aria-hidden": "true" });
  box.append(h("i"), h("i"), h("i"));
  return box;
};

const THEMES = ["auto", "light", "dark"];

function themeSwitch() {
  const single = getComputedStyle(document.documentElement).getPropertyValue("--themes").trim() === "1";
  if (single) return null;
  const button = h("button", { class: "quiet theme" });
  const show = theme => {
    button.replaceChildren(icon(theme));
    const words = { auto: "as the system has them", light: "light", dark: "dark" }[theme];
    button.title = `Colours: ${words}`;
    button.setAttribute("aria-label", `Colours: ${words}. Change them`);
  };
  button.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme ?? "auto") + 1) % THEMES.length];
    setTheme(next);
    show(next);
    shell.stage.paint();
  });
  show(document.documentElement.dataset.theme ?? "auto");
  return button;
}

function setTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("archc-theme", theme);
  } catch {
    // Where nothing may be kept, the choice holds for as long as the page is open.
  }
}

function storedTheme() {
  try {
    return localStorage.getItem("archc-theme");
  } catch {
    return null;
  }
}

const GROUPS = ["Structure", "Flows", "Deployment", "Data"];

function navigation() {
  const { views, apis, decisions, environments, teams, rules, files } = store.index;
  const here = route();
  const current = currentView();
  const link = (href, words, is, extra) => h("a", { class: "nav-link", href, "data-key": "nav " + href, "aria-current": is ? "page" : null }, words, extra ?? null);
  const group = (title, links, open = true) => links.length ? h("details", { class: "nav-group", "data-key": "group " + title, open }, h("summary", { text: title }), links) : null;
  const on = (kind, name) => here.kind === kind && here.name === name;
  const tree = parent => childrenOf(parent).map(one => {
    const below = tree(one.path);
    const row = link(address("elements", one.path), [dot(one.hue), h("span", { text: one.title })], on("elements", one.path));
    return below.length ? h("div", {}, row, h("div", { class: "nav-below" }, below)) : row;
  });
  return [
    ...GROUPS.map(title => group(title, views.filter(view => view.group === title).map(view => link(address("views", view.name), view.title, current?.name === view.name && (here.kind === "views" || !here.kind))))),
    group("Elements", tree(null), !["views", ""].includes(here.kind)),
    group("APIs", apis.map(api => link(address("apis", api.id), `${titleOf(api.element)} ${api.name}`, on("apis", api.id)))),
    group("Decisions", decisions.map(one => link(address("decisions", String(one.number)), `${one.number}. ${one.title}`, on("decisions", String(one.number))))),
    group("Environments", environments.map(one => link(address("environments", one.name), one.title, on("environments", one.name)))),
    group("Teams", teams.map(one => link(address("teams", one.name), one.title, on("teams", one.name))), false),
    group("More", [rules.length ? link(address("rules"), `Rules`, here.kind === "rules", h("span", { class: "count", text: rules.length })) : null,
      Object.keys(files).length ? link(address("files"), "Artifacts", here.kind === "files", h("span", { class: "count", text: Object.values(files).flat().length })) : null].filter(Boolean)),
  ].filter(Boolean);
}

function currentView() {
  const here = route();
  if (here.kind === "views") return store.index.views.find(view => view.name === here.name);
  return here.kind ? undefined : store.index.views[0];
}

/** Shows what the address bar asks for. `changed` names parts that a build made anew; nothing is lost where they are the same. */
async function render(changed) {
  const here = route();
  if (!here.kind && store.index.views[0]) {
    history.replaceState(null, "", address("views", store.index.views[0].name));
    return render(changed);
  }
  shell.name.textContent = store.index.title;
  redraw(shell.nav, navigation());
  if (!changed) shell.nav.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  const onPicture = here.kind === "views";
  headings.level = onPicture ? 3 : 2;
  shell.stage.element.hidden = !onPicture;
  shell.page.hidden = onPicture;
  if (onPicture) await picture(here, changed);
  else page(here, changed);
  document.body.classList.toggle("with-panel", onPicture && !shell.panel.hidden);
  shell.top.querySelector(".top-title").textContent = document.title.split(" · ")[0];
  return undefined;
}

/** Fills the panel with what was chosen, or takes it away. */
function panel(id, view, changed) {
  const shown = id ? panelFor(id, view) : null;
  const again = shell.panel.dataset.of === id && !shell.panel.hidden;
  shell.panel.hidden = !shown;
  shell.panel.dataset.of = id ?? "";
  if (shown) {
    const children = shown.flat(Infinity).filter(Boolean);
    if (again || changed) redraw(shell.panel, children);
    else {
      shell.panel.replaceChildren(...children);
      shell.panel.scrollTop = 0;
    }
  }
  document.body.classList.toggle("with-panel", Boolean(shown));
}

async function picture(here, changed) {
  const view = currentView();
  if (!view) {
    shell.stage.element.hidden = true;
    shell.page.hidden = false;
    shell.panel.hidden = true;
    redraw(shell.page, missing(`view ${here.name}`));
    return;
  }
  document.title = `${view.title} · ${store.index.title}`;
  shell.heading.textContent = view.title;
  const drawing = await part("views/" + view.name);
  if (drawing === null || currentView()?.name !== view.name) return;
  const first = shell.stage.name !== view.name;
  shell.stage.show(view.name, drawing, view.title);
  const latest = route().query.get("select");
  panel(latest, view, changed);
  if (first && shell.stage.fitted) shell.stage.fit();
  shell.stage.mark(latest);
  if (latest && (first || !changed)) shell.stage.reveal(latest);
}

function page(here, changed) {
  shell.panel.hidden = true;
  const make = pages[here.kind];
  const children = (make ? make(here.name, here.query) : missing("such page")).flat(Infinity).filter(Boolean);
  const key = `${here.kind}/${here.name}`;
  const again = shell.page.dataset.of === key;
  shell.page.dataset.of = key;
  const inner = h("div", { class: `page-inner of-${here.kind}` }, children);
  if (again) redraw(shell.page, [inner]);
  else {
    shell.page.replaceChildren(inner);
    shell.page.scrollTop = 0;
  }
  const title = shell.page.querySelector("h1")?.textContent ?? "";
  document.title = `${title} · ${store.index.title}`;
  if (!again && !changed) shell.page.querySelector("h1")?.focus({ preventScroll: true });
}

shell.refresh = changed => render(changed);

const isTyping = event => event.composedPath().some(one => /^(input|textarea|select)$/.test(one.localName ?? ""));

function keys(event) {
  if (searching) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openSearch();
    return;
  }
  if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || !store.index) return;
  if (event.key === "/") {
    event.preventDefault();
    openSearch();
    return;
  }
  if (event.key === "Escape") {
    if (document.body.classList.contains("side-open")) document.body.classList.remove("side-open");
    else if (route().query.get("select")) select(null);
    return;
  }
  const onStage = !shell.stage.element.hidden;
  const arrow = event.key.startsWith("Arrow");
  const elsewhere = event.composedPath().some(one => one === shell.panel || one === shell.nav || one === shell.errors);
  if (onStage && !(arrow && elsewhere) && stageKey(shell.stage, event)) event.preventDefault();
}

const theme = storedTheme();
if (theme && theme !== "auto") document.documentElement.dataset.theme = theme;
build();
shell.panel.hidden = true;
shell.page.hidden = true;
document.addEventListener("keydown", keys);
addEventListener("hashchange", () => {
  document.body.classList.remove("side-open");
  if (store.index) render();
});
if (mode === "served") {
  listenForBuilds();
} else {
  part("index").then(index => {
    if (!index) {
      shell.page.hidden = false;
      shell.page.replaceChildren(h("p", { class: "nothing", text: "The folder “data” beside this page is missing." }));
      return;
    }
    learn(index);
    render();
  });
}
