//! Benchmarks of the main journeys: `cargo bench -p cogsmith-benches`, and `compare/run` for GDAL and other peers beside it.
