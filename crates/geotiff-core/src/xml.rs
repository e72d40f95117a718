//! A small document of XML as a tree: what GDAL writes beside a raster, read with limits.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::{Error, Result};
use crate::gdal_metadata::{escape, push_text, unescape};
use crate::limits::Limits;

/// Elements within elements: so deep nothing that describes a raster goes, and the stack would not hold many times as many.
const MAX_DEPTH: usize = 64;

/// An element. Names are compared without regard to case, as GDAL does.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Element(Element),
    Text(String),
    /// What stands in an element that is kept as it is written.
    Raw(String),
}

impl Element {
    /// Reads a document; elements of the names in `raw` keep what they hold as it is written.
    ///
    /// # Errors
    /// `Format` if it is not well formed or has no element, `Limits` if it is too deep or has too many parts.
    pub(crate) fn parse(xml: &str, raw: &[&str], limits: &Limits) -> Result<Self> {
        let wrong = |what: String| Error::format(format!("not well-formed XML: {what}"));
        let mut reader = Reader::from_str(xml);
        let mut nodes = 0;
        let mut open: Vec<Self> = Vec::new();
        let mut root = None;
        loop {
            let event = reader.read_event().map_err(|e| wrong(e.to_string()))?;
            let closed = match &event {
                Event::Eof => break,
                Event::Start(tag) => {
                    let mut element = Self::of(tag, &mut nodes)?;
                    if raw.iter().any(|name| element.is(name)) {
                        let text = reader.read_text(tag.name()).map_err(|e| wrong(e.to_string()))?;
                        element.nodes.push(Node::Raw(text.to_string()));
                        Some(element)
                    } else if open.len() == MAX_DEPTH {
                        return Err(Error::limits(format!("XML of more than {MAX_DEPTH} elements in one another")));
                    } else {
                        open.push(element);
                        None
                    }
                }
                Event::Empty(tag) => Some(Self::of(tag, &mut nodes)?),
                Event::End(_) => open.pop(),
                event => {
                    if let Some(element) = open.last_mut() {
                        nodes += 1;
                        element.push(event);
                    }
                    None
                }
            };
            if let Some(element) = closed {
                match open.last_mut() {
                    Some(parent) => parent.nodes.push(Node::Element(element)),
                    // As in GDAL, the first element is the document.
                    None => root = root.or(Some(element)),
                }
            }
            if nodes > limits.xml_parts {
                return Err(Error::limits(format!(
                    "XML of more than the {} parts that are allowed: raise the limit, xml_parts",
                    limits.xml_parts
                )));
            }
        }
        match open.last() {
            Some(element) => Err(wrong(format!("the element {} does not end", element.name))),
            None => root.ok_or_else(|| wrong("there is no element".into())),
        }
    }

    fn of(tag: &BytesStart<'_>, nodes: &mut usize) -> Result<Self> {
        let mut element = Self { name: tag.name().as_ref().to_string(), ..Self::default() };
        for attribute in tag.attributes().with_checks(false) {
            let attribute =
                attribute.map_err(|e| Error::format(format!("not well-formed XML: {} has {e}", element.name)))?;
            element.attributes.push((attribute.key.as_ref().to_string(), unescape(&attribute.value)));
        }
        *nodes += 1 + element.attributes.len();
        Ok(element)
    }

    /// Adds a text, or a part of one: the reader hands out escapes by themselves.
    fn push(&mut self, event: &Event<'_>) {
        let mut text = String::new();
        push_text(event, &mut text);
        match self.nodes.last_mut() {
            _ if text.is_empty() => {}
            Some(Node::Text(begun)) => begun.push_str(&text),
            _ => self.nodes.push(Node::Text(text)),
        }
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The elements in this one.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            _ => None,
        })
    }

    /// The elements of a name in this one.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements().filter(move |element| element.is(name))
    }

    /// The first element of a name in this one.
    pub(crate) fn element(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.is(name))
    }

    /// What an attribute says.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The first text, without the blanks before it; none if there are only blanks.
    pub(crate) fn text(&self) -> &str {
        let texts = self.nodes.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.trim_ascii_start()),
            _ => None,
        });
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// What an attribute or an element of this name says: GDAL takes them for each other.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.attribute(name).or_else(|| self.element(name).map(Self::text))
    }

    /// The number that [`Self::value`] begins with, as C reads it; 0 if it begins with none.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.value(name).map(crate::nodata::leading_number)
    }

    /// The element as XML, laid out as GDAL does.
    pub(crate) fn to_xml(&self) -> String {
        let mut xml = String::new();
        self.write(0, &mut xml);
        xml
    }

    fn write(&self, depth: usize, xml: &mut String) {
        let indent = |depth: usize, xml: &mut String| (0..depth).for_each(|_| xml.push_str("  "));
        indent(depth, xml);
        xml.push('<');
        xml.push_str(&self.name);
        for (key, value) in &self.attributes {
            xml.push_str(&format!(" {key}=\"{}\"", escape(value)));
        }
        let told = |node: &&Node| !matches!(node, Node::Text(text) if text.trim_ascii().is_empty());
        if !self.nodes.iter().any(|node| told(&node)) {
            xml.push_str(" />\n");
            return;
        }
        xml.push('>');
        let mut in_line = true;
        for node in self.nodes.iter().filter(told) {
            match node {
                Node::Text(text) => xml.push_str(&escape(text.trim_ascii_start())),
                Node::Raw(text) => xml.push_str(text),
                Node::Element(element) => {
                    if in_line {
                        xml.push('\n');
                    }
                    in_line = false;
                    element.write(depth + 1, xml);
                }
            }
        }
        if !in_line {
            indent(depth, xml);
        }
        xml.push_str(&format!("</{}>\n", self.name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_document_is_a_tree_whose_names_have_no_case() {
        let xml =
            "<?xml version=\"1.0\"?><!-- c --><A b=\"&lt;1&gt;\"> <Two/>\n<two> 7 &amp; 8<![CDATA[<9>]]></two></A>";
        let root = Element::parse(xml, &[], &Limits::new()).unwrap();
        assert_eq!((root.attribute("B"), root.value("b")), (Some("<1>"), Some("<1>")));
        assert_eq!(root.all("TWO").map(Element::text).collect::<Vec<_>>(), ["", "7 & 8<9>"]);
        assert_eq!(root.to_xml(), "<A b=\"&lt;1&gt;\">\n  <Two />\n  <two>7 &amp; 8&lt;9&gt;</two>\n</A>\n");
    }

    #[test]
    fn an_element_can_be_kept_as_it_is_written() {
        let root = Element::parse("<A><R k=\"v\"> <i>1 &lt;</i>\n</R></A>", &["r"], &Limits::new()).unwrap();
        assert_eq!(root.element("R").unwrap().to_xml(), "<R k=\"v\"> <i>1 &lt;</i>\n</R>\n");
    }

    #[test]
    fn what_is_damaged_or_too_large_is_refused() {
        for xml in ["", "no element", "<A>", "<A></B>", "<A><B></A>", "<A b=>"] {
            assert_eq!(Element::parse(xml, &[], &Limits::new()).unwrap_err().kind(), crate::ErrorKind::Format, "{xml}");
        }
        let deep = "<a>".repeat(100_000);
        assert_eq!(Element::parse(&deep, &[], &Limits::unlimited()).unwrap_err().kind(), crate::ErrorKind::Limits);
        let few = Limits { xml_parts: 10, ..Limits::new() };
        let wide = format!("<a>{}</a>", "<b/>".repeat(10));
        let error = Element::parse(&wide, &[], &few).unwrap_err();
        assert!(error.kind() == crate::ErrorKind::Limits && error.message().ends_with("raise the limit, xml_parts"));
        assert!(Element::parse(&wide, &[], &Limits { xml_parts: 11, ..few }).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(xml in "[<>/a-c =\"&;!?\\[\\]-]{0,80}") {
            if let Ok(root) = Element::parse(&xml, &["b"], &Limits::new()) {
                let again = Element::parse(&root.to_xml(), &["b"], &Limits::new());
                prop_assert!(again.is_ok(), "{}", root.to_xml());
            }
        }
    }
}
