//! `windows`: tiles, line by line or as JSON.

use serde_json::json;

use crate::{cogsmith, terrain};

/// The windows of two nested loops.
fn expected(tile: usize, overlap: usize) -> Vec<[usize; 4]> {
    let mut windows = Vec::new();
    for y in (0..900).step_by(tile - overlap) {
        for x in (0..1100).step_by(tile - overlap) {
            windows.push([x, y, tile.min(1100 - x), tile.min(900 - y)]);
        }
    }
    windows
}

#[test]
fn lines_and_json_are_the_nested_loops() {
    for (tile, overlap) in [(512, 0), (256, 8), (2000, 0), (1100, 1099)] {
        let (size, shared) = (tile.to_string(), overlap.to_string());
        let args = ["windows", &terrain(), "--tile", &size, "--overlap", &shared];
        let expected = expected(tile, overlap);
        let lines: Vec<String> = expected.iter().map(|[x, y, w, h]| format!("{x} {y} {w} {h}")).collect();
        assert_eq!(cogsmith(&args).text().lines().collect::<Vec<_>>(), lines);
        let object = |[x, y, w, h]: &[usize; 4]| json!({ "col_off": x, "row_off": y, "width": w, "height": h });
        let objects: Vec<_> = expected.iter().map(object).collect();
        assert_eq!(cogsmith(&[&args[..], &["--json"]].concat()).json(), json!(objects));
    }
}

#[test]
fn lines_are_what_read_takes() {
    let text = cogsmith(&["windows", &terrain(), "--tile", "700"]).text();
    let mut len = 0;
    for line in text.lines() {
        let window: Vec<&str> = line.split(' ').collect();
        len +=
            cogsmith(&[&["read", &terrain(), "--raw", "-", "--window"], &window[..]].concat()).succeeds().stdout.len();
    }
    assert_eq!(len, 1100 * 900 * 2);
}
