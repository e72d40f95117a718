//! Well-known text of polygons.
//!
//! ```text
//! geometry   = [ "SRID=" number ";" ] body
//! body       = "POLYGON" dims polygon | "MULTIPOLYGON" dims list of polygon | "GEOMETRYCOLLECTION" dims list of body
//! dims       = [ "Z" | "M" | "ZM" ]
//! polygon    = list of ring;  ring = list of point;  point = number number { number }
//! list of x  = "EMPTY" | "(" x { "," x } ")"
//! ```

use geotiff_core::{Error, Result};

use crate::polygon::Polygon;

/// Collections within collections.
const DEEPEST: usize = 32;

pub(crate) fn parse(text: &str) -> Result<Vec<Polygon>> {
    let text = text.trim();
    let body = match text.split_once(';') {
        Some((srid, body)) if srid.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("SRID=")) => body,
        _ => text,
    };
    let mut parser = Parser { rest: body };
    let mut polygons = Vec::new();
    parser.geometry(DEEPEST, &mut polygons)?;
    if parser.next().is_empty() { Ok(polygons) } else { Err(parser.unexpected("nothing more")) }
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    /// The next word, number, bracket or comma; empty at the end.
    fn next(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        let end = match self.rest.find(|c: char| "(),".contains(c) || c.is_whitespace()) {
            Some(0) => 1,
            Some(end) => end,
            None => self.rest.len(),
        };
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        token
    }

    fn takes(&mut self, word: &str) -> bool {
        let before = self.rest;
        let is_it = self.next().eq_ignore_ascii_case(word);
        if !is_it {
            self.rest = before;
        }
        is_it
    }

    fn unexpected(&self, wanted: &str) -> Error {
        let found: String = self.rest.trim_start().chars().take(20).collect();
        Error::parameter(format!("this is no WKT of polygons: {wanted} is expected before {found:?}"))
    }

    fn list(&mut self, mut item: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        if self.takes("EMPTY") {
            return Ok(());
        }
        if !self.takes("(") {
            return Err(self.unexpected("a bracket"));
        }
        loop {
            item(self)?;
            if self.takes(")") {
                return Ok(());
            }
            if !self.takes(",") {
                return Err(self.unexpected("a comma or a bracket"));
            }
        }
    }

    fn geometry(&mut self, depth: usize, polygons: &mut Vec<Polygon>) -> Result<()> {
        let name = self.next().to_ascii_uppercase();
        let _ = self.takes("Z") || self.takes("M") || self.takes("ZM");
        match name.trim_end_matches(['Z', 'M']) {
            "POLYGON" => self.polygon(polygons),
            "MULTIPOLYGON" => self.list(|parser| parser.polygon(polygons)),
            "GEOMETRYCOLLECTION" if depth > 0 => self.list(|parser| parser.geometry(depth - 1, polygons)),
            "GEOMETRYCOLLECTION" => Err(Error::parameter("collections of WKT are nested too deeply")),
            other => Err(Error::parameter(format!(
                "this is no WKT of polygons: it begins with {:?}",
                other.chars().take(20).collect::<String>()
            ))),
        }
    }

    fn polygon(&mut self, polygons: &mut Vec<Polygon>) -> Result<()> {
        let mut rings = Vec::new();
        self.list(|parser| {
            let mut ring = Vec::new();
            parser.list(|parser| {
                ring.push([parser.number()?, parser.number()?]);
                // Height and measure.
                while !parser.rest.trim_start().starts_with([',', ')']) {
                    parser.number()?;
                }
                Ok(())
            })?;
            rings.push(ring);
            Ok(())
        })?;
        if !rings.is_empty() {
            polygons.push(Polygon::new(rings)?);
        }
        Ok(())
    }

    fn number(&mut self) -> Result<f64> {
        let before = self.rest;
        self.next().parse().map_err(|_| Self { rest: before }.unexpected("a number"))
    }
}

#[cfg(test)]
mod tests {
    use crate::Region;

    #[test]
    fn every_spelling_is_read() {
        for (text, polygons, rings) in [
            ("POLYGON((0 0,4 0,4 4,0 0))", 1, 1),
            ("polygon ((0 0, 9 0, 9 9, 0 0), (5 1, 6 1, 6 2, 5 1))", 1, 2),
            ("SRID=32633;POLYGON Z ((0 0 1, 4 0 1, 4 4 1, 0 0 1))", 1, 1),
            ("POLYGONZM((0 0 1 2,4 0 1 2,-4.5e1 4 1 2,0 0 1 2))", 1, 1),
            ("MULTIPOLYGON(((0 0,4 0,4 4,0 0)),((0 0,4 0,4 4,0 0)))", 2, 2),
            ("GEOMETRYCOLLECTION (POLYGON EMPTY, MULTIPOLYGON (((0 0,4 0,4 4,0 0))))", 1, 1),
        ] {
            let region = Region::parse(text).unwrap();
            let found: usize = region.polygons().iter().map(|polygon| polygon.rings().len()).sum();
            assert_eq!((region.polygons().len(), found), (polygons, rings), "{text}");
        }
    }

    #[test]
    fn what_is_none_is_told() {
        for text in [
            "",
            "POINT (1 2)",
            "POLYGON EMPTY",
            "POLYGON ((0 0, 4 0, 4 4, 0 0)",
            "POLYGON ((0 0, 4 0, 4 x, 0 0))",
            "POLYGON ((0 0, 4, 4 4, 0 0))",
            "POLYGON ((0 0, 4 0, 4 4, 0 0)) POLYGON",
            "POLYGON ((0 0, 4 0, 0 0))",
            "POLYGON ((0 0, 4 nan, 0 9, 0 0))",
            "ÄÖÜSR;",
        ] {
            assert!(Region::from_wkt(text).is_err(), "{text}");
        }
        let deep = format!("{}{}", "GEOMETRYCOLLECTION(".repeat(40), ")".repeat(40));
        assert!(Region::from_wkt(&deep).is_err());
    }
}
