//! The integration tests of the lab, one binary.

mod cli;
mod exec_cassette;
mod exec_config;
mod exec_hostile;
mod exec_http;
mod generating;
mod graph;
mod inventory;
mod layers;
mod real_servers;
mod rows;
mod store;
