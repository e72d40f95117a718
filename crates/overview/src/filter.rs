//! The filters that pixels are weighted by: functions of the distance to the new pixel's centre, in pixels, as GDAL has them.

use crate::resampling::Resampling;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Filter {
    Bilinear,
    Cubic,
    CubicSpline,
    Lanczos,
}

impl Filter {
    /// That of a method, if it has one.
    pub(crate) fn of(resampling: Resampling) -> Option<Self> {
        match resampling {
            Resampling::Bilinear => Some(Self::Bilinear),
            Resampling::Cubic => Some(Self::Cubic),
            Resampling::CubicSpline => Some(Self::CubicSpline),
            Resampling::Lanczos => Some(Self::Lanczos),
            Resampling::Nearest | Resampling::Average | Resampling::Rms | Resampling::Mode | Resampling::Gauss => None,
        }
    }

    /// The farthest pixel that counts. Beyond, [`Self::weight`] of LANCZOS means nothing.
    pub(crate) fn radius(self) -> f64 {
        match self {
            Self::Bilinear => 1.0,
            Self::Cubic | Self::CubicSpline => 2.0,
            Self::Lanczos => 3.0,
        }
    }

    /// Whether it overshoots. A value made of few scattered pixels would then be far off, so that none is made where the
    /// longest run of valid ones is shorter than half of the window.
    pub(crate) fn has_negative_weights(self) -> bool {
        matches!(self, Self::Cubic | Self::Lanczos)
    }

    /// The weight of a pixel at this distance; those of all pixels are yet to be divided by their sum.
    pub(crate) fn weight(self, x: f64) -> f64 {
        match self {
            Self::Bilinear => (1.0 - x.abs()).max(0.0),
            Self::Cubic => cubic(x.abs()),
            Self::CubicSpline => b_spline(x),
            Self::Lanczos => lanczos(x),
        }
    }
}

fn cubic(x: f64) -> f64 {
    let square = x * x;
    match x {
        _ if x <= 1.0 => square * (1.5 * x - 2.5) + 1.0,
        _ if x <= 2.0 => square * (-0.5 * x + 2.5) - 4.0 * x + 2.0,
        _ => 0.0,
    }
}

/// Six times the B-spline, so that the weights of pixels whose places are halves or quarters are exact: four cubics, each from
/// its knot on, multiplied and added in GDAL's order.
fn b_spline(x: f64) -> f64 {
    let from = |knot: f64, factor: f64| {
        let x = x - knot;
        if x > 0.0 { factor * x * x * x } else { 0.0 }
    };
    from(1.0, -4.0) + from(0.0, 6.0) + from(-1.0, -4.0) + from(-2.0, 1.0)
}

/// sinc(x) · sinc(x/3), with sin(3t) written by sin(t).
fn lanczos(x: f64) -> f64 {
    if x == 0.0 {
        return 1.0;
    }
    let wide = std::f64::consts::PI * x;
    let third = wide / 3.0;
    let sine = third.sin();
    let square = sine * sine;
    (3.0 - 4.0 * square) * square / (wide * third)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Filter; 4] = [Filter::Bilinear, Filter::Cubic, Filter::CubicSpline, Filter::Lanczos];

    #[test]
    fn weights_of_a_row_of_pixels_add_up_to_the_same() {
        for filter in ALL {
            for shift in [0.0, 0.1, 0.25, 0.5] {
                let place = |i: i32| f64::from(i) + shift;
                let sum: f64 =
                    (-4..=4).map(place).filter(|x| x.abs() <= filter.radius()).map(|x| filter.weight(x)).sum();
                let most = if filter == Filter::Lanczos { 0.02 } else { 1e-12 };
                let whole = if filter == Filter::CubicSpline { 6.0 } else { 1.0 };
                assert!((sum / whole - 1.0).abs() < most, "{filter:?} {shift} {sum}");
            }
        }
    }

    #[test]
    fn they_end_at_the_radius_and_are_even() {
        for filter in ALL {
            assert!(filter.weight(filter.radius()).abs() < 1e-12);
            assert!((filter.weight(0.7) - filter.weight(-0.7)).abs() < 1e-12);
            let mut places = (0..=30).map(|i| f64::from(i) / 10.0).filter(|&x| x <= filter.radius());
            let negative = places.any(|x| filter.weight(x) < -1e-12);
            assert_eq!(negative, filter.has_negative_weights(), "{filter:?}");
        }
    }
}
