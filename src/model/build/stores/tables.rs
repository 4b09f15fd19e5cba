//! Tables: columns, what holds over several of them, and the columns of other tables that they point at.

use super::super::super::{At, ElementId, Field, Scalar, Shape, Table, TableId, TypeExpr};
use super::super::types::{self, Base, Place};
use super::super::{Builder, Part, declare};
use crate::diag::{Diagnostic, codes, nearest};
use crate::model::store::{IndexColumn, Partition, PartitionBy, TableIndex};
use crate::model::types::{OnDelete, Reference};
use crate::source::Span;
use crate::syntax::ast;

/// Reads a table, all but what its columns point at.
pub(super) fn table(b: &mut Builder<'_>, part: Part<'_>, element: ElementId, tree: &ast::Table) -> Table {
    let stmts = tree.body.as_ref().map(|body| body.stmts.as_slice()).unwrap_or_default();
    let columns = stmts.iter().filter_map(|stmt| match stmt {
        ast::TableStmt::Column(field) => Some(field),
        _ => None,
    });
    let columns = types::fields(b, part.scope, columns, Place::Column);
    for column in &columns {
        storable(b, column);
    }
    let mut table = Table {
        element,
        name: tree.name.text.clone(),
        title: declare::title(tree.title.as_ref(), &tree.name.text),
        description: declare::description(tree.doc.as_ref()),
        tags: declare::tag_names(&tree.tags),
        columns,
        indexes: Vec::new(),
        uniques: Vec::new(),
        checks: Vec::new(),
        partition: None,
        span: tree.name.span,
    };
    for stmt in stmts {
        statement(b, &mut table, stmt);
    }
    table
}

fn statement(b: &mut Builder<'_>, table: &mut Table, stmt: &ast::TableStmt) {
    match stmt {
        ast::TableStmt::Column(_) => {}
        ast::TableStmt::Index(index) if index.unique => {
            let columns = unique(b, table, index);
            table.uniques.push(columns);
        }
        ast::TableStmt::Index(index) => {
            let columns = ordered(b, table, index);
            table.indexes.push(TableIndex { columns, span: index.span });
        }
        ast::TableStmt::Check { sql, .. } => {
            if sql.value.trim().is_empty() {
                let report = Diagnostic::error(&codes::stores::TABLE_WORD, sql.span, "a check needs a condition in SQL");
                b.report(report.help("write `check \"total >= 0\"`"));
                return;
            }
            table.checks.push(At::new(sql.value.clone(), sql.span));
        }
        ast::TableStmt::Partition { by, columns, span } => partition(b, table, by, columns, *span),
        ast::TableStmt::Item(item) => unknown(b, item),
    }
}

fn unknown(b: &mut Builder<'_>, item: &ast::Item) {
    if item.broken {
        return;
    }
    let word = &item.head.text;
    let report = Diagnostic::error(&codes::stores::TABLE_WORD, item.head.span, format!("a table has no `{word}`"));
    let other = match word.as_str() {
        "primary" | "pk" => Some("mark the columns of the key with `@key`"),
        "foreign" | "references" | "fk" => Some("say it behind the column: `customer_id: uuid -> customers.id`"),
        "constraint" => Some("write `check \"…\"` or `unique (…)`"),
        _ => None,
    };
    b.report(match other {
        Some(other) => report.help(other),
        None => match nearest(word, ["index", "unique", "check", "partition"]) {
            Some(near) => report.help(format!("did you mean `{near}`?")).edit(item.head.span, near),
            None => report.help("it has columns (`name: type`), `index (…)`, `unique (…)`, `check \"…\"` and `partition by …`"),
        },
    });
}

/// Whether values of a column can be stored in one; reports if not.
fn storable(b: &mut Builder<'_>, column: &Field) {
    let model = &b.model;
    let fits = match (types::base_of(model, &column.of), &model.behind(&column.of).shape) {
        (Base::Scalar(_) | Base::Enum(_), _) => true,
        (Base::List, Shape::List(item)) => types::base_of(model, item).is_plain(),
        _ => false,
    };
    if fits {
        return;
    }
    let noun = |of: &TypeExpr| types::base_of(model, of).noun(model);
    let found = match &model.behind(&column.of).shape {
        Shape::List(item) => format!("a list of {}", noun(item)),
        _ => noun(&column.of),
    };
    let report = Diagnostic::error(&codes::stores::COLUMN_TYPE, column.of.span, format!("a column holds one value, found {found}"))
        .help("store it as `json`, or give it a table of its own");
    b.report(report);
}

/// A column of the table that bears this name; reports if there is none.
fn column<'t>(b: &mut Builder<'_>, table: &'t Table, name: &ast::Ident) -> Option<&'t Field> {
    let found = table.columns.iter().find(|column| column.name == name.text);
    if found.is_none() && !b.is_unread(&name.text) {
        b.report(no_column(table, name));
    }
    found
}

fn no_column(table: &Table, name: &ast::Ident) -> Diagnostic {
    let message = format!("the table `{}` has no column `{}`", table.name, name.text);
    let report = Diagnostic::error(&codes::stores::UNKNOWN_COLUMN, name.span, message);
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    match nearest(&name.text, names.iter().copied()) {
        Some(near) => report.help(format!("did you mean `{near}`?")).edit(name.span, near),
        None if names.is_empty() => report,
        None => report.help(format!("it has {}", names.iter().take(8).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))),
    }
}

/// Reports a column that stands twice in one list.
fn once<'t>(b: &mut Builder<'_>, names: impl Iterator<Item = &'t ast::Ident>) {
    let mut known: Vec<&ast::Ident> = Vec::new();
    for name in names {
        match known.iter().find(|other| other.text == name.text) {
            Some(first) => {
                let report = Diagnostic::error(&codes::stores::TABLE_WORD, name.span, format!("`{}` stands in this list twice", name.text))
                    .label("again here")
                    .also(first.span, "first here");
                b.report(report);
            }
            None => known.push(name),
        }
    }
}

fn unique(b: &mut Builder<'_>, table: &Table, index: &ast::Index) -> Vec<At<String>> {
    for order in index.columns.iter().filter_map(|part| part.order.as_ref()) {
        let message = format!("`unique` has no order, found `{}`", order.text);
        b.report(Diagnostic::error(&codes::stores::TABLE_WORD, order.span, message).help("leave it out, or make it an `index`"));
    }
    once(b, index.columns.iter().map(|part| &part.name));
    let known = index.columns.iter().filter(|part| column(b, table, &part.name).is_some());
    known.map(|part| At::new(part.name.text.clone(), part.name.span)).collect()
}

fn ordered(b: &mut Builder<'_>, table: &Table, index: &ast::Index) -> Vec<IndexColumn> {
    once(b, index.columns.iter().map(|part| &part.name));
    let mut columns = Vec::new();
    for part in &index.columns {
        let order = part.order.as_ref().map_or("asc", |order| order.text.as_str());
        if let Some(word) = part.order.as_ref().filter(|_| !matches!(order, "asc" | "desc")) {
            b.report(not_one_of(word, "an order", &["asc", "desc"]));
        }
        if column(b, table, &part.name).is_some() {
            columns.push(IndexColumn { name: part.name.text.clone(), descending: order == "desc" });
        }
    }
    columns
}

fn partition(b: &mut Builder<'_>, table: &mut Table, by: &ast::Ident, columns: &[ast::Ident], span: Span) {
    if let Some(known) = &table.partition {
        let report = Diagnostic::error(&codes::stores::TABLE_WORD, span, format!("`{}` is partitioned twice", table.name))
            .label("again here")
            .also(known.span, "first here");
        b.report(report);
        return;
    }
    let way = match by.text.as_str() {
        "range" => PartitionBy::Range,
        "list" => PartitionBy::List,
        "hash" => PartitionBy::Hash,
        _ => {
            b.report(not_one_of(by, "a way to divide a table", &["range", "list", "hash"]));
            return;
        }
    };
    once(b, columns.iter());
    let known = columns.iter().filter(|name| column(b, table, name).is_some());
    let columns = known.map(|name| At::new(name.text.clone(), name.span)).collect();
    table.partition = Some(Partition { by: way, columns, span });
}

fn not_one_of(word: &ast::Ident, what: &str, known: &[&str]) -> Diagnostic {
    let report = Diagnostic::error(&codes::stores::TABLE_WORD, word.span, format!("expected {what}, found `{}`", word.text));
    let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    report.suggest(word.span, &word.text, known.iter().copied()).help(format!("it is one of {list}"))
}

/// Resolves what the columns of a table point at.
pub(super) fn refer(b: &mut Builder<'_>, id: TableId, tree: &ast::Table) {
    for stmt in tree.body.iter().flat_map(|body| &body.stmts) {
        let ast::TableStmt::Column(field) = stmt else { continue };
        let Some(reference) = &field.reference else { continue };
        let Some(at) = b.model[id].columns.iter().position(|column| column.span == field.name.span) else { continue };
        let read = read(b, id, at, reference);
        if let Some(column) = b.model[id].columns.get_mut(at) {
            column.references = read;
        }
    }
}

fn read(b: &mut Builder<'_>, id: TableId, at: usize, tree: &ast::Reference) -> Option<Reference> {
    let from = b.model[id].columns.get(at)?.clone();
    let on_delete = tree.on_delete.as_ref().and_then(|word| on_delete(b, &from, word));
    let [table, name] = tree.target.parts.as_slice() else {
        let message = format!("expected `TABLE.COLUMN`, found `{}`", tree.target.text());
        let report = Diagnostic::error(&codes::stores::REFERENCE, tree.target.span, message);
        b.report(report.help("a column points at a column of a table in the same store, as in `-> customers.id`"));
        return None;
    };
    let element = b.model[id].element;
    let Some(target) = b.model[element].tables.iter().copied().find(|id| b.model[*id].name == table.text) else {
        if !b.is_unread(&table.text) {
            let report = no_table(b, element, table);
            b.report(report);
        }
        return None;
    };
    let Some(to) = b.model[target].columns.iter().find(|column| column.name == name.text).cloned() else {
        if !b.is_unread(&name.text) {
            let report = no_column(&b.model[target], name).also(b.model[target].span, "the table");
            b.report(report);
        }
        return None;
    };
    agree(b, &from, &to, tree.target.span);
    Some(Reference { table: target, column: to.name, on_delete, span: tree.span })
}

fn no_table(b: &Builder<'_>, element: ElementId, name: &ast::Ident) -> Diagnostic {
    let holder = &b.model[element];
    let report = Diagnostic::error(&codes::stores::REFERENCE, name.span, format!("`{}` has no table `{}`", holder.name, name.text));
    let names = || holder.tables.iter().map(|id| b.model[*id].name.as_str());
    if nearest(&name.text, names()).is_some() {
        return report.suggest(name.span, &name.text, names());
    }
    match b.model.tables.iter().find(|table| table.name == name.text) {
        Some(other) => report
            .also(other.span, format!("`{}` has one", b.model[other.element].path))
            .help("a column cannot point into another store: leave the arrow out"),
        None => report.help(format!("it has {}", names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))),
    }
}

/// Both columns of a reference have one type.
fn agree(b: &mut Builder<'_>, from: &Field, to: &Field, span: Span) {
    let (one, other) = (types::base_of(&b.model, &from.of), types::base_of(&b.model, &to.of));
    let unread = |base: Base| base == Base::Scalar(Scalar::Json);
    if one == other || unread(one) || unread(other) {
        return;
    }
    let words = |base: Base| match base {
        Base::Scalar(Scalar::Decimal { precision, scale }) => format!("`decimal({precision},{scale})`"),
        _ => base.noun(&b.model),
    };
    let message = format!("`{}` is {} and points at `{}`, which is {}", from.name, words(one), to.name, words(other));
    let report = Diagnostic::error(&codes::stores::REFERENCE_TYPE, span, message)
        .also(from.of.span, "this type")
        .also(to.of.span, "and this one")
        .help("give both columns one type");
    b.report(report);
}

fn on_delete(b: &mut Builder<'_>, from: &Field, word: &ast::Ident) -> Option<OnDelete> {
    match word.text.as_str() {
        "cascade" => Some(OnDelete::Cascade),
        "restrict" => Some(OnDelete::Restrict),
        "set-null" => {
            if !from.of.nullable && !from.optional {
                let message = format!("`{}` cannot become null", from.name);
                let report = Diagnostic::error(&codes::stores::SET_NULL, word.span, message)
                    .also(from.of.span, "its type is not nullable")
                    .help("put a `?` behind the type, or choose `cascade` or `restrict`")
                    .edit(from.of.span.after(), "?");
                b.report(report);
            }
            Some(OnDelete::SetNull)
        }
        _ => {
            b.report(not_one_of(word, "what to do with this row", &["cascade", "restrict", "set-null"]));
            None
        }
    }
}
