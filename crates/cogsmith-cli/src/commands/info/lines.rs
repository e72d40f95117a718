//! Lines for people: a key and its values.

/// Columns of a key.
const KEY_WIDTH: usize = 12;

/// Lines of a key and a value; a key stands only on its first line.
#[derive(Default)]
pub(super) struct Lines {
    text: String,
    last_key: String,
}

impl Lines {
    pub(super) fn add(&mut self, key: &str, value: impl AsRef<str>) {
        let mut shown = if key == self.last_key { "" } else { key };
        // What a file says in several lines stays in its column, and cannot steer the terminal.
        for line in value.as_ref().lines() {
            let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            self.text.push_str(format!("{shown:<KEY_WIDTH$} {line}").trim_end());
            self.text.push('\n');
            shown = "";
        }
        self.last_key = key.to_string();
    }

    /// The next value shows its key, though it may be the last one's.
    pub(super) fn new_key(&mut self) {
        self.last_key.clear();
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// A table whose columns are aligned: numbers, to the right.
pub(super) fn table(rows: &[Vec<String>], to_the_right: bool) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let chars = |text: &str| text.chars().count();
    let width = |i: usize| rows.iter().filter_map(|row| row.get(i)).map(|cell| chars(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let cell = |(cell, width): (&String, &usize)| {
        let gap = " ".repeat(width - chars(cell));
        if to_the_right { format!("{gap}{cell}") } else { format!("{cell}{gap}") }
    };
    rows.iter()
        .map(|row| row.iter().zip(&widths).map(cell).collect::<Vec<_>>().join("  ").trim_end().to_string())
        .collect()
}
