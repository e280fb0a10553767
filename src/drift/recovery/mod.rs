//! How many of its own drifts `detect` recovers: single ones, and three after each other, on the built-in servers and on real
//! catalogs.
//!
//! A trial takes one to three servers, applies operators that a seed chooses, and holds what is found against them. It counts
//! as recovered if nothing is left to explain and
//!
//! - the operators found are of the same kinds, at the same tools, as those applied ([`trial::Outcome::Same`]), or
//! - they are others and do the same: the same tools with the same schemas come out, and both maps bring sampled calls and
//!   results of every tool to the same on the other side ([`trial::Outcome::Equal`]). So it is where an operator undid another, a
//!   tool that was new got another name, or a server is down whose tools had changed before.
//!
//! What only acts otherwise (slower, new errors, changed defaults: [`crate::drift::Operator::Behaves`]) leaves no trace in an inventory and
//! is outside; so is `version_upgrade`, a bundle of the others. The detection was developed on seeds below 1,000; the tests
//! take later ones.

mod trial;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::process::Command;

    use super::trial::{Outcome, Trial, visible};

    use crate::drift::{Inventory, Operator, sample};
    use crate::exec;
    use crate::inventory::{self, listings};
    use crate::model::{Seed, Tool};

    /// The first seed of the tests.
    const FIRST: u64 = 10_000;
    /// Seeds with which every operator is tried by itself.
    const SINGLE: u64 = 4;
    const TRIPLES: u64 = 120;
    /// Tools of a catalog that take part, by whole servers but for the last.
    const TOOLS: usize = 3_000;

    #[derive(Default)]
    struct Shares {
        same: usize,
        equal: usize,
        missed: Vec<String>,
    }

    impl Shares {
        fn count(&mut self, trial: Option<Trial>, seed: u64) {
            let Some(trial) = trial else { return };
            match trial.outcome() {
                (Outcome::Same, _) => self.same += 1,
                (Outcome::Equal, _) => self.equal += 1,
                (Outcome::Missed, found) => {
                    let names =
                        |operators: &[Operator]| operators.iter().map(Operator::name).collect::<Vec<_>>().join(", ");
                    self.missed.push(format!("seed {seed}: {}; found {}", names(&trial.operators), names(&found)));
                }
            }
        }

        /// Asks for a share of recovered trials, in percent.
        fn check(&self, what: &str, least: usize) {
            let recovered = self.same + self.equal;
            let all = recovered + self.missed.len();
            eprintln!("{what}: {recovered} of {all} recovered, {} by the same operators", self.same);
            assert!(
                all > 0 && 100 * recovered >= least * all,
                "{what}: {recovered} of {all}\n{}",
                self.missed.join("\n")
            );
        }
    }

    fn check(set: &str, servers: &[Inventory]) {
        let (mut single, mut triple) = (Shares::default(), Shares::default());
        for seed in FIRST..FIRST + SINGLE {
            for operator in visible() {
                single.count(Trial::new(servers, Some(&operator), 1, Seed(seed)), seed);
            }
        }
        (FIRST..FIRST + TRIPLES).for_each(|seed| triple.count(Trial::new(servers, None, 3, Seed(seed)), seed));
        single.check(&format!("{set}, single operators"), 95);
        triple.check(&format!("{set}, three operators"), 85);
    }

    /// The tools of each server by themselves.
    fn by_server<'t>(tools: impl IntoIterator<Item = &'t Tool>) -> Vec<Inventory> {
        let mut servers: BTreeMap<&str, Inventory> = BTreeMap::new();
        tools.into_iter().for_each(|tool| servers.entry(&tool.server).or_default().push(tool.clone()));
        servers.into_values().collect()
    }

    /// A catalog of the development data beside the repository, which are no part of it.
    fn check_catalog(set: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(set).join("inventory.jsonl.gz");
        let unpacked =
            Command::new("gzip").arg("-dc").arg(&path).output().ok().filter(|output| output.status.success());
        let Some(text) = unpacked.and_then(|output| String::from_utf8(output.stdout).ok()) else {
            eprintln!("skipped: the development data {set} are not here");
            return;
        };
        let some: Vec<&str> = text.lines().take(TOOLS).collect();
        let (inventory, _) = inventory::Inventory::normalise(listings(&some.join("\n")).0);
        check(set, &by_server(inventory.tools()));
    }

    #[test]
    fn drifts_of_the_sample_are_recovered() {
        check("the sample", &by_server(&sample::inventory()));
    }

    #[test]
    fn drifts_of_built_in_servers_are_recovered() {
        let module = exec::builtin().unwrap();
        let listings = module.listings().filter(|listing| listing.style.is_none()).cloned().collect();
        let (inventory, _) = inventory::Inventory::normalise(listings);
        check("built-in servers", &by_server(inventory.tools()));
    }

    #[test]
    fn drifts_of_real_catalogs_are_recovered() {
        ["mcp_harvest", "livemcpbench", "mcp_catalog"].iter().for_each(|set| check_catalog(set));
    }
}
