//! The table of definitions: inflated once, its lines found by code.
//!
//! ```text
//! definitions.bin   length of the text (4 bytes, little-endian), the text (raw deflate)
//! text              versions, then sections:   #name   then lines of fields between tabs, in the order of codes
//! code              32633 is EPSG's, E102970 is ESRI's
//! ```

use std::io::Read;
use std::sync::OnceLock;

use flate2::read::DeflateDecoder;

use super::{is_same_name, reduced};
use crate::id::{Authority, Id};

/// The sections of the table, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[rustfmt::skip]
pub(crate) enum Table {
    Unit, Ellipsoid, Meridian, Datum, VerticalDatum, System, Method, Parameter, Conversion, Geodetic, Projected, Vertical, Compound,
    Engineering,
    EllipsoidAlias, DatumAlias, VerticalDatumAlias, GeodeticAlias, ProjectedAlias, VerticalAlias,
}

const TABLES: usize = Table::VerticalAlias as usize + 1;

/// One line: its fields.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) id: Id,
    line: &'static str,
}

impl Row {
    /// The fields after the code.
    pub(super) fn fields(self) -> impl Iterator<Item = &'static str> {
        self.line.split('\t').skip(1)
    }

    fn name(self) -> &'static str {
        self.fields().next().unwrap_or_default()
    }

    /// Whether the register advises against it: the last field, where there is one.
    pub(super) fn is_deprecated(self) -> bool {
        self.line.ends_with("\t1")
    }
}

/// All lines of a table, in the order of codes.
pub(super) fn rows(table: Table) -> &'static [Row] {
    static SECTIONS: OnceLock<Vec<Vec<Row>>> = OnceLock::new();
    SECTIONS.get_or_init(sections).get(table as usize).map_or(&[], Vec::as_slice)
}

/// The line of a code.
pub(super) fn row(table: Table, id: Id) -> Option<Row> {
    let rows = rows(table);
    rows.binary_search_by_key(&id, |row| row.id).ok().and_then(|at| rows.get(at)).copied()
}

/// The code that has this name, or this alias of ESRI's. One in use comes before one that is not, EPSG's before ESRI's.
pub(crate) fn named(table: Table, name: &str) -> Option<Id> {
    all_named(table, name).into_iter().next()
}

/// All codes of this name, the likeliest first: WGS 84 is geographic in two and in three dimensions, and geocentric.
pub(crate) fn all_named(table: Table, name: &str) -> Vec<Id> {
    let Some(first) = reduced(name).next() else { return Vec::new() };
    let is_it = |row: &&Row| reduced(row.name()).next() == Some(first) && is_same_name(row.name(), name);
    let (old, mut found): (Vec<Row>, Vec<Row>) = rows(table).iter().filter(is_it).partition(|row| row.is_deprecated());
    let of_old = |alias: &Row| row(table, alias.id).is_some_and(Row::is_deprecated);
    let mut aliases: Vec<Row> = alias(table).into_iter().flat_map(rows).filter(is_it).copied().collect();
    aliases.sort_by_key(of_old);
    found.extend(aliases);
    found.extend(old);
    found.iter().map(|row| row.id).collect()
}

/// The table of ESRI's names for what is in a table.
fn alias(table: Table) -> Option<Table> {
    match table {
        Table::Ellipsoid => Some(Table::EllipsoidAlias),
        Table::Datum => Some(Table::DatumAlias),
        Table::VerticalDatum => Some(Table::VerticalDatumAlias),
        Table::Geodetic => Some(Table::GeodeticAlias),
        Table::Projected => Some(Table::ProjectedAlias),
        Table::Vertical => Some(Table::VerticalAlias),
        _ => None,
    }
}

/// A code as the table writes it.
pub(super) fn id(text: &str) -> Option<Id> {
    match text.strip_prefix('E') {
        Some(number) => Some(Id { authority: Authority::Esri, code: number.parse().ok()? }),
        None => Some(Id { authority: Authority::Epsg, code: text.parse().ok()? }),
    }
}

fn sections() -> Vec<Vec<Row>> {
    let mut sections: Vec<Vec<Row>> = Vec::with_capacity(TABLES);
    for line in text().lines().skip(1) {
        if line.starts_with('#') {
            sections.push(Vec::new());
        } else if let (Some(section), Some(id)) = (sections.last_mut(), id(line.split('\t').next().unwrap_or_default()))
        {
            section.push(Row { id, line });
        }
    }
    sections
}

fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    const FILE: &[u8] = include_bytes!("../../data/definitions.bin");
    TEXT.get_or_init(|| {
        let mut text = String::new();
        if let Some((length, packed)) = FILE.split_first_chunk() {
            let length = u32::from_le_bytes(*length);
            text.reserve_exact(length as usize);
            // It is part of the program, and a test reads all of it.
            let _ = DeflateDecoder::new(packed).take(u64::from(length)).read_to_string(&mut text);
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_is_there_in_the_order_of_codes() {
        assert_eq!(
            text().len(),
            u32::from_le_bytes(*include_bytes!("../../data/definitions.bin").first_chunk().unwrap()) as usize
        );
        for table in 0..TABLES {
            let rows = &sections()[table];
            assert!(!rows.is_empty(), "section {table}");
            assert!(rows.is_sorted_by_key(|row| row.id), "section {table}");
        }
        assert_eq!(sections().len(), TABLES);
    }

    #[test]
    fn names_lead_to_codes() {
        assert_eq!(named(Table::Projected, "WGS_1984_UTM_Zone_33N"), Some(Id::epsg(32633)));
        assert_eq!(named(Table::Datum, "D_North_American_1983"), Some(Id::epsg(6269)));
        assert_eq!(named(Table::Geodetic, "GCS_WGS_1984"), Some(Id::epsg(4326)));
        assert_eq!(named(Table::Projected, "NAD_1983_Oregon_Statewide_Lambert"), Some(Id::epsg(2991)));
        assert_eq!(named(Table::Projected, "no such place"), None);
        assert_eq!(named(Table::Projected, " / "), None);
    }
}
