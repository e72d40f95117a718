//! What is derived of nine heights: those around one, and itself.
//!
//! ```text
//! 0 1 2
//! 3 4 5    north is above
//! 6 7 8
//! ```

use std::f64::consts::{FRAC_PI_2, PI};

use super::heights::Height;
use super::scale::Cell;
use super::{Gradient, Ruggedness, Shading};

/// A height and those around it.
pub(crate) type Nine<T> = [T; 9];

/// Something derived of nine heights; `None` if they have none of it.
pub(crate) trait Kernel {
    fn of<T: Height>(&self, nine: &Nine<T>) -> Option<f32>;
}

/// How much lower it is to the east, and to the north; not yet divided by the distance.
fn falls<T: Height>(gradient: Gradient, n: &Nine<T>) -> (f64, f64) {
    match gradient {
        Gradient::Horn => (
            ((n[0] + n[3] + n[3] + n[6]) - (n[2] + n[5] + n[5] + n[8])).into(),
            ((n[6] + n[7] + n[7] + n[8]) - (n[0] + n[1] + n[1] + n[2])).into(),
        ),
        Gradient::ZevenbergenThorne => ((n[3] - n[5]).into(), (n[7] - n[1]).into()),
    }
}

/// What the differences of [`falls`] are to be divided by, beside the size of a pixel.
fn weight(gradient: Gradient) -> f64 {
    match gradient {
        Gradient::Horn => 8.0,
        Gradient::ZevenbergenThorne => 2.0,
    }
}

/// How steep it is.
pub(crate) struct Slope {
    pub(crate) gradient: Gradient,
    pub(crate) cell: Cell,
    pub(crate) percent: bool,
}

impl Kernel for Slope {
    fn of<T: Height>(&self, nine: &Nine<T>) -> Option<f32> {
        let (x, y) = falls(self.gradient, nine);
        let (x, y) = (x / self.cell.x, y / self.cell.y);
        let rise = (x * x + y * y).sqrt() / weight(self.gradient);
        Some(if self.percent { 100.0 * rise } else { rise.atan() * (180.0 / PI) } as f32)
    }
}

/// Which way it goes down.
pub(crate) struct Aspect {
    pub(crate) gradient: Gradient,
    /// The first row is the southernmost.
    pub(crate) south_up: bool,
    pub(crate) trigonometric: bool,
}

impl Kernel for Aspect {
    fn of<T: Height>(&self, nine: &Nine<T>) -> Option<f32> {
        let (x, y) = falls(self.gradient, nine);
        let y = if self.south_up { -y } else { y };
        if x == 0.0 && y == 0.0 {
            return None;
        }
        // From the east, to the left.
        let angle = (y.atan2(x) / (PI / 180.0)) as f32;
        let aspect = match self.trigonometric {
            true if angle < 0.0 => angle + 360.0,
            true => angle,
            false if angle > 90.0 => 450.0 - angle,
            false => 90.0 - angle,
        };
        Some(if aspect == 360.0 { 0.0 } else { aspect })
    }
}

/// How bright it is, from 1 to 255.
pub(crate) struct Hillshade {
    pub(crate) gradient: Gradient,
    pub(crate) cell: Cell,
    /// What heights are multiplied by.
    pub(crate) z: f64,
    pub(crate) shading: Shading,
}

impl Kernel for Hillshade {
    fn of<T: Height>(&self, nine: &Nine<T>) -> Option<f32> {
        let raw = falls(self.gradient, nine);
        let z = self.z / weight(self.gradient);
        let (x, y) = (raw.0 / self.cell.x, raw.1 / self.cell.y);
        let steepness = z * z * (x * x + y * y);
        let facing = |azimuth: f64, altitude: f64| {
            let (azimuth, altitude) = (azimuth.to_radians(), altitude.to_radians());
            altitude.sin() - (y * azimuth.cos() - x * azimuth.sin()) * altitude.cos() * z
        };
        let shade = match self.shading {
            Shading::Directed { azimuth, altitude } => {
                1.0 + (254.0 * facing(azimuth, altitude) / (1.0 + steepness).sqrt()).max(0.0)
            }
            Shading::Combined { azimuth, altitude } => {
                let incidence = (facing(azimuth, altitude) / (1.0 + steepness).sqrt()).acos();
                let shade = 1.0 - incidence * steepness.sqrt().atan() / (FRAC_PI_2 * FRAC_PI_2);
                1.0 + (254.0 * shade).max(0.0)
            }
            Shading::Igor { azimuth } => {
                let slope = steepness.sqrt().atan().to_degrees() / 90.0;
                // Of the differences as they are, whatever the shape of a pixel.
                let aspect = raw.1.atan2(raw.0);
                let apart = apart(aspect, PI * 1.5 - azimuth.to_radians());
                255.0 * (1.0 - slope * (1.0 - apart / PI))
            }
            Shading::MultiDirectional { altitude } => {
                let (xx, yy) = (x * x, y * y);
                if xx + yy == 0.0 {
                    return Some((1.0 + 254.0 * altitude.to_radians().sin()) as f32);
                }
                // Each direction as much as the slope lies across it.
                let from_225 = 0.5 * (xx + yy) - x * y;
                let weights = [(225.0, from_225), (270.0, xx), (315.0, (xx + yy) - from_225), (360.0, yy)];
                let sum: f64 =
                    weights.iter().map(|(azimuth, weight)| weight * facing(*azimuth, altitude).max(0.0)).sum();
                1.0 + 127.0 * sum / (xx + yy) / (1.0 + steepness).sqrt()
            }
        };
        Some(shade as f32)
    }
}

/// The angle between two directions, at most half a turn.
fn apart(a: f64, b: f64) -> f64 {
    let turn = 2.0 * PI;
    let apart = (a.rem_euclid(turn) - b.rem_euclid(turn)).abs();
    if apart > PI { turn - apart } else { apart }
}

impl Kernel for Ruggedness {
    fn of<T: Height>(&self, nine: &Nine<T>) -> Option<f32> {
        let around = [0, 1, 2, 3, 5, 6, 7, 8].map(|i| nine[i] - nine[4]);
        Some(match self {
            Self::Riley => around.map(Into::into).map(|d: f64| d * d).into_iter().sum::<f64>().sqrt() as f32,
            Self::Wilson => {
                let [first, others @ ..] = around.map(Height::abs);
                others.into_iter().fold(first, |sum, d| sum + d).to_f32() * 0.125
            }
        })
    }
}

/// How much higher it is than what lies around it.
pub(crate) struct Position;

impl Kernel for Position {
    fn of<T: Height>(&self, n: &Nine<T>) -> Option<f32> {
        let sum = n[0] + n[1] + n[2] + n[3] + n[5] + n[6] + n[7] + n[8];
        Some(n[4].to_f32() - sum.to_f32() * 0.125)
    }
}

/// The largest difference between any two.
pub(crate) struct Roughness;

impl Kernel for Roughness {
    fn of<T: Height>(&self, nine: &Nine<T>) -> Option<f32> {
        let [first, others @ ..] = *nine;
        let (mut least, mut most) = (first, first);
        for height in others {
            least = if height < least { height } else { least };
            most = if height > most { height } else { most };
        }
        Some((most - least).to_f32())
    }
}
