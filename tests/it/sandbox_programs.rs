//! Random programs of calls, forks, snapshots, rollbacks and drops over the built-in servers, in the sandbox and beside it
//! in the same servers as native values: results, states and digests are equal everywhere, and no fork sees another.

use std::sync::OnceLock;

use mcplab::exec;
use mcplab_sandbox::{
    Cache, CallError, Config, Digest, Engine, EngineConfig, Forking, Guest, Instance, Limits, Snapshot,
};
use mcplab_servers::Host;
use mcplab_servers::kit::rng::Rng;
use mcplab_servers::servers::FAMILIES;
use proptest::prelude::*;
use serde_json::Value;

use crate::random_calls::{Known, arguments, known};

const NOW: &str = "2026-03-05T14:20:00+01:00";

/// Programs for each of the families and each way of forking: 10,000 in all.
const PROGRAMS: u32 = 460;

/// Worlds that programs of a server begin with.
const WORLDS: u64 = 3;

#[derive(Clone, Debug)]
enum Step {
    /// A call by chance on the instance of this number.
    Call(usize, u64),
    Fork(usize),
    Snapshot(usize),
    Rollback(usize),
    /// The instance takes on the state that another one set aside.
    Restore(usize, usize),
    Drop(usize),
    Compare(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..64_usize;
    prop_oneof![
        8 => (who.clone(), any::<u64>()).prop_map(|(who, seed)| Step::Call(who, seed)),
        3 => who.clone().prop_map(Step::Fork),
        1 => who.clone().prop_map(Step::Snapshot),
        2 => who.clone().prop_map(Step::Rollback),
        1 => (who.clone(), who.clone()).prop_map(|(who, other)| Step::Restore(who, other)),
        1 => who.clone().prop_map(Step::Drop),
        1 => who.prop_map(Step::Compare),
    ]
}

/// One server in the sandbox and as a native value, with the state to which each goes back.
struct Twin {
    instance: Instance,
    host: Host,
    snapshot: Snapshot,
    mark: Host,
}

/// A server with everything that programs need to know of it.
struct Subject {
    worlds: Vec<(Snapshot, Host, Known)>,
    tools: Vec<(String, Value)>,
}

impl Subject {
    fn new(guest: &Guest, server: &str) -> Self {
        let description: Vec<Value> = serde_json::from_str(&guest.describe().unwrap()).unwrap();
        let described = description.iter().find(|listed| listed["name"] == server).unwrap();
        let tool = |tool: &Value| (tool["name"].as_str().unwrap().to_owned(), tool["inputSchema"].clone());
        let tools = described["tools"].as_array().unwrap().iter().map(tool).collect();
        let world = |seed: u64| {
            let config = Config { server, seed, now: NOW, size: None };
            let snapshot = guest.world(&config, Limits::default()).unwrap();
            let native = format!(r#"{{"server":"{server}","seed":"{seed}","now":"{NOW}"}}"#);
            let host = Host::start(&native).unwrap();
            let known = known(&host.state());
            (snapshot, host, known)
        };
        Self { worlds: (0..WORLDS).map(world).collect(), tools }
    }

    /// Runs a program and compares at its end whatever is still alive.
    fn run(&self, world: u64, steps: &[Step]) {
        let (snapshot, host, known) = &self.worlds[usize::try_from(world % WORLDS).unwrap()];
        let first = Twin {
            instance: snapshot.fork().unwrap(),
            host: host.clone(),
            snapshot: snapshot.clone(),
            mark: host.clone(),
        };
        let (mut alive, mut known) = (vec![first], known.clone());
        for step in steps {
            self.step(&mut alive, &mut known, step);
        }
        alive.iter_mut().for_each(Twin::compare);
    }

    fn step(&self, alive: &mut Vec<Twin>, known: &mut Known, step: &Step) {
        let count = alive.len();
        match *step {
            Step::Call(who, seed) => {
                let mut rng = Rng::new(seed, "programs", 0);
                if rng.chance(8) {
                    return alive[who % count].request(&mut rng);
                }
                let (tool, schema) = &self.tools[rng.index(self.tools.len())];
                let arguments = Value::Object(arguments(&mut rng, schema, known)).to_string();
                alive[who % count].call(tool, &arguments, known);
            }
            Step::Fork(who) if count < 12 => {
                let twin = alive[who % count].fork();
                alive.push(twin);
            }
            Step::Snapshot(who) => {
                let twin = &mut alive[who % count];
                (twin.snapshot, twin.mark) = (twin.instance.snapshot().unwrap(), twin.host.clone());
            }
            Step::Rollback(who) => {
                let twin = &mut alive[who % count];
                twin.instance.rollback().unwrap();
                twin.host = twin.mark.clone();
            }
            Step::Restore(who, other) => {
                let (snapshot, mark) = (alive[other % count].snapshot.clone(), alive[other % count].mark.clone());
                let twin = &mut alive[who % count];
                twin.instance.restore(&snapshot).unwrap();
                (twin.snapshot, twin.host, twin.mark) = (snapshot, mark.clone(), mark);
            }
            Step::Drop(who) if count > 1 => drop(alive.swap_remove(who % count)),
            Step::Compare(who) => alive[who % count].compare(),
            Step::Fork(_) | Step::Drop(_) => {}
        }
    }
}

/// What a guest said; a fault is none of its words.
fn told(outcome: Result<String, CallError>) -> Result<String, String> {
    outcome.map_err(|error| match error {
        CallError::Fault(fault) => panic!("{fault}"),
        CallError::Guest(message) => message,
    })
}

impl Twin {
    fn call(&mut self, tool: &str, arguments: &str, known: &mut Known) {
        let native = self.host.call_tool(tool, arguments);
        assert_eq!(told(self.instance.call(tool, arguments)), native, "{tool} {arguments}");
        if let Ok(result) = native {
            let result: Value = serde_json::from_str(&result).unwrap();
            known.learn_result(tool, &result["structuredContent"]);
        }
    }

    /// Asks for what there is besides tools, and for what happened meanwhile.
    fn request(&mut self, rng: &mut Rng) {
        const METHODS: [&str; 5] =
            ["tools/list", "resources/list", "resources/templates/list", "prompts/list", "no/such/method"];
        let method = METHODS[rng.index(METHODS.len())];
        let native = self.host.request(method, "{}");
        let uri = native.as_ref().ok().and_then(|text| {
            let listed: Value = serde_json::from_str(text).unwrap();
            let resources = listed["resources"].as_array()?;
            Some(resources.get(rng.index(resources.len()))?["uri"].clone())
        });
        assert_eq!(told(self.instance.request(method, "{}")), native, "{method}");
        if let Some(uri) = uri {
            let params = serde_json::json!({"uri": uri}).to_string();
            for method in ["resources/read", "resources/subscribe"] {
                let native = self.host.request(method, &params);
                assert_eq!(told(self.instance.request(method, &params)), native, "{method} {params}");
            }
        }
        assert_eq!(self.instance.events().unwrap(), self.host.events());
    }

    fn fork(&mut self) -> Self {
        let (instance, host) = (self.instance.fork().unwrap(), self.host.clone());
        Self { instance, host, snapshot: self.snapshot.clone(), mark: self.mark.clone() }
    }

    fn compare(&mut self) {
        assert_eq!(self.instance.state().unwrap(), self.host.state());
        assert_eq!(self.instance.digest().unwrap(), Digest::of(&self.host.digest()));
        assert_eq!(self.instance.revision().unwrap(), self.host.revision());
    }
}

/// Runs programs on the servers of a family, each on one by chance.
fn check(family: &str, forking: Forking) {
    let (_, servers) = FAMILIES.iter().find(|(name, _)| *name == family).unwrap();
    let engine = Engine::new(EngineConfig { forking, ..EngineConfig::default() }).unwrap();
    let guest = Guest::load(&engine, exec::WASM, &Cache::user()).unwrap();
    let subjects: Vec<OnceLock<Subject>> = servers.iter().map(|_| OnceLock::new()).collect();
    let config = ProptestConfig { cases: PROGRAMS, failure_persistence: None, ..ProptestConfig::default() };
    let programs = prop::collection::vec(step(), 1..24);
    proptest!(config, |(which in 0..servers.len(), world in any::<u64>(), steps in programs)| {
        subjects[which].get_or_init(|| Subject::new(&guest, servers[which].name)).run(world, &steps);
    });
}

macro_rules! programs {
    ($($family:ident)*) => {
        $(
            mod $family {
                use super::{Forking, check};

                #[test]
                fn programs_agree() {
                    check(stringify!($family), Forking::best());
                }

                #[test]
                fn programs_agree_when_copied() {
                    check(stringify!($family), Forking::Copied);
                }
            }
        )*

        #[test]
        fn no_family_is_left_out() {
            let families = FAMILIES.map(|(name, _)| name);
            assert_eq!(families, [$(stringify!($family)),*]);
        }
    };
}

programs!(personal office commerce travel money engineering operations knowledge home untidy showcase);
