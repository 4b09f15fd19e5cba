//! Pictures of databases: tables with their columns, and which refers to which, with how many there are at either end.

use std::collections::BTreeMap;

use super::card::Card;
use super::feet::Foot;
use super::map::{Arrow, ArrowKind, Map, Placed};
use super::table::{Row, Table};
use super::words::{self, Means};
use crate::model::store::PartitionBy;
use crate::model::types::{Default, Literal, Number, OnDelete};
use crate::model::{ElementId, Field, Model, TableId};

/// The tables of a database, and those of others that they refer to by name alone.
pub(super) fn map(model: &Model, database: ElementId) -> Map {
    let mut map = Map::default();
    let mut boxes: BTreeMap<TableId, usize> = BTreeMap::new();
    for &id in &model[database].tables {
        let table = &model[id];
        let rows = table.columns.iter().map(|column| row(model, id, column)).collect();
        boxes.insert(id, map.boxes.len());
        map.boxes.push(placed(model, id, Table::new(&table.name, rows, &rules(model, id))));
    }
    for &id in &model[database].tables {
        for column in &model[id].columns {
            let Some(reference) = &column.references else { continue };
            let to = *boxes.entry(reference.table).or_insert_with(|| {
                let name = format!("{}.{}", model[model[reference.table].element].name, model[reference.table].name);
                map.boxes.push(placed(model, reference.table, Table::new(&name, Vec::new(), &[])));
                map.boxes.len() - 1
            });
            let Some(&from) = boxes.get(&id) else { continue };
            let about = format!("{}.{} refers to {}.{}", model[id].name, column.name, model[reference.table].name, reference.column);
            let feet = Some((
                if is_unique(model, id, column) { Foot::NoneOrOne } else { Foot::NoneOrMany },
                if is_nullable(column) { Foot::NoneOrOne } else { Foot::One },
            ));
            let means = Means::by(reference.on_delete.map(on_delete).unwrap_or_default());
            let arrow = Arrow::new(from, to, ArrowKind::Reference, column.name.clone(), about);
            map.arrows.push(Arrow { means, feet, ..arrow });
        }
    }
    map
}

fn placed(model: &Model, id: TableId, table: Table) -> Placed {
    let about = model[id].description.as_deref().map(words::plain).unwrap_or_default();
    let path = format!("{}.{}", model[model[id].element].path, model[id].name);
    Placed::new(Card::Table(table), None, path, about)
}

fn row(model: &Model, table: TableId, column: &Field) -> Row {
    let marks = [
        ("PK", column.attributes.key),
        ("FK", column.references.is_some()),
        ("U", column.attributes.unique || is_alone_in(&model[table].uniques, column)),
        ("PII", column.attributes.pii),
        ("PCI", column.attributes.pci),
    ];
    let mark = marks.iter().filter(|(_, holds)| *holds).map(|(mark, _)| *mark).collect::<Vec<_>>().join(" ");
    let mut of = words::type_of(model, &column.of);
    if column.optional && !of.ends_with('?') {
        of.push('?');
    }
    let default = column.default.as_ref().map(|default| format!("= {}", default_words(&default.value))).unwrap_or_default();
    Row::new(&column.name, &of, &default, mark, column.attributes.key)
}

/// What holds for several columns, as it is written in the program.
fn rules(model: &Model, id: TableId) -> Vec<String> {
    let table = &model[id];
    let names = |columns: &[crate::model::At<String>]| columns.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", ");
    let mut rules: Vec<String> = Vec::new();
    for index in &table.indexes {
        let column = |c: &crate::model::store::IndexColumn| if c.descending { format!("{} desc", c.name) } else { c.name.clone() };
        rules.push(format!("index ({})", index.columns.iter().map(column).collect::<Vec<_>>().join(", ")));
    }
    rules.extend(table.uniques.iter().filter(|unique| unique.len() > 1).map(|unique| format!("unique ({})", names(unique))));
    rules.extend(table.checks.iter().map(|check| format!("check {}", check.value)));
    rules.extend(table.partition.as_ref().map(|partition| {
        let by = match partition.by {
            PartitionBy::Range => "range",
            PartitionBy::List => "list",
            PartitionBy::Hash => "hash",
        };
        format!("partition by {by} ({})", names(&partition.columns))
    }));
    rules
}

/// Whether no two rows of a table have the same value in a column.
fn is_unique(model: &Model, table: TableId, column: &Field) -> bool {
    let table = &model[table];
    let only_key = column.attributes.key && table.columns.iter().filter(|c| c.attributes.key).count() == 1;
    only_key || column.attributes.unique || is_alone_in(&table.uniques, column)
}

fn is_alone_in(uniques: &[Vec<crate::model::At<String>>], column: &Field) -> bool {
    uniques.iter().any(|unique| matches!(&unique[..], [only] if only.value == column.name))
}

fn is_nullable(column: &Field) -> bool {
    column.of.nullable || column.optional
}

fn on_delete(on_delete: OnDelete) -> &'static str {
    match on_delete {
        OnDelete::Cascade => "on delete cascade",
        OnDelete::Restrict => "on delete restrict",
        OnDelete::SetNull => "on delete set null",
    }
}

fn default_words(default: &Default) -> String {
    match default {
        Default::Now => "now()".to_owned(),
        Default::Uuid => "uuid()".to_owned(),
        Default::Value(literal) => literal_words(literal),
    }
}

fn literal_words(literal: &Literal) -> String {
    let joined = |items: Vec<String>| items.join(", ");
    match literal {
        Literal::Bool(truth) => truth.to_string(),
        Literal::Number(Number::Int(number)) => number.to_string(),
        Literal::Number(Number::Float(number)) => number.to_string(),
        Literal::String(text) => text.clone(),
        Literal::List(items) => format!("[{}]", joined(items.iter().map(literal_words).collect())),
        Literal::Map(items) => {
            format!("{{{}}}", joined(items.iter().map(|(key, value)| format!("{key}: {}", literal_words(value))).collect()))
        }
    }
}
