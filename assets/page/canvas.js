// The picture: drawn in a tree of its own, so that its style and the page's stay apart; panned and zoomed by mouse, touch and keys.

const STAGE_STYLE = `
  :host{display:block;position:absolute;inset:0}
  svg{position:absolute;inset:0;width:100%;height:100%;display:block;touch-action:none;user-select:none;-webkit-user-select:none}
  [data-id]{cursor:pointer;outline:none}
  .target{fill:none;stroke:transparent;stroke-width:14px;stroke-dasharray:none;pointer-events:stroke}
  .line:hover>path:not(.target),.line.chosen>path:not(.target),.line.near>path:not(.target){stroke:var(--accent)}
  .line:hover>path[class^=f]:not([class*=" "]):not(.target),.line.chosen>path[class^=f]:not([class*=" "]):not(.target),.line.near>path[class^=f]:not([class*=" "]):not(.target){fill:var(--accent)}
  .line.chosen>path:not(.target){stroke-width:2.4px}
  .far{opacity:.28}
  .line{transition:opacity .15s}
  .ring{fill:none;stroke:var(--accent);pointer-events:none}
  .ring.hover{opacity:.45}
  a{text-decoration:none}
`;
const stageSheet = new CSSStyleSheet();
stageSheet.replaceSync(STAGE_STYLE);
// What a drawing keeps free round itself.
const SHEET_MARGIN = 32;
const SVG = "http://www.w3.org/2000/svg";

/** A stage for pictures. `chosen` is told which box or line was clicked, or nothing. */
function makeStage(chosen) {
  const host = h("div", { class: "picture" });
  const root = host.attachShadow({ mode: "open" });
  const element = h("div", { class: "stage", tabindex: "0", role: "group", "aria-label": "Picture" }, host);
  const places = new Map();
  const stage = { element, host, root, pictures: new Map(), lent: [], name: null, text: null, at: null, natural: { width: 1, height: 1 }, svg: null, sheet: null, fitted: true };

  /** Shows a drawing under the name of its view: one that was shown before comes back where it was. */
  stage.show = (name, text, title) => {
    if (name === stage.name && text === stage.text) return;
    if (stage.name && stage.at) places.set(stage.name, { at: stage.at, fitted: stage.fitted });
    const drawing = parse(text);
    if (!drawing) return;
    const same = name === stage.name;
    Object.assign(stage, { name, text, ...drawing });
    stage.svg.setAttribute("aria-label", title);
    carryFonts();
    root.adoptedStyleSheets = [stage.sheet, stageSheet];
    root.replaceChildren(stage.svg);
    stage.paint();
    element.setAttribute("aria-label", `Picture: ${title}. Arrow keys move it, plus and minus zoom, 0 fits it.`);
    const known = same ? { at: stage.at, fitted: stage.fitted } : places.get(name);
    if (known?.at && !known.fitted) {
      stage.at = known.at;
      stage.fitted = false;
      apply();
    } else {
      stage.fit();
    }
  };

  function parse(text) {
    // The style goes another way than the drawing: no policy lets it in as it stands.
    const [start, end] = [text.indexOf("<style>"), text.indexOf("</style>")];
    const styled = start >= 0 && end > start;
    const drawn = styled ? text.slice(0, start) + text.slice(end + 8) : text;
    const svg = new DOMParser().parseFromString(drawn, "image/svg+xml").documentElement;
    if (svg.localName !== "svg") return null;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styled ? text.slice(start + 7, end) : "");
    svg.querySelectorAll(":scope > title, :scope > desc, script, foreignObject, animate, set").forEach(one => one.remove());
    const natural = { width: Number(svg.getAttribute("width")) || 1, height: Number(svg.getAttribute("height")) || 1 };
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    svg.setAttribute("preserveAspectRatio", "none");
    stage.pictures.clear();
    for (const group of svg.querySelectorAll("[data-id]")) prepare(group);
    for (const link of svg.querySelectorAll("a:not([data-id])")) {
      link.setAttribute("target", "_blank");
      link.setAttribute("rel", "noopener noreferrer");
    }
    return { svg: document.importNode(svg, true), sheet, natural };
  }

  function prepare(group) {
    const id = group.dataset.id;
    const picture = pictureOf(group);
    if (picture) stage.pictures.set(id, picture);
    group.removeAttribute("href");
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", group.querySelector(":scope > title")?.textContent || id);
    if (!id.includes(" -> ")) return;
    group.classList.add("line");
    const path = group.querySelector("path");
    if (!path) return;
    const target = path.cloneNode(false);
    target.setAttribute("class", "target");
    group.append(target);
  }

  // A tree of its own has no fonts of its own: those that a drawing carries beside the page's are lent to the document.
  function carryFonts() {
    stage.lent.forEach(face => document.fonts.delete(face));
    const rules = [...stage.sheet.cssRules].filter(rule => rule instanceof CSSFontFaceRule);
    const told = (rule, name) => rule.style.getPropertyValue(name);
    stage.lent = rules.map(rule => new FontFace(told(rule, "font-family"), told(rule, "src"), { weight: told(rule, "font-weight") || "normal" }));
    stage.lent.forEach(face => document.fonts.add(face));
  }

  /** Follows the colours that the reader asks for, not only those of the screen. */
  stage.paint = () => {
    const theme = document.documentElement.dataset.theme;
    for (const rule of stage.sheet?.cssRules ?? []) {
      if (!(rule instanceof CSSMediaRule)) continue;
      rule.media.mediaText = theme === "dark" ? "all" : theme === "light" ? "not all" : "(prefers-color-scheme: dark)";
    }
  };

  const size = () => ({ width: element.clientWidth || 1, height: element.clientHeight || 1 });
  // What of it is in sight: the panel lies over the rest.
  const inSight = () => {
    const { width, height } = size();
    const { right = 0, bottom = 0 } = stage.covered?.() ?? {};
    return { width: Math.max(80, width - right), height: Math.max(80, height - bottom) };
  };

  function apply() {
    const { x, y, scale } = stage.at;
    const { width, height } = size();
    stage.svg?.setAttribute("viewBox", `${x} ${y} ${width / scale} ${height / scale}`);
    element.dataset.scale = scale.toFixed(4);
    element.dataset.at = `${x.toFixed(1)} ${y.toFixed(1)}`;
    stage.scaled?.(scale);
    rings();
  }

  stage.fit = () => {
    const { width, height } = inSight();
    const room = 20;
    const within = high => {
      const scale = Math.max(0.05, Math.min((width - room) / stage.natural.width, (high - room) / stage.natural.height, 1.4));
      return { scale, x: (stage.natural.width - width / scale) / 2, y: (stage.natural.height - high / scale) / 2 };
    };
    stage.at = within(height);
    // The tools lie over the corner where a legend begins: then the picture stands above them.
    const tools = element.querySelector(".tools");
    const { scale, x, y } = stage.at;
    const [left, foot] = [(SHEET_MARGIN - x) * scale, (stage.natural.height - SHEET_MARGIN - y) * scale];
    const meet = tools && left < tools.offsetLeft + tools.offsetWidth && foot > tools.offsetTop;
    if (meet && tools.offsetTop > height / 2) stage.at = within(tools.offsetTop);
    stage.fitted = true;
    apply();
  };

  /** Zooms by a factor round a place on the screen, the middle where none is given. */
  stage.zoom = (factor, place) => {
    const { width, height } = size();
    const { x, y, scale } = stage.at;
    const { px, py } = place ?? { px: width / 2, py: height / 2 };
    const next = Math.min(8, Math.max(0.05, scale * factor));
    stage.at = { scale: next, x: x + px / scale - px / next, y: y + py / scale - py / next };
    stage.fitted = false;
    apply();
  };

  stage.full = () => stage.zoom(1 / stage.at.scale);

  stage.pan = (dx, dy) => {
    const { x, y, scale } = stage.at;
    stage.at = { scale, x: x - dx / scale, y: y - dy / scale };
    stage.fitted = false;
    apply();
  };

  const groups = id => [...(stage.svg?.querySelectorAll("[data-id]") ?? [])].filter(one => one.dataset.id === id);

  /** Marks a box or line, and what belongs to it. */
  stage.mark = id => {
    stage.marked = id;
    for (const group of stage.svg?.querySelectorAll("[data-id]") ?? []) {
      const own = group.dataset.id === id;
      group.classList.toggle("chosen", own);
      group.setAttribute("aria-pressed", own);
      if (!group.classList.contains("line")) continue;
      const near = Boolean(id) && !id.includes(" -> ") && group.dataset.id.split(" -> ").some(end => isWithin(end, id) || covers(id, end));
      group.classList.toggle("near", near);
      group.classList.toggle("far", Boolean(id) && groups(id).length > 0 && !near && !own);
    }
    rings();
  };

  function rings() {
    stage.svg?.querySelectorAll(".ring").forEach(ring => ring.remove());
    if (!stage.svg) return;
    const ends = stage.marked?.split(" -> ") ?? [];
    for (const id of ends) for (const group of groups(id)) ring(group, "chosen");
    const pointed = stage.pointed;
    if (pointed && pointed.isConnected && !pointed.classList.contains("line") && !ends.includes(pointed.dataset.id)) ring(pointed, "hover");
    const focused = root.activeElement;
    if (focused?.dataset.id && focused.matches(":focus-visible")) ring(focused, "focus");
  }

  function ring(group, kind) {
    const box = group.getBBox();
    const thick = (kind === "focus" ? 3 : 2) / Math.min(1.5, stage.at.scale);
    const gap = thick * 1.5;
    const rect = document.createElementNS(SVG, "rect");
    const values = { x: box.x - gap, y: box.y - gap, width: box.width + 2 * gap, height: box.height + 2 * gap, rx: 8, class: "ring " + kind, "stroke-width": thick };
    for (const [name, value] of Object.entries(values)) rect.setAttribute(name, value);
    if (kind === "focus") rect.setAttribute("stroke-dasharray", `${thick * 2} ${thick * 1.5}`);
    stage.svg.append(rect);
  }

  /** Brings a box or line into sight where it is not: by its name, or itself where several bear one. */
  stage.reveal = id => {
    const group = typeof id === "string" ? groups(id)[0] : id;
    if (!group || !stage.at) return;
    const box = group.getBBox();
    const { width, height } = inSight();
    const { x, y, scale } = stage.at;
    const inside = box.x >= x && box.y >= y && box.x + box.width <= x + width / scale && box.y + box.height <= y + height / scale;
    if (inside) return;
    stage.at = { scale, x: box.x + box.width / 2 - width / scale / 2, y: box.y + box.height / 2 - height / scale / 2 };
    stage.fitted = false;
    apply();
  };

  listen(stage, root, chosen, rings);
  new ResizeObserver(() => stage.svg && (stage.fitted ? stage.fit() : apply())).observe(element);
  return stage;
}

/** The view that a link within a picture leads to: the picture beside it. */
const pictureOf = link => /^([\w-]+)\.svg$/.exec(link.getAttribute("href") ?? "")?.[1];

const groupAt = event => event.composedPath().find(one => one.dataset?.id !== undefined && one.namespaceURI === SVG);

/** Mouse, touch and keys on a stage. */
function listen(stage, root, chosen, rings) {
  const { element } = stage;
  const held = new Map();
  let moved = false;
  const place = event => {
    const box = element.getBoundingClientRect();
    return { px: event.clientX - box.left, py: event.clientY - box.top };
  };
  element.addEventListener("pointerdown", event => {
    if (event.button !== 0 || event.target.closest?.(".tools")) return;
    // The first finger of a touch: whatever was held before was let go, heard or not.
    if (event.isPrimary) held.clear();
    if (!held.size) moved = false;
    held.set(event.pointerId, place(event));
  });
  element.addEventListener("pointermove", event => {
    const before = held.get(event.pointerId);
    if (!before) {
      const pointed = groupAt(event);
      if (pointed !== stage.pointed) {
        stage.pointed = pointed;
        rings();
      }
      return;
    }
    const now = place(event);
    const others = [...held].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    if (!moved && !others.length && Math.hypot(now.px - before.px, now.py - before.py) < 4) return;
    if (!moved) {
      moved = true;
      element.setPointerCapture(event.pointerId);
      element.classList.add("moving");
    }
    held.set(event.pointerId, now);
    if (!others.length) {
      stage.pan(now.px - before.px, now.py - before.py);
      return;
    }
    const [other] = others;
    const apart = at => Math.hypot(at.px - other.px, at.py - other.py) || 1;
    stage.pan((now.px - before.px) / 2, (now.py - before.py) / 2);
    stage.zoom(apart(now) / apart(before), { px: (now.px + other.px) / 2, py: (now.py + other.py) / 2 });
  });
  const release = event => {
    held.delete(event.pointerId);
    if (!held.size) element.classList.remove("moving");
  };
  element.addEventListener("pointerup", release);
  element.addEventListener("pointercancel", release);
  element.addEventListener("pointerleave", () => {
    stage.pointed = null;
    rings();
  });
  element.addEventListener("click", event => {
    if (moved) {
      event.preventDefault();
      moved = false;
      return;
    }
    if (event.target.closest?.(".tools")) return;
    const group = groupAt(event);
    const link = event.composedPath().find(one => one.localName === "a" && one.hasAttribute?.("href"));
    if (link) {
      const view = pictureOf(link);
      if (!view) return;
      event.preventDefault();
      location.hash = address("views", view);
      return;
    }
    chosen(group ? group.dataset.id : null);
  });
  element.addEventListener("dblclick", event => {
    const group = groupAt(event);
    const view = group && stage.pictures.get(group.dataset.id);
    if (view) location.hash = address("views", view);
    else if (!group && !event.target.closest?.(".tools")) stage.zoom(1.6, place(event));
  });
  element.addEventListener("wheel", event => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    const [dx, dy] = [event.deltaX * lines, event.deltaY * lines];
    // A wheel turns in large steps of one direction; a touchpad slides.
    const turns = event.deltaMode !== 0 || (dx === 0 && Math.abs(dy) >= 50 && Number.isInteger(dy));
    if (event.ctrlKey || event.metaKey) stage.zoom(Math.exp(-dy * (turns ? 0.002 : 0.01)), place(event));
    else if (turns) stage.zoom(Math.exp(-dy * 0.0016), place(event));
    else stage.pan(-dx, -dy);
  }, { passive: false });
  root.addEventListener("keydown", event => {
    if (event.key !== "Enter" && event.key !== " ") return;
    const group = groupAt(event);
    if (group) {
      event.preventDefault();
      chosen(group.dataset.id);
    }
  });
  root.addEventListener("focusin", event => {
    if (event.target.matches?.(":focus-visible") && event.target.dataset?.id) stage.reveal(event.target);
    rings();
  });
  root.addEventListener("focusout", rings);
}

/** Keys that move and zoom a stage; says whether it took the key. */
function stageKey(stage, event) {
  const step = event.shiftKey ? 200 : 60;
  const keys = {
    "+": () => stage.zoom(1.25), "=": () => stage.zoom(1.25), "-": () => stage.zoom(0.8), "_": () => stage.zoom(0.8),
    "0": () => stage.fit(), f: () => stage.fit(), "1": () => stage.full(),
    ArrowLeft: () => stage.pan(step, 0), ArrowRight: () => stage.pan(-step, 0), ArrowUp: () => stage.pan(0, step), ArrowDown: () => stage.pan(0, -step),
  };
  const does = keys[event.key];
  does?.();
  return Boolean(does);
}
