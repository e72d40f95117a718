//! Benchmarks of the main journeys: `cargo bench -p cogsmith-benches`, and `compare.py` for GDAL beside it.
