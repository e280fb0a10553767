//! The servers as a host sees them: JSON in, JSON out.

mod contract;
mod defaults;
mod digests;
mod features;
mod fuzz;
mod lab;
mod random_calls;
mod runs;
mod sampler;
mod stories;
mod tools;
mod world;
