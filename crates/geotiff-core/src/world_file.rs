//! World files: six numbers, each on a line, that tie a raster to the ground.
//!
//! ```text
//! A   width of a pixel            x = A·col + B·row + C
//! D   y for each column           y = D·col + E·row + F
//! B   x for each row              (0, 0) is the centre of the upper-left pixel
//! E   height of a pixel, below 0 for north up
//! C   x of the upper-left pixel's centre
//! F   y of it
//! ```

use crate::nodata::leading_number;
use crate::transform::GeoTransform;

/// What GDAL reads at most.
const MAX_LINES: usize = 100;
/// Bytes of a line at most.
const MAX_LINE_LEN: usize = 100;

impl GeoTransform {
    /// Bytes that a world file has at most.
    pub const MAX_WORLD_FILE_LEN: usize = MAX_LINES * (MAX_LINE_LEN + 2);

    /// Reads a world file as GDAL does: blank lines are passed over, a number may have a decimal comma, and what follows it
    /// on its line is not looked at. `None` if there are not six lines, a line is too long, or pixels would have no size.
    ///
    /// ```
    /// use geotiff_core::GeoTransform;
    ///
    /// let transform = GeoTransform::from_world_file("30\n0\n0\n-30\n500015\n4599985\n");
    /// assert_eq!(transform, Some(GeoTransform::north_up(500_000.0, 4_600_000.0, 30.0, 30.0)));
    /// assert_eq!(GeoTransform::from_world_file("30\n0\n0\n"), None);
    /// ```
    pub fn from_world_file(text: &str) -> Option<Self> {
        let lines = text.split(['\n', '\r']).take(2 * MAX_LINES);
        let mut numbers = Vec::new();
        for line in lines {
            if line.len() > MAX_LINE_LEN {
                return None;
            }
            if !line.trim_ascii().is_empty() {
                numbers.push(leading_number(&line.replacen(',', ".", usize::from(!line.contains('.')))));
            }
        }
        let &[a, d, b, e, c, f] = numbers.first_chunk()?;
        let has_size = (a != 0.0 || b != 0.0) && (e != 0.0 || d != 0.0);
        has_size.then(|| Self([c, a, b, f, d, e]).shifted(-0.5, -0.5))
    }

    /// The names that the world file of a raster may have, the likeliest first: of `dem.tif`, `dem.tfw`, `dem.tifw` and
    /// `dem.wld`, in GDAL's order. Case does not matter to GDAL.
    ///
    /// ```
    /// use geotiff_core::GeoTransform;
    ///
    /// assert_eq!(GeoTransform::world_file_names("dem.tif"), ["dem.tfw", "dem.tifw", "dem.wld"]);
    /// assert_eq!(GeoTransform::world_file_names("dem"), ["dem.wld"]);
    /// ```
    pub fn world_file_names(file: &str) -> Vec<String> {
        let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
        let extension = extension.to_ascii_lowercase();
        let mut names = Vec::new();
        let letters: Vec<char> = extension.chars().collect();
        if let [first, .., last] = letters[..] {
            names.extend([format!("{stem}.{first}{last}w"), format!("{stem}.{extension}w")]);
        }
        names.push(format!("{stem}.wld"));
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What GDAL 3.12 makes of each.
    #[test]
    fn a_world_file_is_read_as_gdal_reads_it() {
        let read = |text| GeoTransform::from_world_file(text).map(|t| t.0);
        let plain = Some([99.0, 2.0, 0.0, 201.0, 0.0, -2.0]);
        for text in
            ["2\n0\n0\n-2\n100\n200\n", "\n\n2\r\n0\r\n0\r\n\r\n-2\r\n100\r\n200\r\nfoo", "2\r0\r0\r-2\r100\r200\r"]
        {
            assert_eq!(read(text), plain);
        }
        assert_eq!(read("2,5\n0,0\n0\n-2\n100\n200"), Some([98.75, 2.5, 0.0, 201.0, 0.0, -2.0]));
        assert_eq!(read("  2  \n0 junk\n0\n-2e0\n1d2\n200 # c"), Some([0.0, 2.0, 0.0, 201.0, 0.0, -2.0]));
        assert_eq!(read("0\n2\n2\n0\n100\n200"), Some([99.0, 0.0, 2.0, 199.0, 2.0, 0.0]));
        for text in ["2\n0\n0\n-2\n100", "0\n0\n0\n-2\n100\n200", "abc\n0\n0\n-2\n100\n200", "2\n0\n0\n0\n100\n200", ""]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&format!("2{}\n0\n0\n-2\n100\n200", "0".repeat(200))), None);
    }

    #[test]
    fn the_names_follow_the_extension() {
        assert_eq!(GeoTransform::world_file_names("a.b.tiff"), ["a.b.tfw", "a.b.tiffw", "a.b.wld"]);
        assert_eq!(GeoTransform::world_file_names("a.t"), ["a.wld"]);
        assert_eq!(GeoTransform::world_file_names("é.üß"), ["é.üßw", "é.üßw", "é.wld"]);
    }
}
