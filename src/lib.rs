//! mcplab: an MCP-native tool-use trajectory lab. Servers in, verified tool-use rows out.
//!
//! Others imagine tool sequences and ask a model to act them out. Here the dependency graph over the parameters of the
//! tools says which output can feed which input; chains are sampled along it and *executed first*; then the user's
//! request and the answer are written back from what happened, and every turn is judged on its own.
//!
//! # The way of the data
//!
//! ```text
//!  mcp.json / built-in servers                   one seed, one clock
//!        |                                             |
//!    inventory --> graph --> chain --> exec --> synth --> filter --> store --> export
//!                    ^                  |                              |
//!                    +---- evidence ----+                           report
//! ```
//!
//! It flows one way. Only execution feeds back: as evidence for the graph, and as coverage for the sampler.
//!
//! # The modules, in reading order
//!
//! | module | subject |
//! |---|---|
//! | [`model`] | the words of the lab as plain types |
//! | [`inventory`] | what servers offer, normalised; schemas, shapes, digests, snapshots |
//! | [`graph`] | which output parameter can feed which input parameter, and why |
//! | [`embedding`] | models of meaning that the user names, for the graph |
//! | [`chain`] | valid tool sequences, sampled with a memory of the corpus |
//! | [`wording`] | how people write dates, times and numbers, and how to read them back |
//! | [`llm`] | language models behind one trait: HTTP, retries, budget, recordings |
//! | [`tokens`] | lengths in tokens of a tokenizer file |
//! | [`store`] | one run's directory: rows, journal, resume |
//! | [`exec`] | the `Server` trait; real, sandboxed and recorded servers; replay |
//! | [`prove`] | edges tried out in forks |
//! | [`synth`] | executed chain to request and answer, through two gates |
//! | [`filter`] | rules that judge every turn |
//! | [`score`] | what an attempt at a task is worth, by its outcome; rates and their noise |
//! | [`export`] | one file per target format, and the data card |
//! | [`import`] | trajectories that others made |
//! | [`report`] | summaries for people and programs |
//! | [`dataset`] | runs made of rows that are there: near-duplicates, selection, splits |
//! | [`drift`] | inventories that change as those of real servers do, with the map from old calls to new |
//! | [`eval`] | agents that attempt tasks, in worlds that begin alike; tasks made, audited and kept |
//! | [`generate`] | the only place that knows the order of the stages |
//! | [`cli`] | what was typed, and all that is printed |
//!
//! `sandboxes/` is a crate of its own that holds everything about wasmtime; `mcp-servers/` holds the built-in servers,
//! which the build compiles to one WebAssembly module.
//!
//! # What never happens
//!
//! 1. A stage before `exec` touching the outside world: `model`, `inventory`, `graph`, `chain`, `wording`, `synth` and
//!    `filter` have no async, no clock, no files and no randomness but what a seed gives.
//! 2. A module but `exec` naming rmcp or the sandbox; a module but `cli` printing.
//! 3. A filter seeing how a trajectory was made.
//! 4. Equal seed and digests giving other bytes, on any number of threads or after any interruption (sandboxed
//!    servers).
//! 5. A call of a real server made twice because its answer was lost.
//! 6. A tool's description or result becoming a path, a command or markup.
//! 7. A secret in a row, a log, a recording or an error.
//!
//! A test holds the `use` lines of every module against the layers of [`generate`]'s order; see `tests/it/layers.rs`.

pub mod model;
pub mod inventory;
pub mod graph;
pub mod embedding;
pub mod chain;
pub mod wording;
pub mod llm;
pub mod tokens;
pub mod store;
pub mod exec;
pub mod prove;
pub mod synth;
pub mod filter;
pub mod score;
pub mod export;
pub mod import;
pub mod report;
pub mod dataset;
pub mod drift;
pub mod eval;
pub mod generate;
pub mod cli;
