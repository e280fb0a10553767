//! Where facts are kept and worked out.

pub mod knowledge_graph;
pub mod kv;
pub mod sql;
pub mod wiki;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 4] = [
    Entry::of::<sql::Sql>(),
    Entry::of::<kv::Kv>(),
    Entry::of::<knowledge_graph::KnowledgeGraph>(),
    Entry::of::<wiki::Wiki>(),
];
