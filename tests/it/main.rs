//! The integration tests of the lab, one binary.

mod cli;
mod clients;
mod embedding;
mod exec_cassette;
mod exec_components;
mod exec_config;
mod exec_forks;
mod exec_guests;
mod exec_hostile;
mod exec_http;
mod filter;
mod gallery;
mod generating;
mod graph;
mod graph_forms;
mod graph_outputs;
mod graph_quality;
mod inventory;
mod layers;
mod page;
mod pinned;
#[path = "../../mcp-servers/tests/it/random_calls.rs"]
mod random_calls;
mod proving;
mod real_servers;
mod rows;
mod sandbox_programs;
mod served;
mod serving;
mod store;
mod twins;
