// Elements of the page are made here and nowhere else: what a program says only ever becomes text, never markup.

const mode = document.documentElement.dataset.mode;
/** How deep the headings of sections are: those of a page stand below its own, those of the panel below the panel's. */
const headings = { level: 2 };
const meta = name => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

/** An element. `class`, `text` and `on…` are what they say; a property that is `null` or `false` is left out. */
function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

const SHAPES = {
  search: "M7 12.2A5.2 5.2 0 1 0 7 1.8a5.2 5.2 0 0 0 0 10.4zM11 11l3.4 3.4",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  fit: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  close: "M4 4l8 8M12 4l-8 8",
  menu: "M2 4h12M2 8h12M2 12h12",
  out: "M3 8h9M9 4.5L12.5 8 9 11.5",
  in: "M13 8H4M7 4.5L3.5 8 7 11.5",
  light: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8L13 13M13 3l-1.2 1.2M4.2 11.8L3 13",
  dark: "M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1z",
  auto: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M8 5h4.5M8 8h6M8 11h4.5",
  edit: "M10.5 2.5l3 3L5.5 13.500 2 14l.5-3.5z",
  page: "M4 1.800h5.500L13 5.300V14.200H4zM9 2v4h4",
  back: "M9.500 3.500L5 8l4.500 4.500",
};

/** A symbol drawn in lines, for the eye alone. */
function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** A link to the web or a mail address; anything else stays text. */
function outside(url, ...words) {
  const allowed = /^(https?:\/\/|mailto:)[^\s\u0000-\u001f]+$/i.test(url);
  const said = words.length ? words : [url];
  return allowed ? h("a", { href: url, rel: "noopener noreferrer", target: "_blank", class: "outside" }, said) : h("span", {}, said);
}

/** Where something stands on the page, as the address bar shows it. */
function address(kind, name = "", query = {}) {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  const path = encodeURIComponent(name).replaceAll("%2F", "/");
  return `#/${kind}${path ? "/" + path : ""}${asked.size ? "?" + asked : ""}`;
}

/** What the address bar asks for. */
function route() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [kind, ...rest] = path.split("/");
  let name = rest.join("/");
  try {
    name = decodeURIComponent(name);
  } catch {
    // A hand-written address with a stray `%` is taken as it stands.
  }
  return { kind, name, query: new URLSearchParams(query ?? "") };
}

/** Redraws the inside of something that scrolls, and keeps where it was scrolled to, what was open and what had the focus. */
function redraw(container, children) {
  const open = new Set([...container.querySelectorAll("details[open][data-key]")].map(one => one.dataset.key));
  const shut = new Set([...container.querySelectorAll("details:not([open])[data-key]")].map(one => one.dataset.key));
  const { scrollTop } = container;
  const focused = container.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  container.replaceChildren(...children);
  for (const details of container.querySelectorAll("details[data-key]")) {
    if (open.has(details.dataset.key)) details.open = true;
    if (shut.has(details.dataset.key)) details.open = false;
  }
  container.scrollTop = scrollTop;
  if (focused) [...container.querySelectorAll("[data-key]")].find(one => one.dataset.key === focused)?.focus({ preventScroll: true });
}
