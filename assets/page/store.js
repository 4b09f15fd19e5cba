// What the page knows: parts of JSON that are loaded when they are asked for, and what stands under which name.

const store = { index: null, parts: new Map(), waiting: new Map(), elements: new Map(), nodes: new Map(), held: new Map(), parents: new Map() };

/** A part, loaded once; what cannot be loaded is `null`. */
function part(name) {
  if (!store.parts.has(name)) {
    const loading = mode === "served" ? fetched(name) : scripted(name);
    store.parts.set(name, loading);
    // What failed may be there the next time.
    loading.then(value => value === null && store.parts.get(name) === loading && store.parts.delete(name));
  }
  return store.parts.get(name);
}

async function fetched(name) {
  try {
    const answer = await fetch("/data/" + name.split("/").map(encodeURIComponent).join("/"), { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

// A page that was opened as a file may fetch nothing, but scripts beside it.
function scripted(name) {
  return new Promise(done => {
    store.waiting.set(name, done);
    const script = h("script", { src: `data/${name}.js`, onerror: () => done(null) });
    document.head.append(script);
  });
}

globalThis.archcPart = (name, value) => store.waiting.get(name)?.(value);

/** Takes in the table of everything. */
function learn(index) {
  Object.assign(store, { index, elements: new Map(), nodes: new Map(), held: new Map() });
  for (const element of index.elements) {
    store.elements.set(element.path, element);
    for (const held of element.holds) store.held.set(`${element.path}.${held.name}`, { element, held });
  }
  for (const environment of index.environments) {
    for (const node of environment.nodes) store.nodes.set(node.id, { environment, node });
  }
}

const titleOf = path => store.elements.get(path)?.title ?? path;
const childrenOf = path => store.index.elements.filter(one => (one.parent ?? null) === path);
const isWithin = (path, outer) => path === outer || path.startsWith(outer + ".");

/** The elements that a box of a picture stands for or holds. */
function covers(id, path) {
  const place = store.nodes.get(id);
  if (!place) return isWithin(path, id);
  return place.environment.instances.some(([node, element]) => isWithin(node, id) && isWithin(path, element));
}

/** The relations that a line between two boxes stands for. */
function relationsOf(view, id) {
  const known = view?.lines[id];
  if (known) return known.map(at => store.index.relations[at]).filter(Boolean);
  const [from, to] = id.split(" -> ");
  return store.index.relations.filter(relation => {
    const [source, target] = relation.back ? [relation.target, relation.source] : [relation.source, relation.target];
    return covers(from, source) && covers(to, target);
  });
}

/** What stands under the name of a box or line of a picture. */
function thing(id, view) {
  if (!id) return null;
  if (id.includes(" -> ")) {
    const [from, to] = id.split(" -> ");
    return { kind: "line", from, to, relations: relationsOf(view, id) };
  }
  if (store.elements.has(id)) return { kind: "element", element: store.elements.get(id) };
  if (store.held.has(id)) return { kind: "held", ...store.held.get(id) };
  if (store.nodes.has(id)) return { kind: "node", ...store.nodes.get(id) };
  const team = id.startsWith("team ") && store.index.teams.find(one => one.name === id.slice(5));
  return team ? { kind: "team", team } : null;
}
