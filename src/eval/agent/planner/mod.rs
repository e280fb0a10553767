//! The graph planner: an agent without a model.
//!
//! It decides its calls and its answer from the words of the request, the tools' own schemas, and the dependency graph over
//! their parameters. The request is cut into clauses ([`clause`]), each clause is given the tool whose words and parameters
//! fit it best ([`toolbox`], [`fit`]), and what the user did not say is fetched by walking back along the graph ([`source`],
//! [`run`]), where the item that she means is picked from the lists on the way ([`pick`]). It knows no server: it is built
//! anew from whatever tools are in view.
//!
//! What it cannot do: understand. A request that shares no word with the tool it is about is declined, and a condition ("if
//! he is free") is not seen.

mod arguments;
mod clause;
mod cut;
mod fit;
mod literal;
mod moment;
mod pick;
mod plan;
mod policy;
mod run;
mod say;
mod scope;
mod source;
mod toolbox;
mod words;

pub use plan::{Act, Planner, Situation};

#[cfg(test)]
mod plan_tests;
