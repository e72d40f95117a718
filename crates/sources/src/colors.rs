//! What picked bands are to the eye: photometric interpretation, extra samples, colour map.

use geotiff_core::{ColorInterpretation as Color, Photometric, Profile, Tag};

use crate::follow::{drop_roles, set_role};

/// Fields that say what the colours of a picture are, and nothing of other bands.
const OF_COLORS: [Tag; 10] = [
    Tag::TRANSFER_FUNCTION,
    Tag::WHITE_POINT,
    Tag::PRIMARY_CHROMATICITIES,
    Tag::TRANSFER_RANGE,
    Tag::INK_SET,
    Tag::YCBCR_COEFFICIENTS,
    Tag::YCBCR_SUB_SAMPLING,
    Tag::YCBCR_POSITIONING,
    Tag::REFERENCE_BLACK_WHITE,
    Tag::ICC_PROFILE,
];

/// The colours of a profile that has these bands of an old one (`None` is a new one, of alpha), in this order.
///
/// Colours stay what they were if the bands that make them come first and in order. Else bands are red, green and blue if
/// they were so, wherever they stood; and gray if not. Each band keeps GDAL's interpretation, as an item of the metadata
/// where nothing else tells it.
pub(crate) fn pick_colors(old: &Profile, picks: &[Option<usize>], new: &mut Profile) {
    let first_extra = first_extra(old);
    let interpretation = old.color_interpretation();
    let of =
        |pick: &Option<usize>| pick.map_or(Color::ALPHA, |band| interpretation.get(band).copied().unwrap_or_default());
    let wanted: Vec<Color> = picks.iter().map(of).collect();
    let is_in_order = picks.iter().take(first_extra).copied().eq((0..first_extra).map(Some));
    // The reader knows of one band of indices.
    let is_picture = wanted.starts_with(&[Color::RED, Color::GREEN, Color::BLUE]);
    let is_new_picture = is_picture && old.photometric == Photometric::MIN_IS_BLACK;
    let fits_map = old.color_map.is_none() || picks.len() == 1 || picks.len() == old.bands;
    let keeps = is_in_order && fits_map && !is_new_picture;
    let colors = match () {
        () if keeps => first_extra,
        () if is_picture => 3,
        () => 1,
    };
    if !keeps {
        new.photometric = if colors == 3 { Photometric::RGB } else { Photometric::MIN_IS_BLACK };
        new.color_map = None;
        if old.photometric != new.photometric {
            new.descriptive_fields.retain(|field| !OF_COLORS.contains(&field.tag));
        }
    }
    let mut has_alpha = false;
    let extra = |pick: &Option<usize>| {
        let of_old = |band: usize| old.extra_samples.get(band.checked_sub(first_extra)?).copied();
        let value = pick.map_or(2, |band| of_old(band).unwrap_or(0));
        // A second one would say nothing.
        let is_alpha = matches!(value, 1 | 2) && !has_alpha;
        has_alpha |= is_alpha;
        if is_alpha { value } else { 0 }
    };
    new.extra_samples = picks.iter().skip(colors).map(extra).collect();
    drop_roles(new, &["colorinterp"], |_| true);
    let told = new.color_interpretation();
    for (band, color) in wanted.into_iter().enumerate() {
        let is_stale = color == Color::PALETTE && !new.has_color_table();
        if color != Color::UNDEFINED && !is_stale && told.get(band) != Some(&color) {
            set_role(&mut new.metadata, band, "colorinterp", color.name().into());
        }
    }
}

/// The band (from 0) that is alpha, be it by the extra samples or by the metadata.
pub(crate) fn alpha_band(profile: &Profile) -> Option<usize> {
    let by_color = || profile.color_interpretation().iter().position(|&color| color == Color::ALPHA);
    profile.alpha_band().filter(|&band| band < profile.bands).or_else(by_color)
}

/// The first band that makes no colour.
fn first_extra(profile: &Profile) -> usize {
    let colors = match profile.photometric {
        Photometric::MIN_IS_WHITE | Photometric::MIN_IS_BLACK | Photometric::PALETTE | Photometric::MASK => 1,
        Photometric::RGB | Photometric::YCBCR => 3,
        _ => profile.bands.saturating_sub(profile.extra_samples.len()),
    };
    colors.min(profile.bands)
}

/// The colours of a profile whose samples are no longer the colours, or the indices, that they were.
pub(crate) fn forget_colors(profile: &mut Profile, keeps_rgb: bool) {
    let stays = matches!(profile.photometric, Photometric::MIN_IS_BLACK | Photometric::SEPARATED)
        || profile.photometric == Photometric::RGB && keeps_rgb;
    profile.color_map = None;
    if stays {
        return;
    }
    let extra = |band: usize| if alpha_band(profile) == Some(band) { 2 } else { 0 };
    profile.extra_samples = (1..profile.bands).map(extra).collect();
    profile.photometric = Photometric::MIN_IS_BLACK;
    profile.descriptive_fields.retain(|field| !OF_COLORS.contains(&field.tag));
    // What metadata say of other bands still holds.
    let is_stale = |color: &str| color.eq_ignore_ascii_case("Palette");
    profile.metadata.items.retain(|item| !(item.role.as_deref() == Some("colorinterp") && is_stale(&item.value)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::follow::pick_metadata;
    use geotiff_core::SampleType;

    fn picked(old: &Profile, picks: &[usize]) -> Profile {
        let picks: Vec<Option<usize>> = picks.iter().copied().map(Some).collect();
        let mut new = Profile { bands: picks.len(), ..old.clone() };
        pick_metadata(&mut new.metadata, &picks);
        pick_colors(old, &picks, &mut new);
        new
    }

    fn names(profile: &Profile) -> Vec<&'static str> {
        profile.color_interpretation().into_iter().map(Color::name).collect()
    }

    #[test]
    fn colours_stay_colours_as_long_as_they_are_in_order() {
        let rgba = Profile::new(SampleType::U8, 5, 5, 4).as_rgb();
        let rgb = picked(&rgba, &[0, 1, 2]);
        assert_eq!((rgb.photometric, &rgb.extra_samples[..]), (Photometric::RGB, &[][..]));
        let twice = picked(&rgba, &[0, 1, 2, 3, 3]);
        assert_eq!((twice.photometric, &twice.extra_samples[..]), (Photometric::RGB, &[2, 0][..]));
        let bgr = picked(&rgba, &[2, 1, 0, 3]);
        assert_eq!((bgr.photometric, &bgr.extra_samples[..]), (Photometric::MIN_IS_BLACK, &[0, 0, 2][..]));
        assert_eq!(names(&bgr), ["Blue", "Green", "Red", "Alpha"]);
        assert_eq!(names(&picked(&bgr, &[2, 1, 0])), ["Red", "Green", "Blue"]);
        assert_eq!(picked(&bgr, &[2, 1, 0]).photometric, Photometric::RGB);
        assert_eq!(names(&picked(&rgba, &[1])), ["Green"]);
    }

    #[test]
    fn a_palette_is_one_band() {
        let mut palette = Profile::new(SampleType::U8, 5, 5, 1);
        palette.photometric = Photometric::PALETTE;
        palette.color_map = Some(vec![[0; 3]; 256]);
        assert_eq!(names(&picked(&palette, &[0])), ["Palette"]);
        let two = picked(&palette, &[0, 0]);
        assert_eq!((two.photometric, two.color_map), (Photometric::MIN_IS_BLACK, None));
    }
}
