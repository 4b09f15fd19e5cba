// API documents, for reading: operations with what goes in and comes out, and the schemas behind them.

pages.apis = (name, query) => {
  const api = store.index.apis.find(one => one.id === name);
  if (!api) return missing(`API ${name}`);
  const body = h("div", { class: "api" }, operationsOnly(api));
  const head = [h("nav", { class: "trail" }, elementLink(api.element), h("span", { "aria-hidden": "true", text: "›" })),
    pageHead("API", api.title || api.name, h("p", { class: "meta" }, h("code", { class: "path", text: api.id }),
      [api.document, api.proto].filter(Boolean).map(path => h("a", { href: address("files", path), text: path }))))];
  if (api.document) {
    part("apis/" + api.document.split("/").at(-1).replace(/\.yaml$/, "")).then(document => {
      if (document) body.replaceChildren(...describe(document, api), ...(api.operations.some(one => one.call === "rpc") ? operationsOnly(api, one => one.call === "rpc") : []));
      goTo(body, query.get("op"));
    });
  } else {
    goTo(body, query.get("op"));
  }
  return [...head, said(api.description), body];
};

/** Brings an operation into sight and opens it. */
function goTo(body, name) {
  if (!name) return;
  const found = [...body.querySelectorAll("[data-op]")].find(one => one.dataset.op === name);
  if (!found) return;
  found.open = true;
  requestAnimationFrame(() => found.scrollIntoView({ block: "start" }));
}

/** Operations as the model has them: all that there is to say of gRPC. */
function operationsOnly(api, wanted = () => true) {
  return api.operations.filter(wanted).map(operation => h("details", { class: "operation", "data-op": operation.name, "data-key": "op " + operation.name, open: true },
    h("summary", {}, methodChip(operation.call), h("code", { class: "op-path", text: operation.path }), h("span", { class: "op-words", text: operation.summary ?? "" }), operation.deprecated ? h("span", { class: "chip mark-deprecated", text: "deprecated" }) : null),
    h("div", { class: "op-body" }, said(operation.description), operation.types ? h("dl", { class: "facts" }, h("dt", { text: "Takes" }), h("dd", {}, h("code", { text: operation.types[0] })), h("dt", { text: "Gives" }), h("dd", {}, h("code", { text: operation.types[1] }))) : null)));
}

function describe(document, api) {
  const operations = [];
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(item)) {
      if (operation && typeof operation === "object" && operation.responses) operations.push({ path, method, operation, shared: item.parameters ?? [] });
    }
  }
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags ?? [""]))];
  const schemas = Object.entries(document.components?.schemas ?? {});
  return [
    api.description ? null : said(document.info?.description),
    (document.servers ?? []).length ? section("Servers", h("ul", { class: "plain" }, document.servers.map(server => h("li", {}, h("code", { text: server.url }), " ", h("span", { class: "muted", text: server.description ?? "" }))))) : null,
    security(document),
    ...tags.map(tag => section(tag || "Operations", operations.filter(({ operation }) => (operation.tags ?? [""])[0] === tag).map(one => operationBlock(document, one)))),
    schemas.length ? section("Schemas", schemas.map(([name, schema]) => h("details", { class: "card", "data-schema": name, "data-key": "schema " + name },
      h("summary", {}, h("span", { class: "card-title", text: name }), h("span", { class: "muted", text: schemaKind(schema) })), said(schema.description), schemaTable(document, schema)))) : null,
  ].filter(Boolean);
}

function security(document) {
  const schemes = Object.entries(document.components?.securitySchemes ?? {});
  return schemes.length ? section("Authorization", schemes.map(([name, scheme]) => h("p", {}, h("code", { text: name }), " ", h("span", { class: "muted", text: [scheme.type, scheme.scheme, scheme.in && `${scheme.name} in ${scheme.in}`].filter(Boolean).join(" · ") }), scheme.description ? [" ", ...inline(scheme.description)] : null))) : null;
}

/** What a reference points at, and what it is called. */
function resolved(document, value) {
  const reference = value?.$ref;
  if (typeof reference !== "string" || !reference.startsWith("#/")) return { value: value ?? {}, name: null };
  const steps = reference.slice(2).split("/").map(step => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  return { value: steps.reduce((at, step) => at?.[step], document) ?? {}, name: steps.at(-1) };
}

function operationBlock(document, { path, method, operation, shared }) {
  const parameters = [...shared, ...(operation.parameters ?? [])].map(one => resolved(document, one).value);
  const body = operation.requestBody ? resolved(document, operation.requestBody).value : null;
  const needs = (operation.security ?? []).map(one => Object.entries(one).map(([name, scopes]) => scopes.length ? `${name} (${scopes.join(", ")})` : name).join(" and ")).filter(Boolean);
  return h("details", { class: "operation", "data-op": operation.operationId, "data-key": "op " + operation.operationId },
    h("summary", {}, methodChip(method.toUpperCase()), h("code", { class: "op-path", text: path }), h("span", { class: "op-words", text: operation.summary ?? "" }), operation.deprecated ? h("span", { class: "chip mark-deprecated", text: "deprecated" }) : null),
    h("div", { class: "op-body" },
      operation.description && operation.description !== operation.summary ? said(operation.description) : null,
      needs.length ? h("p", { class: "small" }, "Needs ", h("code", { text: needs.join(" or ") })) : null,
      parameters.length ? [minor("Parameters", 1), rowTable(parameters.map(one => ({ name: one.name, note: one.in, type: typeWords(document, one.schema), required: one.required, description: one.description, schema: one.schema })))] : null,
      body ? [minor("Body", 1), contents(document, body.content)] : null,
      minor("Responses", 1), Object.entries(operation.responses).map(([status, response]) => responseBlock(document, operation, status, resolved(document, response).value))));
}

function responseBlock(document, operation, status, response) {
  const kind = status.startsWith("2") ? "good" : status.startsWith("3") ? "moved" : "bad";
  return h("details", { class: "response", "data-key": `response ${operation.operationId} ${status}`, open: kind === "good" },
    h("summary", {}, h("span", { class: `status-code ${kind}`, text: status }), h("span", {}, inline(response.description ?? ""))),
    response.headers ? h("p", { class: "small muted" }, "Headers: ", Object.keys(response.headers).map(name => [h("code", { text: name }), " "])) : null,
    contents(document, response.content));
}

function contents(document, content) {
  return Object.entries(content ?? {}).map(([type, { schema }]) => h("div", { class: "content" }, h("p", { class: "small muted" }, h("code", { text: type }), " ", typeWords(document, schema)), schemaTable(document, schema)));
}

function schemaKind(schema) {
  if (schema.enum) return "enum";
  if (schema.oneOf || schema.anyOf) return "one of several";
  return [schema.type].flat().filter(Boolean).join(" or ");
}

/** A schema in words, with links to those that have names. */
function typeWords(document, schema, depth = 0) {
  if (!schema || depth > 6) return "";
  const { name } = resolved(document, schema);
  if (name) return [h("a", { href: "", class: "type", text: name, onclick: event => showSchema(event, name) })];
  const several = schema.oneOf ?? schema.anyOf;
  if (several) return several.flatMap((one, at) => [at ? " or " : "", typeWords(document, one, depth + 1)]);
  if (schema.allOf?.length) return schema.allOf.flatMap((one, at) => [at ? " and " : "", typeWords(document, one, depth + 1)]);
  const types = [schema.type].flat().filter(Boolean);
  if (types.includes("array")) return [h("span", { class: "type", text: "list of " }), typeWords(document, schema.items, depth + 1)];
  const words = schema.const !== undefined ? JSON.stringify(schema.const) : types.join(" or ") + (schema.format ? ` (${schema.format})` : "");
  return [h("span", { class: "type", text: words || "anything" })];
}

function showSchema(event, name) {
  event.preventDefault();
  const found = [...document.querySelectorAll("[data-schema]")].find(one => one.dataset.schema === name);
  if (!found) return;
  found.open = true;
  found.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  found.querySelector("summary").focus({ preventScroll: true });
}

/** The properties of a schema; one behind a name is shown where it is used, too. */
function schemaTable(document, schema) {
  const { value } = resolved(document, schema);
  if (value.enum) return h("p", { class: "chips" }, value.enum.map(one => h("code", { class: "chip", text: String(one) })));
  const several = value.oneOf ?? value.anyOf;
  if (several) return h("p", {}, typeWords(document, value));
  if ([value.type].flat().includes("array") && value.items?.$ref) return schemaTable(document, value.items);
  const required = new Set(value.required ?? []);
  const rows = Object.entries(value.properties ?? {}).map(([name, one]) => ({ name, type: typeWords(document, one), required: required.has(name), description: one.description, schema: one }));
  return rows.length ? rowTable(rows) : null;
}

const LIMITS = { minLength: "length from", maxLength: "length to", minimum: "from", maximum: "to", exclusiveMinimum: "above", exclusiveMaximum: "below", minItems: "items from", maxItems: "items to", pattern: "pattern", default: "default" };

function rowTable(rows) {
  const limits = schema => Object.entries(LIMITS).filter(([key]) => schema?.[key] !== undefined).map(([key, words]) => h("span", { class: "limit" }, `${words} `, h("code", { text: typeof schema[key] === "string" ? schema[key] : JSON.stringify(schema[key]) })));
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Fields" }, h("table", {}, h("tbody", {}, rows.map(row => h("tr", {},
    h("td", {}, h("code", { text: row.name }), row.required ? h("span", { class: "required", title: "always there", text: "*" }) : null, row.note ? h("span", { class: "muted small", text: " " + row.note }) : null),
    h("td", {}, row.type), h("td", {}, row.description ? h("div", {}, inline(row.description)) : null, limits(row.schema)))))));
}
