//! Samples of 8 and of 12 bits: what of the arithmetic depends on it.

/// A decoded sample.
pub(super) trait Sample: Copy + Default {
    /// What stands between the passes of the transform: 16 bits are enough for 8-bit samples, and faster.
    type Word: Copy + Default + Into<i32>;

    /// The largest value.
    const LARGEST: i32;
    /// Bits behind the point between the passes of the transform, as in libjpeg.
    const PASS_BITS: u32;

    fn dequantize(coefficient: i16, step: u16) -> Self::Word;
    fn word(value: i32) -> Self::Word;
    /// The nearest sample.
    fn clamped(value: i32) -> Self;
    fn value(self) -> i32;
    /// A sample of a pixel, by its place among them; of those that are stored in more bits, the low ones.
    fn of_pixel(pixel: &[u8], place: usize) -> Self;
    /// Writes pixels, a plane after the other here and interleaved there, in native byte order.
    fn interleave(planes: &[&[Self]], out: &mut [u8]);
}

impl Sample for u8 {
    type Word = i16;
    const LARGEST: i32 = 255;
    const PASS_BITS: u32 = 2;

    #[inline(always)]
    fn dequantize(coefficient: i16, step: u16) -> i16 {
        coefficient.wrapping_mul(step.cast_signed())
    }

    #[inline(always)]
    fn word(value: i32) -> i16 {
        value.clamp(i16::MIN.into(), i16::MAX.into()) as i16
    }

    #[inline(always)]
    fn clamped(value: i32) -> Self {
        value.clamp(0, Self::LARGEST) as Self
    }

    #[inline(always)]
    fn value(self) -> i32 {
        self.into()
    }

    #[inline(always)]
    fn of_pixel(pixel: &[u8], place: usize) -> Self {
        pixel[place]
    }

    fn interleave(planes: &[&[Self]], out: &mut [u8]) {
        match planes {
            [gray] => out.copy_from_slice(&gray[..out.len()]),
            [red, green, blue] => {
                let planes = red.iter().zip(*green).zip(*blue);
                for (pixel, ((&red, &green), &blue)) in out.as_chunks_mut().0.iter_mut().zip(planes) {
                    *pixel = [red, green, blue];
                }
            }
            _ => {
                for (i, plane) in planes.iter().enumerate() {
                    out.iter_mut().skip(i).step_by(planes.len()).zip(*plane).for_each(|(out, sample)| *out = *sample);
                }
            }
        }
    }
}

impl Sample for u16 {
    type Word = i32;
    const LARGEST: i32 = 4095;
    const PASS_BITS: u32 = 1;

    #[inline(always)]
    fn dequantize(coefficient: i16, step: u16) -> i32 {
        i32::from(coefficient) * i32::from(step)
    }

    #[inline(always)]
    fn word(value: i32) -> i32 {
        value
    }

    #[inline(always)]
    fn clamped(value: i32) -> Self {
        value.clamp(0, Self::LARGEST) as Self
    }

    #[inline(always)]
    fn value(self) -> i32 {
        self.into()
    }

    #[inline(always)]
    fn of_pixel(pixel: &[u8], place: usize) -> Self {
        Self::from_ne_bytes([pixel[2 * place], pixel[2 * place + 1]]) & Self::LARGEST as Self
    }

    fn interleave(planes: &[&[Self]], out: &mut [u8]) {
        for (i, plane) in planes.iter().enumerate() {
            let samples = out.as_chunks_mut().0.iter_mut().skip(i).step_by(planes.len());
            samples.zip(*plane).for_each(|(out, sample)| *out = sample.to_ne_bytes());
        }
    }
}
