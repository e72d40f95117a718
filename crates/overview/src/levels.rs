//! Which levels a pyramid has.

/// The sizes, (width, height), of the overviews that GDAL's COG driver makes: each is half of the one before, rounded
/// down but never to nothing, and the first that fits into one block is the last.
///
/// ```
/// use overview::level_sizes;
///
/// assert_eq!(level_sizes(1000, 700, 256), [(500, 350), (250, 175)]);
/// assert_eq!(level_sizes(1025, 3, 512), [(512, 1)]);
/// assert!(level_sizes(512, 512, 512).is_empty());
/// ```
pub fn level_sizes(width: usize, height: usize, block_size: usize) -> Vec<(usize, usize)> {
    // There is nothing below one pixel.
    let block_size = block_size.max(1);
    halvings(width, height)
        .take_while(|&(from, _)| from.0 > block_size || from.1 > block_size)
        .map(|(_, to)| to)
        .collect()
}

/// The sizes, (width, height), of the first `count` overviews; fewer where a single pixel is reached earlier.
///
/// ```
/// use overview::level_sizes_counted;
///
/// assert_eq!(level_sizes_counted(1000, 700, 3), [(500, 350), (250, 175), (125, 87)]);
/// assert_eq!(level_sizes_counted(4, 2, 9), [(2, 1), (1, 1)]);
/// ```
pub fn level_sizes_counted(width: usize, height: usize, count: usize) -> Vec<(usize, usize)> {
    halvings(width, height).take_while(|&(from, _)| from.0 > 1 || from.1 > 1).map(|(_, to)| to).take(count).collect()
}

/// Pairs of a level and the next, without end.
fn halvings(width: usize, height: usize) -> impl Iterator<Item = ((usize, usize), (usize, usize))> {
    let half = |(w, h): (usize, usize)| ((w / 2).max(1), (h / 2).max(1));
    std::iter::successors(Some((width, height)), move |&size| Some(half(size))).map(move |size| (size, half(size)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_down_to_the_block() {
        assert_eq!(level_sizes(3, 5, 1), [(1, 2), (1, 1)]);
        assert_eq!(level_sizes(513, 512, 512), [(256, 256)]);
        assert_eq!(level_sizes(1, 9, 2), [(1, 4), (1, 2)]);
        assert_eq!(level_sizes(9, 9, 0), level_sizes(9, 9, 1));
    }

    #[test]
    fn counts_down_to_the_pixel() {
        assert!(level_sizes_counted(1, 1, 4).is_empty());
        assert!(level_sizes_counted(9, 9, 0).is_empty());
        assert_eq!(level_sizes_counted(usize::MAX, 1, usize::MAX).len(), usize::BITS as usize - 1);
    }
}
