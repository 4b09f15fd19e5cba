//! Pictures of databases: tables with their columns, and which refers to which.

use std::collections::BTreeMap;

use super::card::{Card, Row, Table};
use super::map::{Arrow, ArrowKind, Map, Placed};
use super::words;
use crate::model::{ElementId, Field, Model, TableId};

/// The tables of a database, and those of others that they refer to by name alone.
pub(super) fn map(model: &Model, database: ElementId) -> Map {
    let mut map = Map::default();
    let mut boxes: BTreeMap<TableId, usize> = BTreeMap::new();
    for &id in &model[database].tables {
        let table = &model[id];
        let rows = table.columns.iter().map(|column| row(model, id, column)).collect();
        boxes.insert(id, map.boxes.len());
        map.boxes.push(placed(model, id, Table::new(&table.name, rows)));
    }
    for &id in &model[database].tables {
        for column in &model[id].columns {
            let Some(reference) = &column.references else { continue };
            let to = *boxes.entry(reference.table).or_insert_with(|| {
                let name = format!("{}.{}", model[model[reference.table].element].name, model[reference.table].name);
                map.boxes.push(placed(model, reference.table, Table::new(&name, Vec::new())));
                map.boxes.len() - 1
            });
            let Some(&from) = boxes.get(&id) else { continue };
            let about = format!("{}.{} refers to {}.{}", model[id].name, column.name, model[reference.table].name, reference.column);
            map.arrows.push(Arrow {
                from,
                to,
                label: column.name.clone(),
                means: String::new(),
                steps: Vec::new(),
                kind: ArrowKind::Reference,
                highlight: false,
                about,
            });
        }
    }
    map
}

fn placed(model: &Model, id: TableId, table: Table) -> Placed {
    let about = model[id].description.as_deref().map(words::plain).unwrap_or_default();
    let path = format!("{}.{}", model[model[id].element].path, model[id].name);
    Placed { card: Card::Table(table), parent: None, id: path, about, link: None, legend: None }
}

fn row(model: &Model, table: TableId, column: &Field) -> Row {
    let alone = model[table].uniques.iter().any(|unique| unique.len() == 1 && unique.iter().any(|name| name.value == column.name));
    let marks = [("PK", column.attributes.key), ("FK", column.references.is_some()), ("U", column.attributes.unique || alone)];
    let mark = marks.iter().filter(|(_, holds)| *holds).map(|(mark, _)| *mark).collect::<Vec<_>>().join(" ");
    let mut of = words::type_of(model, &column.of);
    if column.optional && !of.ends_with('?') {
        of.push('?');
    }
    Row::new(&column.name, &of, mark, column.attributes.key)
}
