//! Digests: equal exactly where states are equal, whatever calls led there, and cheap where little has changed.

use std::cell::Cell;
use std::collections::BTreeMap;

use mcplab_servers::kit::rng::Rng;
use mcplab_servers::kit::{Call, Int, Server, Table, Time, Tool, ToolError, server, tool};
use mcplab_servers::servers;
use mcplab_servers::world::{Size, World};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

use crate::lab::{Lab, NOW, SERVERS, TOOLS, host, text};
use crate::random_calls::{arguments, fitting_arguments, known};

const EPISODES: u64 = 3;
const CALLS: u64 = 60;

#[test]
fn digests_are_equal_exactly_where_states_are() {
    let mut digests = BTreeMap::<String, String>::new();
    let mut states = BTreeMap::<String, String>::new();
    for server in SERVERS.iter().copied() {
        // Read tools get the state as a shared reference, so only the others have anything to show.
        let writes = |tool: &Value| tool["annotations"]["readOnlyHint"] == false;
        let tools = TOOLS.iter().filter(|(_, (owner, tool))| owner == server && writes(tool));
        let tools: Vec<&String> = tools.map(|(name, _)| name).collect();
        if tools.is_empty() {
            continue;
        }
        let mut changes = 0;
        for seed in 0..EPISODES {
            // One is asked after every call, one now and then, and one never: its forks digest from scratch.
            let mut always = host(server, seed / 2, "small");
            let (mut rarely, mut never) = (always.clone(), always.clone());
            let (first, _) = (always.state(), always.digest());
            let mut known = known(&always.state());
            for index in 0..CALLS {
                let mut rng = Rng::new(seed, server, index);
                let tool = tools[rng.index(tools.len())];
                let arguments = if rng.chance(60) { fitting_arguments } else { arguments };
                let arguments = arguments(&mut rng, &TOOLS[tool].1["inputSchema"], &known);
                let arguments = Value::Object(arguments).to_string();
                for host in [&mut always, &mut rarely, &mut never] {
                    let result = host.call_tool(tool, &arguments);
                    assert!(!result.is_err_and(|error| !error.starts_with("unknown tool")), "{tool} {arguments}");
                }
                let (digest, state) = (always.digest(), never.state());
                assert_eq!(digest, never.clone().digest(), "{tool} {arguments}");
                if rng.chance(15) {
                    assert_eq!(digest, rarely.digest(), "{tool} {arguments}");
                }
                assert_eq!(
                    rebuilt(&first, &always.changes()),
                    state,
                    "{tool} {arguments}: changes {}",
                    always.changes()
                );
                assert_eq!(never.changes(), state, "without a digest there is nothing to leave out");
                if rng.chance(10) {
                    rarely = rarely.clone();
                    known = self::known(&state);
                }
                let other = digests.entry(state.clone()).or_insert_with(|| digest.clone());
                assert_eq!(*other, digest, "two digests of one state");
                let other = states.entry(digest).or_insert_with(|| state.clone());
                assert_eq!(*other, state, "two states with one digest");
            }
            changes += always.revision();
        }
        // Chance must change states often, or the test would prove little.
        assert!(changes > EPISODES * CALLS / 40, "{server}: only {changes} changes");
    }
}

/// The text of a state, from an earlier one and what has changed since.
fn rebuilt(first: &str, changes: &str) -> String {
    fn merge(before: &Value, now: Value) -> Value {
        let Value::Object(mut now) = now else { return now };
        if let Some(Value::Object(touched)) = now.shift_remove("$touched") {
            let mut rows: BTreeMap<String, Value> = before.as_object().expect("a table").clone().into_iter().collect();
            for (id, row) in touched {
                match row {
                    Value::Null => drop(rows.remove(&id)),
                    row => drop(rows.insert(id, row)),
                }
            }
            return rows.into_iter().collect::<serde_json::Map<_, _>>().into();
        }
        let merged = now.into_iter().map(|(name, value)| {
            let value = merge(before.get(&name).unwrap_or(&Value::Null), value);
            (name, value)
        });
        Value::Object(merged.collect())
    }
    let read = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    merge(&read(first), read(changes)).to_string()
}

#[test]
fn a_change_and_its_reversal_give_the_first_digest() {
    let mut lab = Lab::new("mail", 7);
    let found = lab.ok("search_messages", json!({"limit": 2}));
    let ids = [text(&found, "/messages/0/id"), text(&found, "/messages/1/id")];
    let mark = |lab: &mut Lab, id: &str, mark: &str| lab.ok("mark_message", json!({"message_id": id, "mark": mark}));
    for id in &ids {
        mark(&mut lab, id, "unflagged");
    }
    let first = lab.host.digest();
    assert!(first.len() == 64 && first.bytes().all(|byte| byte.is_ascii_hexdigit()), "{first}");
    mark(&mut lab, &ids[0], "flagged");
    let one = lab.host.digest();
    let mut other = Lab::of(lab.host.clone());
    mark(&mut lab, &ids[1], "flagged");
    assert_ne!(lab.host.digest(), one);
    mark(&mut lab, &ids[0], "unflagged");
    assert_ne!(lab.host.digest(), one, "the other message is flagged now");
    mark(&mut lab, &ids[1], "unflagged");
    assert_eq!(lab.host.digest(), first);
    mark(&mut other, &ids[0], "unflagged");
    assert_eq!(other.host.digest(), first, "a fork goes back by itself");
}

#[test]
fn what_calls_created_and_removed_shows_in_the_ids_to_come() {
    let mut lab = Lab::new("contacts", 7);
    let first = lab.host.digest();
    let made = lab.ok("create_contact", json!({"name": "Dana", "email": "dana@new.example"}));
    lab.ok("delete_contact", json!({"contact_id": made["id"]}));
    assert_ne!(lab.host.digest(), first);
    lab.no("delete_contact", json!({"contact_id": made["id"]}), "not_found");
    let mut shop = Lab::new("shop", 7);
    assert_ne!(shop.host.digest(), first, "servers differ by name");
}

#[test]
fn little_of_a_large_world_lies_outside_of_tables() {
    for entry in servers::all() {
        let server = entry.start(&large_world());
        let length = server.brief().len();
        assert!(length < 1_500, "{}: {length} bytes", entry.name);
    }
}

fn large_world() -> World {
    World { seed: 3, now: Time::parse(NOW).expect("a time"), size: Size::Large }
}

thread_local! {
    static WRITTEN: Cell<usize> = const { Cell::new(0) };
}

/// A row that counts how often it is written down.
#[derive(Clone)]
struct Row(i64);

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WRITTEN.set(WRITTEN.get() + 1);
        serializer.serialize_i64(self.0)
    }
}

#[derive(Clone, Serialize)]
struct Rows {
    /// Deeper than the state's own fields, where tables are found as well.
    shelf: (bool, Table<Row>),
    rows: Table<Row>,
}

/// Changes rows. Use this to see what a change costs.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Change {
    /// The new number of a row.
    number: Int<0, 1000>,
}

#[derive(Serialize, JsonSchema)]
struct Changed {}

fn change(rows: &mut Rows, _: &mut Call, args: Change) -> Result<Changed, ToolError> {
    rows.rows.get_mut("row 17").expect("the row").0 = args.number.0;
    rows.rows.remove("row 18");
    rows.rows.remove("no such row");
    rows.shelf.1.insert("new".to_owned(), Row(args.number.0));
    Ok(Changed {})
}

impl Server for Rows {
    const NAME: &'static str = "rows";
    const TITLE: &'static str = "Rows";
    const DESCRIPTION: &'static str = "Many rows.";
    const INSTRUCTIONS: &'static str = "Call change.";

    fn generate(_: &World) -> Self {
        let table = || (0..1_000).map(|index| (format!("row {index}"), Row(index))).collect();
        Self { shelf: (true, table()), rows: table() }
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![tool::write("change", change)]
    }
}

#[test]
fn a_digest_writes_only_what_has_changed_since_the_last_one() {
    let mut rows = server::start::<Rows>(&large_world());
    let mut digest_writes = |expect: usize, call: bool| {
        if call {
            rows.call("change", r#"{"number": 5}"#).expect("a result");
        }
        WRITTEN.set(0);
        let digest = rows.digest();
        assert_eq!(WRITTEN.get(), expect);
        let mut fork = rows.copy();
        WRITTEN.set(0);
        assert_eq!(fork.digest(), digest);
        assert_eq!(WRITTEN.get(), 0, "a fork knows what was known");
        digest
    };
    let first = digest_writes(2_000, false);
    assert_eq!(digest_writes(0, false), first);
    // Two rows are written and a third is gone.
    let changed = digest_writes(2, true);
    assert_ne!(changed, first);
    // Touched again without a change: written, and found to be the same.
    assert_eq!(digest_writes(2, true), changed);
}
