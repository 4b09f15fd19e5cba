// Texts: descriptions and decisions in Markdown, artifacts as code.

const INLINE = /(`+)(.+?)\1|\*\*(.+?)\*\*|__(.+?)__|\*(.+?)\*|\b_(.+?)_\b|\[([^\]]+)\]\(([^)\s]+)\)|<(https?:\/\/[^>\s]+)>/;

/** A run of Markdown as nodes. */
function inline(text, depth = 0) {
  const nodes = [];
  let rest = text;
  while (rest) {
    const found = depth < 8 ? INLINE.exec(rest) : null;
    if (!found) {
      nodes.push(rest);
      break;
    }
    if (found.index) nodes.push(rest.slice(0, found.index));
    const [all, , code, strong, strong2, weak, weak2, words, url, bare] = found;
    if (code !== undefined) nodes.push(h("code", { text: code }));
    else if (strong ?? strong2) nodes.push(h("strong", {}, inline(strong ?? strong2, depth + 1)));
    else if (weak ?? weak2) nodes.push(h("em", {}, inline(weak ?? weak2, depth + 1)));
    else if (words) nodes.push(outside(url, inline(words, depth + 1)));
    else nodes.push(outside(bare));
    rest = rest.slice(found.index + all.length);
  }
  return nodes;
}

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;

/** A Markdown text as nodes: headings, paragraphs, lists, quotes, code and tables. */
function markdown(text) {
  const lines = (text ?? "").replaceAll("\r", "").split("\n");
  // The highest heading of a text stands right below that of what it is a text of.
  const highest = Math.min(...lines.map(line => /^(#{1,6})\s/.exec(line)?.[1].length ?? 6));
  const nodes = [];
  let at = 0;
  const until = stops => {
    const taken = [];
    while (at < lines.length && !stops(lines[at])) taken.push(lines[at++]);
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at];
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    const fence = /^\s*(```|~~~)/.exec(line);
    if (!line.trim()) {
      at++;
    } else if (fence) {
      at++;
      const code = until(one => one.trim().startsWith(fence[1]));
      at++;
      nodes.push(h("pre", { tabindex: "0" }, h("code", { text: code.join("\n") })));
    } else if (heading) {
      at++;
      nodes.push(h(`h${Math.min(6, headings.level + heading[1].length - highest)}`, {}, inline(heading[2])));
    } else if (/^\s*>/.test(line)) {
      const quoted = until(one => !/^\s*>/.test(one)).map(one => one.replace(/^\s*> ?/, ""));
      nodes.push(h("blockquote", {}, markdown(quoted.join("\n"))));
    } else if (ITEM.test(line)) {
      const taken = until(one => !one.trim() || !(ITEM.test(one) || /^\s+/.test(one)));
      nodes.push(list(taken));
    } else if (/^\|/.test(line) && /^\|?[\s:|-]+\|?$/.test(lines[at + 1] ?? "")) {
      nodes.push(table(until(one => !one.startsWith("|"))));
    } else {
      const taken = until(one => !one.trim() || /^(#{1,6}\s|\s*>|\s*(```|~~~))/.test(one) || ITEM.test(one));
      nodes.push(h("p", {}, inline(taken.join(" "))));
    }
  }
  return nodes;
}

function list(lines) {
  const items = [];
  for (const line of lines) {
    const item = ITEM.exec(line);
    if (item && (!items.length || item[1].length <= items[0].depth)) {
      items.push({ depth: item[1].length, text: item[3], below: [] });
    } else if (item) {
      items.at(-1).below.push(line);
    } else {
      const last = items.at(-1);
      if (last.below.length) last.below.push(line);
      else last.text += " " + line.trim();
    }
  }
  const ordered = /^\s*\d/.test(lines[0]);
  return h(ordered ? "ol" : "ul", {}, items.map(item => h("li", {}, inline(item.text), item.below.length ? list(item.below) : null)));
}

function table([head, , ...rows]) {
  const cells = row => row.replace(/^\||\|\s*$/g, "").split("|").map(cell => cell.trim());
  return h("table", {}, h("thead", {}, h("tr", {}, cells(head).map(cell => h("th", {}, inline(cell))))),
    h("tbody", {}, rows.map(row => h("tr", {}, cells(row).map(cell => h("td", {}, inline(cell)))))));
}

/** A line of YAML or protobuf, its keys and remarks told apart. */
function codeLine(line) {
  const remark = /^\s*(#|\/\/)/.test(line);
  if (remark) return [h("span", { class: "c-remark", text: line })];
  const entry = /^(\s*(?:- )*)("[^"]*"|[^\s:"'][^:]*)(:)(\s.*|)$/.exec(line);
  if (!entry) return [line];
  const value = entry[4];
  const kind = /^\s*["']/.test(value) ? "c-text" : /^\s*(-?[\d.]+|true|false|null)\s*$/.test(value) ? "c-number" : "";
  return [entry[1], h("span", { class: "c-key", text: entry[2] }), entry[3], kind ? h("span", { class: kind, text: value }) : value];
}

/** Lines of a text as code with their numbers; `marked` is the first and last of those that stand out. */
function code(text, first = 1, marked = null) {
  const lines = text.replace(/\n$/, "").split("\n");
  const width = String(first + lines.length).length;
  return h("pre", { class: "code", tabindex: "0" }, lines.map((line, at) => {
    const number = first + at;
    const stands = marked && number >= marked[0] && number <= marked[1];
    return h("span", { class: stands ? "line marked" : "line", "data-line": number },
      h("span", { class: "number", "aria-hidden": "true", text: String(number).padStart(width) }), h("span", {}, codeLine(line)), "\n");
  }));
}
