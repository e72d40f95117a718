//! GDAL's metadata (tag 42112): named texts of the raster and its bands, as XML.
//!
//! ```text
//! <GDALMetadata>
//!   <Item name="OFFSET" sample="0" role="offset">1.5</Item>
//!   <Item name="..." domain="...">text</Item>
//! </GDALMetadata>
//! ```
//!
//! GDAL escapes values twice: once as text, once more as XML. Both layers are undone here, and put back.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::{Error, Result};
use crate::field::Field;
use crate::ifd::Ifd;
use crate::tag::Tag;

/// Bytes of the longest escape, with a few leading zeros to spare.
const LONGEST_ESCAPE: usize = 16;

/// One named text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetadataItem {
    /// Its key.
    pub name: String,
    /// Its text.
    pub value: String,
    /// The band it belongs to, from 0; `None` for the whole raster.
    pub sample: Option<usize>,
    /// What GDAL uses it for: `offset`, `scale`, `unittype`, `description`, `colorinterp`.
    pub role: Option<String>,
    /// Its namespace; `None` for the default one.
    pub domain: Option<String>,
}

/// All named texts of a raster, in the order of the file.
///
/// ```
/// use geotiff_core::GdalMetadata;
///
/// let metadata = GdalMetadata::parse(r#"<GDALMetadata><Item name="UNITTYPE" sample="0" role="unittype">m&amp;lt;1</Item></GDALMetadata>"#)?;
/// assert_eq!(metadata.role(0, "unittype"), Some("m<1"));
/// assert_eq!(GdalMetadata::parse(&metadata.to_xml())?, metadata);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GdalMetadata {
    /// The texts.
    pub items: Vec<MetadataItem>,
}

impl GdalMetadata {
    /// The metadata of a directory; none if it has none that can be read, as in GDAL.
    pub fn from_ifd(ifd: &Ifd) -> Self {
        ifd.text(Tag::GDAL_METADATA).and_then(|xml| Self::parse(&xml).ok()).unwrap_or_default()
    }

    /// Reads the XML.
    ///
    /// # Errors
    /// `Format` if it is not well formed.
    pub fn parse(xml: &str) -> Result<Self> {
        let wrong = |what: String| {
            Error::format(format!("GDAL_METADATA is not well-formed XML: {what}")).in_tag(Tag::GDAL_METADATA.0)
        };
        let mut reader = Reader::from_str(xml);
        let mut items = Vec::new();
        let mut open: Option<MetadataItem> = None;
        loop {
            match reader.read_event().map_err(|e| wrong(e.to_string()))? {
                Event::Eof => return Ok(Self { items }),
                Event::Start(tag) if tag.local_name().as_ref() == "Item" => open = Some(parse_item(&tag)),
                Event::Empty(tag) if tag.local_name().as_ref() == "Item" => items.push(parse_item(&tag)),
                Event::End(tag) if tag.local_name().as_ref() == "Item" => {
                    items.extend(open.take().map(|item| MetadataItem { value: unescape(&item.value), ..item }));
                }
                event => {
                    if let Some(item) = &mut open {
                        push_text(&event, &mut item.value);
                    }
                }
            }
        }
    }

    /// The XML as GDAL writes it.
    pub fn to_xml(&self) -> String {
        let mut xml = String::from("<GDALMetadata>\n");
        for item in &self.items {
            xml.push_str("  <Item");
            let sample = item.sample.map(|n| n.to_string());
            let attributes = [
                ("name", Some(&item.name)),
                ("sample", sample.as_ref()),
                ("role", item.role.as_ref()),
                ("domain", item.domain.as_ref()),
            ];
            for (key, value) in attributes {
                if let Some(value) = value {
                    xml.push_str(&format!(" {key}=\"{}\"", escape(value)));
                }
            }
            xml.push_str(&format!(">{}</Item>\n", escape(&escape(&item.value))));
        }
        xml.push_str("</GDALMetadata>\n");
        xml
    }

    /// The field that holds it; `None` if there is nothing to say.
    pub fn to_field(&self) -> Option<Field> {
        (!self.items.is_empty()).then(|| Field::ascii(Tag::GDAL_METADATA, &self.to_xml()))
    }

    /// The text that has this role for a band (from 0).
    pub fn role(&self, sample: usize, role: &str) -> Option<&str> {
        let matches = |item: &&MetadataItem| item.sample == Some(sample) && item.role.as_deref() == Some(role);
        self.items.iter().find(matches).map(|item| item.value.as_str())
    }

    /// The number that has this role for a band (from 0), such as its `scale` or `offset`.
    pub fn number(&self, sample: usize, role: &str) -> Option<f64> {
        self.role(sample, role)?.trim().parse().ok()
    }

    /// The text of this name in a domain (`None` for the default one), of the whole raster.
    pub fn value(&self, domain: Option<&str>, name: &str) -> Option<&str> {
        let matches =
            |item: &&MetadataItem| item.sample.is_none() && item.domain.as_deref() == domain && item.name == name;
        self.items.iter().find(matches).map(|item| item.value.as_str())
    }
}

fn parse_item(tag: &BytesStart<'_>) -> MetadataItem {
    let mut item = MetadataItem::default();
    // Of an attribute that stands twice, the last counts: to look for such takes long where there are many.
    for attribute in tag.attributes().with_checks(false).flatten() {
        let value = unescape(&attribute.value);
        match attribute.key.local_name().as_ref() {
            "name" => item.name = value,
            "sample" => item.sample = value.trim().parse().ok(),
            "role" => item.role = Some(value).filter(|v| !v.is_empty()),
            "domain" => item.domain = Some(value).filter(|v| !v.is_empty()),
            _ => {}
        }
    }
    item
}

/// Appends what an event of the reader says, with the outer layer of escapes undone.
pub(crate) fn push_text(event: &Event<'_>, out: &mut String) {
    match event {
        Event::Text(text) => out.push_str(text),
        Event::CData(text) => out.push_str(text),
        Event::GeneralRef(name) => out.push_str(&unescape(&format!("&{};", &**name))),
        _ => {}
    }
}

/// Undoes one layer of escapes; what is not a known one stays as it is.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // No escape is longer, so that a text of nothing but ampersands takes no longer than any other.
        let end = rest.bytes().take(LONGEST_ESCAPE).position(|c| c == b';');
        let known = end.and_then(|end| Some((end, entity(&rest[1..end])?)));
        let (len, c) = known.map_or((1, '&'), |(end, c)| (end + 1, c));
        out.push(c);
        rest = &rest[len..];
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_both_layers_of_escapes() {
        let xml = "<GDALMetadata>\n  <Item name=\"a&amp;b\" domain=\"D\">x &amp;amp; &amp;lt;y&amp;gt; &#38;quot;</Item>\n</GDALMetadata>\n";
        let metadata = GdalMetadata::parse(xml).unwrap();
        assert_eq!(metadata.value(Some("D"), "a&b"), Some("x & <y> \""));
    }

    #[test]
    fn a_single_layer_of_escapes_is_read_too() {
        let metadata =
            GdalMetadata::parse("<GDALMetadata><Item name=\"n\">5 &lt; 6 &amp; 7</Item></GDALMetadata>").unwrap();
        assert_eq!(metadata.value(None, "n"), Some("5 < 6 & 7"));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(name in "[^\u{0}-\u{1f}]{1,8}", value in "[^\u{0}-\u{8}\u{b}-\u{1f}]{0,20}", sample in proptest::option::of(0_usize..300)) {
            let metadata = GdalMetadata { items: vec![MetadataItem { name, value, sample, ..Default::default() }] };
            prop_assert_eq!(GdalMetadata::parse(&metadata.to_xml()).unwrap(), metadata);
        }

        #[test]
        fn any_text_is_read_or_refused(xml in "\\PC{0,200}") {
            let _ = GdalMetadata::parse(&xml);
            let _ = unescape(&xml);
        }
    }
}
