//! What EPSG codes and WKT1 mean, as WKT2 and PROJJSON: a line of JSON for each line that is read.
//!
//! ```text
//! echo 32633 | cargo run --package cogsmith-crs --example describe
//! ```

use std::io::{BufRead, Write, stdin, stdout};

use crs::Crs;
use serde_json::json;

fn main() -> std::io::Result<()> {
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let line = line?;
        let crs = line.trim().parse().map_or_else(|_| Crs::from_wkt1(&line), Crs::from_epsg);
        let described = crs.and_then(|crs| {
            let (wkt2, projjson) = (crs.to_wkt2()?, crs.to_projjson()?);
            let id = crs.id().map(|id| id.to_string());
            Ok(json!({ "id": id, "name": crs.name(), "equivalent_epsg": crs.equivalent_epsg(), "wkt2": wkt2, "projjson": projjson }))
        });
        writeln!(out, "{}", described.unwrap_or_else(|error| json!({ "error": error.to_string() })))?;
    }
    Ok(())
}
