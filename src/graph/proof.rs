//! Proven evidence: what trials in forks say of edges.

use serde::{Deserialize, Serialize};

use super::explain::Impossible;
use super::net::{Input, Output};
use super::{Graph, score};
use crate::model::{Evidence, Parameter, ProofClass, Proven};

/// What was proven of a pair of parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    pub from: Parameter,
    pub to: Parameter,
    pub proven: Proven,
}

impl Graph {
    /// Adds what trials have shown. Edges that only trials know are added where the consumer needs such values; proofs
    /// about tools that the graph does not have are ignored.
    pub fn prove<'p>(&mut self, proofs: impl IntoIterator<Item = &'p Proof>) {
        let proofs: Vec<&Proof> = proofs.into_iter().filter(|proof| self.has(&proof.from, &proof.to)).collect();
        self.revise(|graph, added| {
            for proof in proofs {
                let evidence = || Evidence { proven: Some(proof.proven.clone()), ..Evidence::default() };
                match graph.edge_mut(&proof.from, &proof.to) {
                    Some(edge) => edge.evidence.proven = Some(proof.proven.clone()),
                    None if proof.proven.class == ProofClass::Strong => {
                        added.push(score::edge(proof.from.clone(), proof.to.clone(), evidence()));
                    }
                    None => {}
                }
            }
        });
    }
}

/// Whether a value of the output can be the input of another tool at all, as far as types tell. Flags and page numbers
/// are chosen rather than handed on.
pub fn could_feed(output: &Output, input: &Input) -> bool {
    Impossible::between((output.kind, &output.leaf), (input.kind, &input.leaf), false).is_none()
}
