//! `cogsmith info --tags`: every field of every directory as it stands in the file.

use cogsmith::{Dataset, Field, FieldType, RawField, Result, Tag, raw_fields};
use serde_json::{Map, Value, json};

use super::lines::{Lines, table};
use super::tag_names::{self, Vocabulary};
use crate::args::Tags;
use crate::number::{exact, json_number};

/// Bytes of a field's values that are shown, unless all are.
const BRIEF: u64 = 256;
/// Characters of a field's values on a line, unless all are shown.
const LINE: usize = 100;
/// Bytes that all fields may take.
const BUDGET: u64 = 64 << 20;
/// EXIF's link to the directory of interoperability.
const INTEROPERABILITY_IFD: Tag = Tag(40965);

/// A directory and its fields.
pub(super) struct TagDirectory {
    /// `ifd`, `subifd`, `exif`, `gps` or `interoperability`.
    kind: &'static str,
    /// Its place in the chain, from 1, or that of the directory that links to it.
    number: usize,
    offset: u64,
    fields: Result<Vec<RawField>>,
    vocabulary: Vocabulary,
    is_full: bool,
}

/// All directories, in the order of the file; those that cannot be read have an error.
pub(super) fn directories(dataset: &Dataset, how: Tags) -> Vec<TagDirectory> {
    let (tiff, is_full) = (dataset.tiff(), how == Tags::Full);
    let most = if is_full { u64::MAX } else { BRIEF };
    let mut budget = BUDGET;
    let mut number = 0;
    let mut read = |kind, number, offset, vocabulary| {
        let fields = raw_fields(dataset.source(), tiff.header, offset, most, &mut budget);
        TagDirectory { kind, number, offset, fields, vocabulary, is_full }
    };
    let mut all = Vec::new();
    for directory in &tiff.directories {
        let is_sub = directory.parent.is_some();
        number += usize::from(!is_sub);
        let kind = if is_sub { "subifd" } else { "ifd" };
        all.push(read(kind, number, directory.ifd.offset, Vocabulary::Tiff));
        let link = |tag| directory.ifd.u64(tag).ok().flatten().filter(|&offset| offset != 0);
        if let Some(offset) = link(Tag::EXIF_IFD) {
            let exif = read("exif", number, offset, Vocabulary::Tiff);
            let further = exif.link(INTEROPERABILITY_IFD);
            all.push(exif);
            all.extend(further.map(|at| read("interoperability", number, at, Vocabulary::Interoperability)));
        }
        all.extend(link(Tag::GPS_IFD).map(|offset| read("gps", number, offset, Vocabulary::Gps)));
    }
    all
}

impl TagDirectory {
    fn link(&self, tag: Tag) -> Option<u64> {
        let field = self.fields.as_ref().ok()?.iter().find(|raw| raw.field.tag == tag)?;
        field.field.to_u64().ok().filter(|&offset| offset != 0)
    }

    pub(super) fn to_json(&self) -> Value {
        let mut directory = Map::new();
        directory.insert("kind".into(), json!(self.kind));
        directory.insert("directory".into(), json!(self.number));
        directory.insert("offset".into(), json!(self.offset));
        match &self.fields {
            Ok(fields) => {
                let fields = fields.iter().map(|raw| self.field_json(raw)).collect::<Vec<_>>();
                directory.insert("fields".into(), json!(fields))
            }
            Err(error) => directory.insert("error".into(), json!(error.to_string())),
        };
        directory.into()
    }

    fn field_json(&self, raw: &RawField) -> Value {
        let RawField { field, offset, held } = raw;
        json!({
            "tag": field.tag.0,
            "name": tag_names::of(field.tag, self.vocabulary),
            "type": type_name(field.field_type),
            "count": field.count,
            "offset": offset,
            "value": value_json(field),
            "truncated": *held < field.count,
        })
    }

    pub(super) fn add_to(&self, lines: &mut Lines) {
        let of = |what: &str| format!("{what} of directory {}", self.number);
        let what = match self.kind {
            "ifd" => format!("directory {}", self.number),
            "subifd" => of("SubIFD"),
            "exif" => of("EXIF"),
            "gps" => of("GPS"),
            _ => of("interoperability"),
        };
        lines.new_key();
        lines.add("Tags", format!("{what}, at byte {}", self.offset));
        let fields = match &self.fields {
            Ok(fields) => fields,
            Err(error) => return lines.add("Tags", format!("cannot be read: {error}")),
        };
        let row = |raw: &RawField| {
            let name = tag_names::of(raw.field.tag, self.vocabulary).unwrap_or("");
            let head = [raw.field.tag.0.to_string(), name.to_string(), type_name(raw.field.field_type)];
            let place = [raw.field.count.to_string(), format!("@{}", raw.offset), self.value_text(raw)];
            head.into_iter().chain(place).collect::<Vec<String>>()
        };
        for line in table(&fields.iter().map(row).collect::<Vec<_>>(), false) {
            lines.add("Tags", line);
        }
    }

    fn value_text(&self, raw: &RawField) -> String {
        if raw.held == 0 && raw.field.count > 0 {
            return "(cannot be read)".into();
        }
        let text = match value_json(&raw.field) {
            Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(" "),
            value => plain(&value),
        };
        let is_long = !self.is_full && text.chars().count() > LINE;
        let shown: String = if is_long { text.chars().take(LINE).collect() } else { text };
        let shown: String = shown.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if is_long || raw.held < raw.field.count { format!("{shown} …") } else { shown }
    }
}

/// A number as it is, a text between quotes only where it is one of the file.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "(of an unknown type)".into(),
        Value::Number(number) => number.as_f64().filter(|_| number.is_f64()).map_or_else(|| number.to_string(), exact),
        other => other.to_string(),
    }
}

/// Text as text, bytes of any meaning in hexadecimal, a rational as `n/d`; one number alone, several in an array.
fn value_json(field: &Field) -> Value {
    let Ok(bytes) = field.bytes() else { return Value::Null };
    let halves = || bytes.as_chunks::<4>().0;
    let mut values: Vec<Value> = match field.field_type {
        FieldType::ASCII => return json!(text(bytes)),
        FieldType::UNDEFINED => return json!(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
        FieldType::RATIONAL => {
            let numbers: Vec<u32> = halves().iter().map(|&half| u32::from_ne_bytes(half)).collect();
            numbers.as_chunks().0.iter().map(|[n, d]| json!(format!("{n}/{d}"))).collect()
        }
        FieldType::SRATIONAL => {
            let numbers: Vec<i32> = halves().iter().map(|&half| i32::from_ne_bytes(half)).collect();
            numbers.as_chunks().0.iter().map(|[n, d]| json!(format!("{n}/{d}"))).collect()
        }
        FieldType::SLONG8 => bytes.as_chunks().0.iter().map(|&value| json!(i64::from_ne_bytes(value))).collect(),
        _ => match (field.to_u64s(), field.to_f64s()) {
            (Ok(values), _) => values.into_iter().map(|value| json!(value)).collect(),
            (_, Ok(values)) => values.into_iter().map(json_number).collect(),
            _ => return Value::Null,
        },
    };
    match (field.count, values.pop()) {
        (1, Some(only)) => only,
        (_, last) => values.into_iter().chain(last).collect(),
    }
}

/// Texts end with a NUL each; what is not UTF-8 is Latin-1.
fn text(bytes: &[u8]) -> String {
    let mut end = bytes.len();
    while end > 0 && bytes.get(end - 1) == Some(&0) {
        end -= 1;
    }
    let bytes = bytes.get(..end).unwrap_or_default();
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|&byte| char::from(byte)).collect(), str::to_string)
}

fn type_name(field_type: FieldType) -> String {
    let name = match field_type {
        FieldType::BYTE => "BYTE",
        FieldType::ASCII => "ASCII",
        FieldType::SHORT => "SHORT",
        FieldType::LONG => "LONG",
        FieldType::RATIONAL => "RATIONAL",
        FieldType::SBYTE => "SBYTE",
        FieldType::UNDEFINED => "UNDEFINED",
        FieldType::SSHORT => "SSHORT",
        FieldType::SLONG => "SLONG",
        FieldType::SRATIONAL => "SRATIONAL",
        FieldType::FLOAT => "FLOAT",
        FieldType::DOUBLE => "DOUBLE",
        FieldType::IFD => "IFD",
        FieldType::LONG8 => "LONG8",
        FieldType::SLONG8 => "SLONG8",
        FieldType::IFD8 => "IFD8",
        FieldType(other) => return other.to_string(),
    };
    name.to_string()
}
