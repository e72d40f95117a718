//! What a pixel is predicted to be from those before it, in fourteen ways, and what is left of it then.

/// Opaque black, which the first pixel is predicted to be.
const BLACK: u32 = 0xff00_0000;

/// How many ways there are.
pub(super) const MODES: usize = 14;

/// The mode that takes the pixel to the left, as all of the first row do.
const LEFT: usize = 1;
/// The one above, as all of the first column do.
const ABOVE: usize = 2;

/// Each byte of `a` less that of `b`.
#[inline(always)]
pub(super) fn subtract(a: u32, b: u32) -> u32 {
    let alpha_green = 0x00ff_00ff_u32.wrapping_add(a & 0xff00_ff00).wrapping_sub(b & 0xff00_ff00);
    let red_blue = 0xff00_ff00_u32.wrapping_add(a & 0x00ff_00ff).wrapping_sub(b & 0x00ff_00ff);
    (alpha_green & 0xff00_ff00) | (red_blue & 0x00ff_00ff)
}

/// The means of the bytes, rounded down.
#[inline(always)]
fn mean(a: u32, b: u32) -> u32 {
    (((a ^ b) & 0xfefe_fefe) >> 1) + (a & b)
}

#[inline(always)]
fn per_byte(of: impl Fn(usize) -> i32) -> u32 {
    u32::from_le_bytes(std::array::from_fn(|i| of(i).clamp(0, 255) as u8))
}

/// Left or above, whichever is nearer to left + above − the one between them.
#[inline(always)]
fn select(left: u32, above: u32, corner: u32) -> u32 {
    let [l, a, c] = [left, above, corner].map(u32::to_le_bytes);
    let (mut to_left, mut to_above) = (0, 0);
    for i in 0..4 {
        to_left += i32::from(a[i].abs_diff(c[i]));
        to_above += i32::from(l[i].abs_diff(c[i]));
    }
    if to_left < to_above { left } else { above }
}

#[inline(always)]
fn gradient(left: u32, above: u32, corner: u32) -> u32 {
    let [l, a, c] = [left, above, corner].map(u32::to_le_bytes);
    per_byte(|i| i32::from(l[i]) + i32::from(a[i]) - i32::from(c[i]))
}

#[inline(always)]
fn half_gradient(left: u32, above: u32, corner: u32) -> u32 {
    let [m, c] = [mean(left, above), corner].map(u32::to_le_bytes);
    per_byte(|i| i32::from(m[i]) + (i32::from(m[i]) - i32::from(c[i])) / 2)
}

/// Calls `each` with what is left of the pixels of a piece of a row, in a mode.
///
/// A pixel in the first row or column has its own mode. The last of a row has the first of its own row above to its right.
#[inline(always)]
pub(super) fn residuals(
    mode: usize,
    pixels: &[u32],
    width: usize,
    start: usize,
    len: usize,
    mut each: impl FnMut(usize, u32),
) {
    let (mut start, mut len) = (start, len);
    let first_row = start < width;
    if start.is_multiple_of(width) && len > 0 {
        each(start, subtract(pixels[start], if first_row { BLACK } else { pixels[start - width] }));
        (start, len) = (start + 1, len - 1);
    }
    macro_rules! run {
        ($predict:expr) => {{
            let here = &pixels[start..start + len];
            let left = &pixels[start - 1..][..len];
            let above = &pixels[start - width - 1..][..len + 2];
            for i in 0..len {
                let predicted: u32 = $predict(left[i], above[i + 1], above[i + 2], above[i]);
                each(start + i, subtract(here[i], predicted));
            }
        }};
    }
    if len == 0 {
        return;
    }
    if first_row {
        for i in start..start + len {
            each(i, subtract(pixels[i], pixels[i - 1]));
        }
        return;
    }
    match mode {
        LEFT => run!(|l, _, _, _| l),
        ABOVE => run!(|_, a, _, _| a),
        3 => run!(|_, _, r, _| r),
        4 => run!(|_, _, _, c| c),
        5 => run!(|l, a, r, _| mean(mean(l, r), a)),
        6 => run!(|l, _, _, c| mean(l, c)),
        7 => run!(|l, a, _, _| mean(l, a)),
        8 => run!(|_, a, _, c| mean(c, a)),
        9 => run!(|_, a, r, _| mean(a, r)),
        10 => run!(|l, a, r, c| mean(mean(l, c), mean(a, r))),
        11 => run!(|l, a, _, c| select(l, a, c)),
        12 => run!(|l, a, _, c| gradient(l, a, c)),
        13 => run!(|l, a, _, c| half_gradient(l, a, c)),
        _ => run!(|_, _, _, _| BLACK),
    }
}
