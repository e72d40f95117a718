//! The brackets of WKT: keywords, texts and numbers in a tree.
//!
//! ```text
//! node    KEYWORD [ value , value … ]      round brackets will do, too
//! value   "text", with "" for a quote      number      word      node
//! ```

/// What stands between two commas.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    Node(Node),
    /// A word without quotes: the direction of an axis.
    Word(String),
}

/// A keyword and its values.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) keyword: String,
    values: Vec<Value>,
}

impl Node {
    /// The first text in it: its name.
    pub(super) fn name(&self) -> &str {
        self.texts().next().unwrap_or_default()
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.values.iter().filter_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> {
        self.values.iter().filter_map(|value| match value {
            Value::Number(number) => Some(*number),
            _ => None,
        })
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.values.iter().filter_map(|value| match value {
            Value::Word(word) => Some(word.as_str()),
            _ => None,
        })
    }

    pub(super) fn nodes(&self, keyword: &str) -> impl Iterator<Item = &Node> {
        self.values.iter().filter_map(move |value| match value {
            Value::Node(node) if node.keyword.eq_ignore_ascii_case(keyword) => Some(node),
            _ => None,
        })
    }

    pub(super) fn node(&self, keyword: &str) -> Option<&Node> {
        self.nodes(keyword).next()
    }
}

/// Deeper than any CRS nests, and shallow enough for any stack.
const MAX_DEPTH: usize = 16;

/// The trees of a text: one, or ESRI's two with a comma between, of places and of heights. What comes after them is passed over.
pub(super) fn parse(text: &str) -> Option<Vec<Node>> {
    let mut rest = text;
    let mut nodes = Vec::new();
    while let Value::Node(node) = value(&mut rest, 0)? {
        nodes.push(node);
        match rest.trim_start().strip_prefix(',') {
            Some(more) if nodes.len() < 2 => rest = more,
            _ => return Some(nodes),
        }
    }
    None
}

fn value(text: &mut &str, depth: usize) -> Option<Value> {
    *text = text.trim_start();
    if let Some(rest) = text.strip_prefix('"') {
        *text = rest;
        return quoted(text).map(Value::Text);
    }
    let end = text.find(|c: char| "[](),\"".contains(c)).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    *text = rest;
    let word = word.trim();
    if rest.starts_with(['[', '(']) {
        return values(text, depth + 1).map(|values| Value::Node(Node { keyword: word.into(), values }));
    }
    match word.parse::<f64>() {
        Ok(number) if number.is_finite() => Some(Value::Number(number)),
        _ => Some(Value::Word(word.into())),
    }
}

/// From the opening bracket to the closing one.
fn values(text: &mut &str, depth: usize) -> Option<Vec<Value>> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut values = Vec::new();
    loop {
        // The opening bracket, or a comma.
        *text = text.get(1..)?;
        values.push(value(text, depth)?);
        *text = text.trim_start();
        match text.chars().next()? {
            ',' => {}
            ']' | ')' => {
                *text = text.get(1..)?;
                return Some(values);
            }
            _ => return None,
        }
    }
}

/// Up to the closing quote.
fn quoted(text: &mut &str) -> Option<String> {
    let mut found = String::new();
    loop {
        let (part, rest) = text.split_once('"')?;
        found.push_str(part);
        *text = rest;
        match rest.strip_prefix('"') {
            Some(more) => {
                found.push('"');
                *text = more;
            }
            None => return Some(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_tree_of_brackets() {
        let [node] = &parse(r#" GEOGCS["a ""b""", UNIT("Degree",1.5e-2), AXIS["x",EAST]] trailing"#).unwrap()[..]
        else {
            panic!()
        };
        assert_eq!((node.keyword.as_str(), node.name()), ("GEOGCS", "a \"b\""));
        assert_eq!(node.node("unit").unwrap().numbers().collect::<Vec<_>>(), [0.015]);
        assert_eq!(node.node("AXIS").unwrap().words().collect::<Vec<_>>(), ["EAST"]);
    }

    #[test]
    fn two_trees() {
        let nodes = parse(r#"PROJCS["a"],VERTCS["b"]"#).unwrap();
        assert_eq!(nodes.iter().map(Node::name).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn what_is_no_tree_is_none() {
        for text in ["", "\"text\"", "GEOGCS", "GEOGCS[", "GEOGCS[\"a", "GEOGCS[\"a\" \"b\"]", &"A[".repeat(1000)] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[A-Z\\[\\]\"(), 0-9.é-]*") {
            let _ = parse(&text);
        }
    }
}
