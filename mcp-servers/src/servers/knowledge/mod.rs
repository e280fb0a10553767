//! Where facts are kept and worked out.

pub mod glossary;
pub mod knowledge_graph;
pub mod kv;
pub mod maps;
pub mod sql;
pub mod units;
pub mod wiki;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 7] = [
    Entry::of::<maps::Maps>(),
    Entry::of::<units::Units>(),
    Entry::of::<glossary::Terms>(),
    Entry::of::<sql::Sql>(),
    Entry::of::<kv::Kv>(),
    Entry::of::<knowledge_graph::KnowledgeGraph>(),
    Entry::of::<wiki::Wiki>(),
];
