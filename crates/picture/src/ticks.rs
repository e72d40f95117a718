//! Where an axis has marks: at round numbers, 1, 2 or 5 times a power of ten apart.

/// Round numbers of a range, and how they are written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ticks {
    pub(crate) marks: Vec<Tick>,
    /// The power of ten that the texts leave out; 0 if none.
    pub(crate) exponent: i32,
}

/// A mark.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    pub(crate) value: f64,
    pub(crate) text: String,
}

/// Texts are no longer than this.
pub(crate) const LONGEST: usize = 6;

impl Ticks {
    /// Up to `most` marks, at least 2 if there is room for them, from `low` to `high`.
    pub(crate) fn new(low: f64, high: f64, most: usize) -> Self {
        let none = Self { marks: Vec::new(), exponent: 0 };
        let range = high - low;
        if !range.is_finite() || !low.is_finite() || range < 0.0 {
            return none;
        }
        // Nothing between neighbouring doubles is round.
        if range <= low.abs().max(high.abs()) * 1e-12 {
            let (text, exponent) = alone(low);
            return Self { marks: vec![Tick { value: low, text }], exponent };
        }
        let steps = (-330..310).flat_map(|power| [1, 2, 5].map(|digit| Step { digit, power }));
        // A hair beyond the ends belongs to them.
        let ends = |step: Step| ((low / step.value() - 1e-9).ceil(), (high / step.value() + 1e-9).floor());
        let count = |step: Step| match ends(step) {
            (first, last) if first.is_finite() && last.is_finite() => last - first + 1.0,
            _ => f64::INFINITY,
        };
        let Some(step) = steps.into_iter().find(|&step| count(step) <= most.max(2) as f64) else { return none };
        let (size, (first, last)) = (step.value(), ends(step));
        // No more than were asked for.
        let count = count(step).max(0.0) as usize;
        let exponent = step.exponent(first.abs().max(last.abs()) * size);
        let mark = |i: usize| {
            let n = first + i as f64;
            Tick { value: step.times(n), text: step.text(n, exponent) }
        };
        Self { marks: (0..count).map(mark).collect(), exponent }
    }
}

/// A number alone, short, and the power of ten that it leaves out.
fn alone(value: f64) -> (String, i32) {
    let text = minus(&format!("{value}"));
    if text.chars().count() <= LONGEST + 2 {
        return (text, 0);
    }
    let text = format!("{value:.3e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (minus(digits), exponent.parse().unwrap_or(0))
}

fn minus(text: &str) -> String {
    text.replace('-', "−")
}

/// 1, 2 or 5 times a power of ten.
#[derive(Clone, Copy)]
struct Step {
    digit: i32,
    power: i32,
}

impl Step {
    fn value(self) -> f64 {
        self.times(1.0)
    }

    /// A multiple of it: the double nearest to what its digits say.
    fn times(self, n: f64) -> f64 {
        format!("{}e{}", n * f64::from(self.digit), self.power).parse().unwrap_or(f64::NAN)
    }

    /// The power of ten to leave out, if texts become too long with it.
    fn exponent(self, largest: f64) -> i32 {
        let whole_digits =
            (0..310).take_while(|&power| largest >= Self { digit: 1, power }.value() * 0.999_999).count();
        let whole_digits = i32::try_from(whole_digits).unwrap_or(0).max(1);
        let decimals = (-self.power).max(0);
        let longest = i32::try_from(LONGEST).unwrap_or(6) - 1;
        if whole_digits > longest {
            // Thousands, millions, …
            return (whole_digits - 1) / 3 * 3;
        }
        if whole_digits + decimals < longest {
            return 0;
        }
        let is_reached = |places: &i32| largest >= Self { digit: 1, power: -places }.value() * 0.999_999;
        match (1..330).find(is_reached) {
            // Thousandths, millionths, …
            Some(places) if largest < 0.1 => -((places + 2) / 3 * 3),
            _ => 0,
        }
    }

    /// `n` steps, with as many decimals as steps need.
    fn text(self, n: f64, exponent: i32) -> String {
        let decimals = usize::try_from(exponent - self.power).unwrap_or(0);
        let value: f64 = format!("{}e{}", n * f64::from(self.digit), self.power - exponent).parse().unwrap_or(f64::NAN);
        // No zero below zero.
        minus(&format!("{:.decimals$}", value + 0.0))
    }
}

/// An exponent in small digits: 10⁻³.
pub(crate) fn power_of_ten(exponent: i32) -> String {
    let small = |c: char| match c {
        '-' => '⁻',
        digit => "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit.to_digit(10).unwrap_or(0) as usize).unwrap_or(digit),
    };
    format!("10{}", exponent.to_string().chars().map(small).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(low: f64, high: f64, most: usize) -> (Vec<String>, i32) {
        let ticks = Ticks::new(low, high, most);
        (ticks.marks.into_iter().map(|tick| tick.text).collect(), ticks.exponent)
    }

    #[test]
    fn marks_are_round() {
        assert_eq!(
            texts(103.0, 1229.0, 7),
            (["200", "400", "600", "800", "1000", "1200"].map(String::from).to_vec(), 0)
        );
        assert_eq!(texts(-1.0, 1.0, 5), (["−1.0", "−0.5", "0.0", "0.5", "1.0"].map(String::from).to_vec(), 0));
        assert_eq!(texts(0.0, 65_535.0, 8).0.last().unwrap(), "60000");
        assert_eq!(texts(0.0, 3.2e9, 5), (["0", "1", "2", "3"].map(String::from).to_vec(), 9));
        assert_eq!(texts(0.0, 0.000_03, 4), (["0", "10", "20", "30"].map(String::from).to_vec(), -6));
        assert_eq!(texts(7.0, 7.0, 5), (vec!["7".into()], 0));
        assert_eq!(texts(f64::NAN, 7.0, 5).0.len(), 0);
        assert_eq!(power_of_ten(-12), "10⁻¹²");
    }

    proptest! {
        #[test]
        fn marks_are_within_few_short_and_even(low in -1e6_f64..1e6, range in 1e-6_f64..1e7, most in 2_usize..12) {
            let high = low + range;
            let ticks = Ticks::new(low, high, most);
            prop_assert!(ticks.marks.len() <= most.max(2) && !ticks.marks.is_empty(), "{:?}", ticks);
            let values: Vec<f64> = ticks.marks.iter().map(|tick| tick.value).collect();
            let slack = range * 1e-6;
            prop_assert!(values.iter().all(|v| (low - slack..=high + slack).contains(v)), "{:?}", values);
            let scale: f64 = format!("1e{}", ticks.exponent).parse().unwrap();
            for tick in &ticks.marks {
                let read: f64 = tick.text.replace('−', "-").parse().unwrap();
                prop_assert!((read * scale - tick.value).abs() <= range * 1e-6, "{:?}", tick);
            }
        }
    }
}
