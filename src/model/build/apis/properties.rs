//! Properties of APIs and of operations.

use super::super::properties::{
    Args, Fault, Form, Read, expected, flag, found, keep, one, rate, report_among, some_text, text, twice, url,
};
use super::super::types::{self, Place};
use super::super::{Builder, ScopeId};
use crate::diag::{Diagnostic, codes};
use crate::model::api::{License, Scope};
use crate::model::{ApiId, At, Auth, Field};
use crate::source::Span;
use crate::syntax::ast;
use std::collections::BTreeMap;

static BASE: Form = Form { name: "base", takes: "PATH|PACKAGE.SERVICE", example: "base /v1" };
static AUTH: Form =
    Form { name: "auth", takes: "none|basic|bearer|apikey HEADER|mtls|oauth2 \"url\" { scope … }", example: "auth apikey X-Api-Key" };
static SCOPE: Form = Form { name: "scope", takes: "\"name\" [\"what it allows\"]", example: "scope \"orders:read\" \"Read orders.\"" };
static ERRORS: Form = Form { name: "errors", takes: "\"url\"", example: "errors \"https://errors.example.com/\"" };
static LIMIT: Form = Form { name: "limit", takes: "RATE", example: "limit 600/m" };
static CORS: Form = Form { name: "cors", takes: "\"origin\"", example: "cors \"https://shop.example.com\"" };
static LICENSE: Form = Form { name: "license", takes: "\"name\" [\"url\"]", example: "license \"Apache-2.0\"" };
static NEEDS: Form = Form { name: "needs", takes: "\"scope\" …", example: "needs \"orders:read\"" };
static PAGED: Form = Form { name: "paged", takes: "", example: "paged" };
static IDEMPOTENT: Form = Form { name: "idempotent", takes: "", example: "idempotent" };
static DEPRECATED: Form = Form { name: "deprecated", takes: "", example: "deprecated" };

/// Reads the properties of an API.
pub(super) fn of_api<'t>(b: &mut Builder<'_>, id: ApiId, items: impl Iterator<Item = &'t ast::Item>) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for item in items {
        let word = item.head.text.as_str();
        if !["base", "auth", "errors", "limit", "cors", "license"].contains(&word) {
            unknown(b, item);
            continue;
        }
        if word != "cors"
            && let Some(first) = seen.insert(word, item.head_span())
        {
            b.report(twice(word, item.head_span(), first));
            continue;
        }
        property(b, id, item);
    }
}

fn property(b: &mut Builder<'_>, id: ApiId, item: &ast::Item) {
    match item.head.text.as_str() {
        "base" => {
            let read = one(&BASE, item, "a path", base);
            b.model[id].base = keep(b, item, read);
        }
        "auth" => b.model[id].auth = auth(b, item),
        "errors" => {
            let read = one(&ERRORS, item, "a URL", url);
            b.model[id].errors = keep(b, item, read);
        }
        "limit" => {
            let read = one(&LIMIT, item, "a rate", rate);
            b.model[id].limit = keep(b, item, read);
        }
        "license" => {
            let read = license(item);
            b.model[id].license = keep(b, item, read);
        }
        _ => {
            let read = one(&CORS, item, "an origin", origin);
            let Some(origin) = keep(b, item, read) else { return };
            if let Some(known) = b.model[id].cors.iter().find(|known| known.value == origin.value) {
                let report = twice(&format!("cors \"{}\"", origin.value), origin.span, known.span);
                b.report(report);
                return;
            }
            b.model[id].cors.push(origin);
        }
    }
}

fn unknown(b: &mut Builder<'_>, item: &ast::Item) {
    let word = &item.head.text;
    if !item.broken && http::METHODS.iter().any(|(method, _)| method.eq_ignore_ascii_case(word)) {
        let message = format!("an operation needs a name before `{word}`");
        let report = Diagnostic::error(&codes::api::OPERATION_FORM, item.head.span, message);
        b.report(report.help(format!("write `getOrder: {} /orders/{{id}} -> Order`", word.to_ascii_uppercase())));
        return;
    }
    report_among(b, item, "an `api`", &["base", "auth", "errors", "limit", "cors", "license", "resource", "type", "enum", "error"]);
}

use super::http;

fn base(arg: &ast::Arg) -> Read<String> {
    let what = "a path such as `/v1`, or a protobuf service such as `shop.v1.Orders`";
    if let Some(path) = arg.url_path() {
        let fixed = path.segments.iter().all(|segment| matches!(segment, ast::UrlSegment::Literal(_)));
        let wrong = || expected(arg, "a path without parameters").into();
        return if fixed { Ok(arg.raw.trim_end_matches('/').to_owned()) } else { Err(wrong()) };
    }
    if let Some(path) = arg.path() {
        let text = path.text();
        return if text.contains('-') { Err(expected(arg, "a protobuf service without `-` in its name").into()) } else { Ok(text) };
    }
    match arg.str() {
        Some(text) if text.starts_with('/') && !text.contains(['{', '}', '?', '#', ' ']) => Ok(text.trim_end_matches('/').to_owned()),
        _ => Err(expected(arg, what).into()),
    }
}

fn origin(arg: &ast::Arg) -> Read<String> {
    let value = text(arg)?;
    if value == "*" {
        return Ok(value);
    }
    let value = url(arg)?;
    let host = value.split_once("://").map_or("", |(_, rest)| rest);
    match host.split_once(['/', '?', '#']) {
        None => Ok(value),
        Some((host, _)) => {
            let scheme = value.split_once("://").map_or("https", |(scheme, _)| scheme);
            let origin = format!("\"{scheme}://{host}\"");
            let report = expected(arg, "an origin, which has no path");
            Err(report.help(format!("did you mean `{origin}`?")).edit(arg.span, origin).into())
        }
    }
}

fn license(item: &ast::Item) -> Read<License> {
    let mut args = Args::new(&LICENSE, item);
    let name = args.take("the name of a licence", some_text)?;
    let url = args.maybe(url)?;
    args.end()?;
    Ok(License { name, url, span: args.span() })
}

/// Reads how callers prove who they are.
fn auth(b: &mut Builder<'_>, item: &ast::Item) -> Option<At<Auth>> {
    let read = auth_form(item);
    let mut auth = keep(b, item, read)?;
    if let Auth::OAuth2 { scopes, .. } = &mut auth.value {
        *scopes = self::scopes(b, item);
    }
    Some(auth)
}

fn auth_form(item: &ast::Item) -> Read<At<Auth>> {
    let mut args = Args::new(&AUTH, item);
    let what = "`none`, `basic`, `bearer`, `apikey`, `mtls` or `oauth2`";
    let Some(first) = item.args.first() else { return Err(args.lacks(what)) };
    let auth = match args.take(what, word)? {
        "none" => Auth::None,
        "basic" => Auth::Basic,
        "bearer" => Auth::Bearer,
        "mtls" => Auth::Mtls,
        "apikey" => Auth::ApiKey { header: args.take("the name of a header", header_name)? },
        "oauth2" => {
            let url = args.take("the URL of the token endpoint", url)?;
            return match args.peek() {
                Some(more) => Err(args.wrong(more, "a block of scopes")),
                None => Ok(args.at(Auth::OAuth2 { url, scopes: Vec::new() })),
            };
        }
        other => {
            let report = expected(first, what);
            let known = ["none", "basic", "bearer", "apikey", "mtls", "oauth2"];
            let near = match other {
                "jwt" | "token" => Some("bearer"),
                "oauth" | "oidc" => Some("oauth2"),
                "api-key" | "key" => Some("apikey"),
                _ => None,
            };
            let report = match near {
                Some(near) => report.help(format!("did you mean `{near}`?")).edit(first.span, near),
                None => report.suggest(first.span, other, known),
            };
            return Err(report.help(AUTH.help()).into());
        }
    };
    args.end()?;
    Ok(args.at(auth))
}

fn word(arg: &ast::Arg) -> Read<&str> {
    arg.word().ok_or_else(|| expected(arg, "`none`, `basic`, `bearer`, `apikey`, `mtls` or `oauth2`").into())
}

fn header_name(arg: &ast::Arg) -> Read<String> {
    let name = arg.bare().or_else(|| arg.str()).filter(|name| !name.is_empty());
    match name {
        Some(name) if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') => Ok(name.to_owned()),
        _ => Err(expected(arg, "the name of a header such as `X-Api-Key`").into()),
    }
}

fn scopes(b: &mut Builder<'_>, item: &ast::Item) -> Vec<Scope> {
    let mut scopes: Vec<Scope> = Vec::new();
    for stmt in item.body.iter().flat_map(|body| &body.stmts) {
        let ast::Stmt::Item(inner) = stmt else { continue };
        if inner.head.text != "scope" {
            report_among(b, inner, "an `auth`", &["scope"]);
            continue;
        }
        let read = scope(inner);
        let Some(scope) = keep(b, inner, read) else { continue };
        if let Some(known) = scopes.iter().find(|known| known.name == scope.name) {
            let report = twice(&format!("scope \"{}\"", scope.name), scope.span, known.span);
            b.report(report);
            continue;
        }
        scopes.push(scope);
    }
    scopes
}

fn scope(item: &ast::Item) -> Read<Scope> {
    let mut args = Args::new(&SCOPE, item);
    let name = args.take("the name of a scope", |arg| {
        let name = some_text(arg)?;
        let odd = |c: char| c.is_whitespace() || c.is_control() || c == '"' || c == '\\';
        if name.contains(odd) { Err(Fault::from(expected(arg, "a scope without spaces"))) } else { Ok(name) }
    })?;
    let description = args.maybe(some_text)?;
    args.end()?;
    Ok(Scope { name, description, span: args.span() })
}

/// What is said of an operation in its block.
#[derive(Clone, Default)]
pub(super) struct Said {
    pub auth: Option<At<Auth>>,
    pub needs: Vec<At<String>>,
    pub paged: Option<Span>,
    pub idempotent: Option<Span>,
    pub deprecated: bool,
    pub headers: Vec<Field>,
}

/// Reads the block of an operation; `api` is how its API has callers prove who they are.
pub(super) fn of_operation(b: &mut Builder<'_>, scope: ScopeId, api: ApiId, block: Option<&ast::Block<ast::OperationStmt>>) -> Said {
    let mut said = Said::default();
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let stmts = block.map(|block| block.stmts.as_slice()).unwrap_or_default();
    for stmt in stmts {
        match stmt {
            ast::OperationStmt::Header(tree) => header(b, scope, tree, &mut said.headers),
            ast::OperationStmt::Item(item) => {
                let word = item.head.text.as_str();
                if !["auth", "needs", "paged", "idempotent", "deprecated"].contains(&word) {
                    report_among(b, item, "an operation", &["auth", "needs", "paged", "idempotent", "deprecated", "header"]);
                    continue;
                }
                if word != "needs"
                    && let Some(first) = seen.insert(word, item.head_span())
                {
                    b.report(twice(word, item.head_span(), first));
                    continue;
                }
                said_of(b, item, &mut said);
            }
        }
    }
    let auth = said.auth.clone().or_else(|| b.model[api].auth.clone());
    needs_fit(b, api, auth.as_ref(), &mut said.needs);
    said
}

fn said_of(b: &mut Builder<'_>, item: &ast::Item, said: &mut Said) {
    let mut mark = |form: &'static Form| {
        let read = flag(form, item);
        keep(b, item, read).map(|at| at.span)
    };
    match item.head.text.as_str() {
        "paged" => said.paged = mark(&PAGED),
        "idempotent" => said.idempotent = mark(&IDEMPOTENT),
        "deprecated" => said.deprecated = mark(&DEPRECATED).is_some(),
        "auth" => said.auth = auth(b, item),
        _ => {
            let read = needs(item);
            said.needs.extend(keep(b, item, read).unwrap_or_default());
        }
    }
}

fn needs(item: &ast::Item) -> Read<Vec<At<String>>> {
    let mut args = Args::new(&NEEDS, item);
    let mut scopes = vec![args.take("a scope", |arg| Ok(At::new(some_text(arg)?, arg.span)))?];
    while args.peek().is_some_and(|arg| arg.str().is_some()) {
        scopes.extend(args.maybe(|arg| Ok(At::new(some_text(arg)?, arg.span)))?);
    }
    args.end()?;
    Ok(scopes)
}

/// Keeps the scopes that there are; reports the others.
fn needs_fit(b: &mut Builder<'_>, api: ApiId, auth: Option<&At<Auth>>, needs: &mut Vec<At<String>>) {
    let mut kept: Vec<At<String>> = Vec::new();
    for scope in needs.drain(..) {
        let wrong = match auth {
            Some(At { value: Auth::OAuth2 { scopes, .. }, .. }) if scopes.iter().any(|known| known.name == scope.value) => None,
            Some(At { value: Auth::OAuth2 { scopes, .. }, span }) => Some(no_scope(&scope, scopes, *span)),
            Some(At { span, .. }) => Some(no_oauth(&scope).also(*span, "callers prove who they are like this")),
            None if said_wrongly(b, api) => None,
            None => Some(no_oauth(&scope)),
        };
        match wrong {
            Some(report) => b.report(report),
            None if kept.iter().any(|known| known.value == scope.value) => {}
            None => kept.push(scope),
        }
    }
    *needs = kept;
}

/// Whether the API says how callers prove who they are, and it could not be read.
fn said_wrongly(b: &Builder<'_>, api: ApiId) -> bool {
    let stmts = b.api_part(api).and_then(|part| part.tree.body.as_ref());
    stmts.is_some_and(|body| {
        body.broken || body.stmts.iter().any(|stmt| matches!(stmt, ast::ApiStmt::Item(item) if item.head.text == "auth"))
    })
}

fn no_scope(scope: &At<String>, scopes: &[Scope], auth: Span) -> Diagnostic {
    let message = format!("there is no scope `{}`", scope.value);
    let report = Diagnostic::error(&codes::api::SCOPE, scope.span, message).also(auth, "scopes are declared here");
    let names = || scopes.iter().map(|scope| scope.name.as_str());
    match crate::diag::nearest(&scope.value, names()) {
        Some(near) => report.help(format!("did you mean `{near}`?")).edit(scope.span, format!("\"{near}\"")),
        None => report.help(format!("declare it there: `scope \"{}\" \"…\"`", scope.value)),
    }
}

fn no_oauth(scope: &At<String>) -> Diagnostic {
    let message = format!("the scope `{}` is needed, and callers bring no scopes", scope.value);
    let help = format!("declare them in the `api`: `auth oauth2 \"https://…/token\" {{ scope \"{}\" \"…\" }}`", scope.value);
    Diagnostic::error(&codes::api::SCOPE, scope.span, message).help(help)
}

fn header(b: &mut Builder<'_>, scope: ScopeId, tree: &ast::Field, headers: &mut Vec<Field>) {
    let field = types::field(b, scope, tree, Place::Parameter);
    let own = ["authorization", "accept", "content-type"].into_iter().find(|name| field.name.eq_ignore_ascii_case(name));
    if own.is_some() {
        let message = format!("`{}` is not a header of an operation's own", field.name);
        let report = Diagnostic::error(&codes::api::PARAMETER, field.span, message);
        b.report(report.help("who calls is said by `auth`, what is sent and given back by the types"));
        return;
    }
    if let Some(known) = headers.iter().find(|known| known.name.eq_ignore_ascii_case(&field.name)) {
        let report = twice(&format!("header {}", field.name), field.span, known.span);
        b.report(report);
        return;
    }
    http::is_parameter(b, &field, "header");
    headers.push(field);
}

/// What follows one of the usual operations: a summary at most.
pub(super) fn summary(word: &str, args: &[ast::Arg]) -> Result<Option<String>, Box<Diagnostic>> {
    match args {
        [] => Ok(None),
        [only] if only.str().is_some() => Ok(only.str().map(str::to_owned)),
        [first, rest @ ..] => {
            let wrong = if first.str().is_some() { rest.first().unwrap_or(first) } else { first };
            let message = format!("expected a summary or a block after `{word}`, found {}", found(wrong));
            Err(Box::new(Diagnostic::error(&codes::api::RESOURCE_WORD, wrong.span, message)))
        }
    }
}
