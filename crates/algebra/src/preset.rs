//! Indices that everybody computes, by their names.

use crate::expression::Expression;
use crate::syntax_error::SyntaxError;

/// An index that has a name.
///
/// ```
/// let ndvi = algebra::PRESETS.iter().find(|preset| preset.name == "ndvi").unwrap();
/// assert_eq!(ndvi.text, "(nir - red) / (nir + red)");
/// assert_eq!(ndvi.expression()?.inputs().len(), 2);
/// # Ok::<(), algebra::SyntaxError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// What it is called.
    pub name: &'static str,
    /// What it stands for; bands are called by their colours.
    pub text: &'static str,
    /// What it says.
    pub about: &'static str,
}

/// The indices that have names. Those with numbers added to bands want reflectances from 0 to 1.
pub const PRESETS: [Preset; 10] = [
    Preset { name: "ndvi", text: "(nir - red) / (nir + red)", about: "vegetation" },
    Preset { name: "gndvi", text: "(nir - green) / (nir + green)", about: "vegetation, by its green" },
    Preset { name: "evi", text: "2.5 * (nir - red) / (nir + 6 * red - 7.5 * blue + 1)", about: "dense vegetation" },
    Preset { name: "evi2", text: "2.5 * (nir - red) / (nir + 2.4 * red + 1)", about: "the same without blue" },
    Preset { name: "savi", text: "1.5 * (nir - red) / (nir + red + 0.5)", about: "vegetation on bare soil" },
    Preset { name: "ndwi", text: "(green - nir) / (green + nir)", about: "open water" },
    Preset { name: "mndwi", text: "(green - swir) / (green + swir)", about: "open water in towns" },
    Preset { name: "ndmi", text: "(nir - swir) / (nir + swir)", about: "moisture of leaves; swir of 1.6 µm" },
    Preset { name: "nbr", text: "(nir - swir) / (nir + swir)", about: "burnt land; swir of 2.2 µm" },
    Preset { name: "ndsi", text: "(green - swir) / (green + swir)", about: "snow" },
];

impl Preset {
    /// The preset of this name, in capitals or not.
    pub fn named(name: &str) -> Option<Self> {
        PRESETS.into_iter().find(|preset| preset.name.eq_ignore_ascii_case(name.trim()))
    }

    /// What it stands for.
    ///
    /// # Errors
    /// None, but for a preset of your own.
    pub fn expression(&self) -> Result<Expression, SyntaxError> {
        Expression::parse(self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_expressions_of_bands() {
        for preset in PRESETS {
            let expression = preset.expression().unwrap();
            assert_eq!(expression.outputs(), 1);
            assert!(expression.inputs().iter().all(|input| input.band == 0 && input.name.len() > 2), "{preset:?}");
            assert_eq!(Preset::named(&preset.name.to_uppercase()), Some(preset));
        }
        assert_eq!(Preset::named("nir"), None);
    }
}
