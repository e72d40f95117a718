//! Benchmarks of the main journeys.
