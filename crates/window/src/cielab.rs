//! CIE L*a*b* (TIFF 6, section 23) to red, green and blue of a screen, to the digit as libtiff does it.

/// Steps of the table of the screen's response.
const STEPS: usize = 1500;
/// Light of a screen's black and white, in percent.
const BLACK: f32 = 1.0;
const WHITE: f32 = 100.0;
/// What one step is of that.
const STEP: f32 = (WHITE - BLACK) / STEPS as f32;
const GAMMA: f32 = 2.4;
/// From X, Y and Z to light of red, green and blue, as a screen of sRGB's primaries gives it.
const TO_LIGHT: [[f32; 3]; 3] = [[3.2410, -1.5374, -0.4986], [-0.9692, 1.8760, 0.0416], [0.0556, -0.2040, 1.0570]];
/// X, Y and Z of D50, which is white unless the file says otherwise.
const D50: [f32; 3] = [96.425, 100.0, 82.468];

/// Turns L*a*b* into red, green and blue.
pub(crate) struct CielabToRgb {
    /// X, Y and Z of white.
    white: [f32; 3],
    /// The sample for each step of light.
    response: Vec<u8>,
}

impl CielabToRgb {
    /// For an image of this WhitePoint, by chromaticity; `None` if it is no colour.
    pub(crate) fn new(white_point: Option<[f32; 2]>) -> Option<Self> {
        let [x, y] = white_point.unwrap_or_else(|| {
            let sum = D50[0] + D50[1] + D50[2];
            [D50[0] / sum, D50[1] / sum]
        });
        if y == 0.0 || !x.is_finite() || !y.is_finite() {
            return None;
        }
        let white = [x / y * 100.0, 100.0, (1.0 - x - y) / y * 100.0];
        let exponent = 1.0 / f64::from(GAMMA);
        let sample = |step: usize| {
            let value = 255.0 * (step as f64 / STEPS as f64).powf(exponent) as f32;
            (f64::from(value) + 0.5) as u8
        };
        Some(Self { white, response: (0..=STEPS).map(sample).collect() })
    }

    /// The colour of a pixel of 8-bit samples.
    pub(crate) fn rgb8(&self, l: u8, a: i8, b: i8) -> [u8; 3] {
        self.rgb16(u16::from(l) * 257, i16::from(a) * 256, i16::from(b) * 256)
    }

    /// The colour of a pixel of 16-bit samples.
    pub(crate) fn rgb16(&self, l: u16, a: i16, b: i16) -> [u8; 3] {
        let [x0, y0, z0] = self.white;
        let lightness = f32::from(l) * 100.0 / 65_535.0;
        let (y, root) = if lightness < 8.856 {
            let y = lightness * y0 / 903.292;
            (y, 7.787 * (y / y0) + 16.0 / 116.0)
        } else {
            let root = (lightness + 16.0) / 116.0;
            (y0 * root * root * root, root)
        };
        let along = |white: f32, root: f32| {
            if root < 0.2069 { white * (root - 0.13793) / 7.787 } else { white * root * root * root }
        };
        let x = along(x0, f32::from(a) / 256.0 / 500.0 + root);
        let z = along(z0, root - f32::from(b) / 256.0 / 200.0);
        TO_LIGHT.map(|[of_x, of_y, of_z]| {
            let light = (of_x * x + of_y * y + of_z * z).clamp(BLACK, WHITE);
            let step = ((light - BLACK) / STEP) as usize;
            self.response.get(step.min(STEPS)).copied().unwrap_or(255)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_colours() {
        let colors = CielabToRgb::new(None).unwrap();
        assert_eq!(colors.rgb8(0, 0, 0), [0, 0, 0]);
        let [r, g, b] = colors.rgb8(255, 0, 0);
        assert!(r >= 250 && g >= 250 && b >= 190, "white of D50 is yellowish on a screen: {r} {g} {b}");
        let [r, g, b] = colors.rgb8(136, 80, 67);
        assert!(r > 200 && g < 80 && b < 80, "{r} {g} {b}");
        assert!(CielabToRgb::new(Some([0.3, 0.0])).is_none());
    }
}
