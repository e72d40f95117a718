//! Our own Deflate beside flate2's: any bytes as a stream get the same verdict and the same output; any bytes deflated by either
//! are inflated by the other, and grow by no more than stored blocks do.

use deflate::{Deflater, Inflater};
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// The target.
pub fn run(input: (u8, u16, bool, &[u8])) {
    let (level, room, with_header, bytes) = input;
    let stream = if with_header { [&[0x78, 0x9c], bytes].concat() } else { bytes.to_vec() };
    let (mut ours, mut theirs) = (vec![0; usize::from(room)], vec![0; usize::from(room)]);
    let mut inflate = Decompress::new(true);
    let status = inflate.decompress(&stream, &mut theirs, FlushDecompress::Finish);
    let len = inflate.total_out() as usize;
    let is_good = status.is_ok_and(|status| status == Status::StreamEnd || len == theirs.len());
    let mut inflater = Inflater::new();
    match inflater.inflate_zlib(&stream, &mut ours) {
        // What comes after the last byte that there is room for may be damaged.
        Ok(found) => assert!(found == ours.len() || found == len && is_good),
        Err(error) => assert!(!is_good && error.decoded() == len, "{error}, but {len} bytes"),
    }
    assert_eq!(ours[..len], theirs[..len]);

    // As it is, and with much to be found in it.
    for bytes in [bytes.to_vec(), bytes.repeat(1 + usize::from(room) % 9)] {
        let mut stream = Vec::new();
        Deflater::new(1 + level % 9).deflate_zlib(&bytes, &mut stream);
        assert!(stream.len() <= bytes.len() + 11 + 5 * (bytes.len() / 0xffff + bytes.len() / (1 << 19)));
        let mut out = vec![0; bytes.len() + 1];
        inflate.reset(true);
        assert_eq!(
            inflate.decompress(&stream, &mut out, FlushDecompress::Finish).expect("it is a stream"),
            Status::StreamEnd
        );
        assert!(out[..bytes.len()] == bytes && inflate.total_out() as usize == bytes.len());
        let mut stream = Vec::with_capacity(2 * bytes.len() + 100);
        let mut compress = Compress::new(Compression::new(u32::from(level % 10)), true);
        assert_eq!(
            compress.compress_vec(&bytes, &mut stream, FlushCompress::Finish).expect("it can be"),
            Status::StreamEnd
        );
        out.fill(0);
        assert_eq!(inflater.inflate_zlib(&stream, &mut out), Ok(bytes.len()));
        assert!(out[..bytes.len()] == bytes);
    }
}
