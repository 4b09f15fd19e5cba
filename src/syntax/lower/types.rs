//! Types, fields, tables and events.

use super::items::Rest;
use super::{ENUM_VALUE, Lower};
use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::syntax::ast::{
    Arg, Attribute, Block, Collection, Doc, EnumDecl, EnumValue, ErrorDecl, Event, EventForm, Field, Ident, Index, IndexColumn, Keys,
    Limits, Reference, Table, TableStmt, TypeDecl, TypeExpr, TypeForm, TypeKind,
};
use crate::syntax::grammar::{Node, Rule};

impl<'t> Lower<'t> {
    /// A type; `None` where its lack was reported.
    pub(super) fn ty(&mut self, node: Node<'t>) -> Option<TypeExpr> {
        let span = self.span(&node);
        let (mut kind, mut limits, mut nullable) = (None, None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::path => kind = Some(TypeKind::Named(self.path(&child))),
                Rule::list_type => kind = self.inner_type(child, "]").map(TypeKind::List),
                Rule::map_type => kind = self.inner_type(child, ">").map(TypeKind::Map),
                Rule::limits => {
                    let (span, open) = (self.span(&child), child.as_span().start());
                    limits = Some(Limits { args: self.values(child.into_inner(), open, ")"), span });
                }
                Rule::nullable => nullable = Some(self.span(&child)),
                _ => self.missing(&child, "a type"),
            }
        }
        Some(TypeExpr { kind: kind?, limits, nullable, span })
    }

    fn inner_type(&mut self, node: Node<'t>, closer: &str) -> Option<Box<TypeExpr>> {
        let open = node.as_span().start() + if closer == ">" { 3 } else { 0 };
        let mut ty = None;
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::ty => ty = self.ty(child),
                _ => self.unclosed(&child, open, closer),
            }
        }
        ty.map(Box::new)
    }

    pub(super) fn fields(&mut self, node: Node<'t>) -> Block<Field> {
        self.block(node, "a field `name: type`", Self::field)
    }

    pub(super) fn field(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Field> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let mut field =
            Field { doc, name, optional: None, ty: None, default: None, reference: None, attributes: Vec::new(), span, broken: false };
        for node in nodes {
            match node.as_rule() {
                Rule::optional => field.optional = Some(self.span(&node)),
                Rule::missing_colon => self.no_colon(&node, &field.name),
                Rule::ty => field.ty = self.ty(node),
                Rule::default => self.default(node, &mut field),
                Rule::reference => {
                    let span = self.span(&node);
                    match &field.reference {
                        Some(first) => self.given_twice(&codes::GIVEN_TWICE, span, first.span, "a reference"),
                        None => field.reference = self.reference(node),
                    }
                }
                _ => field.attributes.extend(self.attribute(node)),
            }
        }
        field.broken = self.reported;
        Some(field)
    }

    fn no_colon(&mut self, node: &Node<'t>, name: &Ident) {
        let offset = node.as_span().start();
        let problem = self.expected_at(offset, &format!("`:` and a type after `{}`", name.text));
        let end = name.span.after();
        let type_follows = self.text.get(offset..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '['));
        self.problem(if type_follows {
            problem.help("a field is `name: type`").edit(end, ":")
        } else {
            problem.help("a field is `name: type`")
        });
    }

    fn default(&mut self, node: Node<'t>, field: &mut Field) {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let Some(sign) = nodes.next() else { return };
        if sign.as_str() != "=" {
            let place = self.span(&sign);
            let problem =
                Diagnostic::error(&codes::UNEXPECTED, place, format!("expected `=` before the default, found `{}`", sign.as_str()));
            self.slip(problem.help("write `=`").edit(place, "="));
        }
        let Some(value) = nodes.next() else { return };
        if value.as_rule() == Rule::missing_value {
            return self.missing(&value, "a value after `=`");
        }
        let value = self.arg(value);
        match &field.default {
            Some(first) => self.given_twice(&codes::GIVEN_TWICE, span, first.span, "a default"),
            None => field.default = value,
        }
    }

    fn reference(&mut self, node: Node<'t>) -> Option<Reference> {
        let span = self.span(&node);
        let (mut target, mut on_delete) = (None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::path => target = Some(self.path(&child)),
                Rule::missing_path => self.missing(&child, "a column as `table.column`"),
                _ => {
                    let inner = child.into_inner().next()?;
                    match inner.as_rule() {
                        Rule::name => on_delete = Some(self.ident(&inner)),
                        _ => self.missing(&inner, "`cascade`, `restrict` or `set-null` after `on delete`"),
                    }
                }
            }
        }
        Some(Reference { target: target?, on_delete, span })
    }

    pub(super) fn attribute(&mut self, node: Node<'t>) -> Option<Attribute> {
        let span = self.span(&node);
        let open = node.as_span().start() + node.as_str().find('(').unwrap_or(0);
        let mut nodes = node.into_inner();
        let name = nodes.next()?;
        if name.as_rule() != Rule::name {
            self.missing(&name, "the name of an attribute after `@`");
            return None;
        }
        let name = self.ident(&name);
        Some(Attribute { name, args: self.values(nodes, open, ")"), span })
    }

    pub(super) fn type_decl(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<TypeDecl> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut base, mut fields, mut rest, mut other) = (None, None, Rest::default(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::alias_type => other = Some(self.alias(node)),
                Rule::base => base = self.one_path(node, "the type that it builds on"),
                Rule::fields => fields = Some(self.fields(node)),
                Rule::missing_block => self.missing(&node, "`{`, `:` or `=` after the name of a type"),
                _ if other.is_some() => self.unexpected(&node, "`|`, an attribute or the end of the statement"),
                _ => self.rest(&node, &mut rest, "`{`, `:` or `=` after the name of a type"),
            }
        }
        if let Some(title) = rest.title {
            let problem = Diagnostic::error(&codes::UNEXPECTED, title.span, "expected `{` after the name of a type, found a string");
            self.problem(problem.help("a type has no title; describe it in a line above that begins with `///`"));
        }
        let form = other.unwrap_or(TypeForm::Record { base, fields });
        Some(TypeDecl { doc, name, form, span, broken: self.reported })
    }

    fn alias(&mut self, node: Node<'t>) -> TypeForm {
        let (mut types, mut attributes, mut count) = (Vec::new(), Vec::new(), 0);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::ty => {
                    count += 1;
                    types.extend(self.ty(child));
                }
                _ => attributes.extend(self.attribute(child)),
            }
        }
        if count > 1 {
            if let Some(attribute) = attributes.first() {
                let problem = Diagnostic::error(&codes::UNEXPECTED, attribute.span, "a union has no attributes");
                self.problem(problem.help("put the attribute on a field"));
            }
            return TypeForm::Union(types);
        }
        TypeForm::Alias { ty: types.pop(), attributes }
    }

    pub(super) fn enum_decl(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<EnumDecl> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut values, mut rest) = (None, Rest::default());
        for node in nodes {
            match node.as_rule() {
                Rule::enum_values => values = Some(self.block(node, ENUM_VALUE, Self::enum_value)),
                Rule::missing_block => self.missing(&node, "`{` and the values of the enum"),
                _ => self.rest(&node, &mut rest, "`{` and the values of the enum"),
            }
        }
        Some(EnumDecl { doc, name, values, span, broken: self.reported })
    }

    fn enum_value(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<EnumValue> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let attributes = nodes.filter_map(|node| self.attribute(node)).collect();
        Some(EnumValue { doc, name, attributes, span })
    }

    pub(super) fn error_decl(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<ErrorDecl> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut status, mut rest, mut fields) = (None, Rest::default(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::bare => status = self.arg(node),
                Rule::missing_value => self.missing(&node, &format!("a status such as `409` after `{}`", name.text)),
                Rule::fields => fields = Some(self.fields(node)),
                _ => self.rest(&node, &mut rest, "what happened as a string, `{` or the end of the statement"),
            }
        }
        Some(ErrorDecl { doc, name, status, message: rest.title, fields, span, broken: self.reported })
    }

    pub(super) fn table(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Table> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut rest, mut body) = (Rest::default(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::table_body => body = Some(self.block(node, "a column `name: type`", Self::table_stmt)),
                Rule::missing_block => self.missing(&node, "`{` and the columns of the table"),
                _ => self.rest(&node, &mut rest, "a title, a tag or `{`"),
            }
        }
        Some(Table { doc, name, title: rest.title, tags: rest.tags, body, span, broken: self.reported })
    }

    fn table_stmt(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<TableStmt> {
        let span = self.span(&node);
        match node.as_rule() {
            Rule::field | Rule::loose_field => self.field(node, doc).map(TableStmt::Column),
            Rule::index => {
                let mut nodes = node.into_inner();
                let unique = nodes.next()?.as_str() == "unique";
                let columns = nodes.next()?;
                if columns.as_rule() == Rule::missing_columns {
                    self.missing(&columns, "the columns in `(` and `)`");
                    return None;
                }
                let columns = self.columns(&columns);
                Some(TableStmt::Index(Index { unique, columns, span }))
            }
            Rule::check => {
                let sql = self.quoted(&node.into_inner().next()?);
                Some(TableStmt::Check { sql, span })
            }
            Rule::partition => self.partition(node),
            _ => self.property(node, doc, "a table").map(TableStmt::Item),
        }
    }

    fn partition(&mut self, node: Node<'t>) -> Option<TableStmt> {
        let span = self.span(&node);
        let (mut by, mut columns) = (None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => by = Some(self.ident(&child)),
                Rule::columns => columns = Some(self.columns(&child)),
                Rule::missing_columns => self.missing(&child, "the columns in `(` and `)`"),
                _ => self.missing(&child, "`range`, `list` or `hash` after `partition by`"),
            }
        }
        let columns = columns?.into_iter().map(|column| column.name).collect();
        Some(TableStmt::Partition { by: by?, columns, span })
    }

    fn columns(&mut self, node: &Node<'t>) -> Vec<IndexColumn> {
        let open = node.as_span().start();
        let mut columns = Vec::new();
        let mut unclosed = false;
        for child in node.clone().into_inner() {
            match child.as_rule() {
                Rule::column => {
                    let mut names = child.into_inner();
                    let Some(name) = names.next() else { continue };
                    let name = self.ident(&name);
                    columns.push(IndexColumn { name, order: names.next().map(|order| self.ident(&order)) });
                }
                Rule::missing_comma => self.slip_missing_comma(&child),
                Rule::wrong_semicolon => self.wrong_semicolon(&child),
                _ => {
                    unclosed = true;
                    self.unclosed(&child, open, ")");
                }
            }
        }
        if columns.is_empty() && !unclosed {
            let problem = Diagnostic::error(&codes::UNEXPECTED, self.span(node), "expected a column between `(` and `)`");
            self.problem(problem);
        }
        columns
    }

    pub(super) fn collection(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Collection> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let mut ty = None;
        for node in nodes {
            match node.as_rule() {
                Rule::ty => ty = self.ty(node),
                Rule::missing_colon => self.missing(&node, &format!("`:` and a type after `{}`", name.text)),
                _ => self.unexpected(&node, "the end of the statement"),
            }
        }
        Some(Collection { doc, name, ty, span, broken: self.reported })
    }

    pub(super) fn keys(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Keys> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let pattern = self.quoted(&nodes.next()?);
        let (mut ty, mut ttl) = (None, None);
        for node in nodes {
            match node.as_rule() {
                Rule::ty => ty = self.ty(node),
                Rule::missing_colon => self.missing(&node, "`:` and a type after the pattern"),
                Rule::ttl => ttl = self.one_value(node, "a duration after `ttl`"),
                _ => self.unexpected(&node, "`ttl` or the end of the statement"),
            }
        }
        Some(Keys { doc, pattern, ty, ttl, span, broken: self.reported })
    }

    fn one_value(&mut self, node: Node<'t>, expected: &str) -> Option<Arg> {
        let inner = node.into_inner().next()?;
        if inner.as_rule() == Rule::missing_value {
            self.missing(&inner, expected);
            return None;
        }
        self.arg(inner)
    }

    pub(super) fn event(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Event> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut form, mut rest) = (EventForm::Missing, Rest::default());
        for node in nodes {
            match node.as_rule() {
                Rule::ty => form = self.ty(node).map_or(EventForm::Missing, EventForm::Type),
                Rule::fields => form = EventForm::Fields(self.fields(node)),
                Rule::missing_block => self.missing(&node, "`{` and fields, or `:` and a type after the name of an event"),
                _ => self.rest(&node, &mut rest, "`{` or `:` after the name of an event"),
            }
        }
        Some(Event { doc, name, form, span, broken: self.reported })
    }
}
