//! Comma-separated values (RFC 4180).

use cogsmith::{Error, Result};

/// The cells of a line, and the line of the text where it begins.
#[derive(Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) number: usize,
    pub(crate) cells: Vec<String>,
}

/// All lines that are not empty. Quoted cells may hold commas, quotes and line breaks.
pub(crate) fn parse(text: &str) -> Result<Vec<Line>> {
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    let (mut lines, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut number, mut began, mut quoted, mut any) = (1, 1, false, false);
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => (quoted, any) = (true, true),
            ',' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                any = true;
            }
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                if any || !cell.is_empty() {
                    cells.push(std::mem::take(&mut cell));
                    lines.push(Line { number: began, cells: std::mem::take(&mut cells) });
                }
                (number, any) = (number + 1, false);
                began = number;
            }
            c => {
                number += usize::from(c == '\n');
                cell.push(c);
            }
        }
    }
    if quoted {
        return Err(Error::parameter(format!("a quote in the line that begins at {began} does not end")));
    }
    if any || !cell.is_empty() {
        cells.push(cell);
        lines.push(Line { number: began, cells });
    }
    Ok(lines)
}

/// A line of these cells, with quotes where they are needed.
pub(crate) fn line(cells: impl Iterator<Item = String>) -> String {
    let quoted = |cell: String| match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    };
    let mut line = cells.map(quoted).collect::<Vec<_>>().join(",");
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let cells = ["", "a,b", "say \"x\"", "two\nlines", "plain", "ä"].map(String::from);
        let text = [line(cells.clone().into_iter()), "\r\n1,2,3,4,5,\r\n".into()].concat();
        let lines = parse(&text).unwrap();
        assert_eq!(lines[0], Line { number: 1, cells: cells.to_vec() });
        assert_eq!((lines[1].number, lines[1].cells.len(), lines[1].cells[5].as_str()), (4, 6, ""));
        assert!(parse("a,\"b").is_err());
    }
}
