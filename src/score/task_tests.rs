//! Tasks as people write them, and what they are told of their mistakes.

use super::*;

const TASK: &str = r##"
id = "calendar-7"
category = "one_server_sequential"
prompt = "Move my review to Friday, and tell me who comes."
fuzzy = "Could the review be a bit later this week?"
now = "2026-12-30T09:00:00+01:00"
seed = 7
basis = "both"

[user]
kind = "scripted"
replies = ["Yes, please."]

[[servers]]
name = "calendar"

[[servers]]
name = "mail"
distractor = true

[limits]
calls = 12

[[checks]]
kind = "state"
name = "moved"
server = "calendar"
nothing_else = true
volatile = ["updated_at"]

[[checks.expect]]
predicate = "matches"
at = "events[].start"
where = { id = "e1" }
value = { is = "date", value = "2027-01-01" }

[[checks]]
kind = "state"
name = "no mail"
server = "mail"
nothing_else = true

[[checks]]
kind = "output"
name = "guests"
claim = { type = "items", items = ["Anna", "Bo"] }
distractors = [{ type = "text", text = "Cy" }]

[[checks]]
kind = "trajectory"
name = "looks first"
decides = false
milestones = [
    { name = "look", call = { tool = "calendar.list_*" } },
    { name = "move", call = { tool = "calendar.update_event", arguments = { id = "e1" } }, after = ["look"] },
]

[[reference]]
server = "calendar"
tool = "list_events"

[[reference]]
server = "calendar"
tool = "update_event"
arguments = { id = "e1", start = "2027-01-01T09:00:00+01:00" }
after = [0]
"##;

fn task() -> Task {
    toml::from_str(TASK).unwrap()
}

#[test]
fn a_task_reads_from_toml_and_json_alike() {
    let task = task();
    assert_eq!(task.problems(), []);
    assert_eq!((task.limits.calls, task.limits.turns, task.checks.len()), (12, 30, 4));
    let json = serde_json::to_string(&task).unwrap();
    assert_eq!(serde_json::from_str::<Task>(&json).unwrap(), task);
    let written = toml::to_string(&task).unwrap();
    assert_eq!(toml::from_str::<Task>(&written).unwrap(), task);
    for category in Category::ALL {
        assert_eq!(serde_json::to_value(category).unwrap(), category.name());
    }
}

#[test]
fn what_is_misspelt_is_an_error_that_names_it() {
    let edits = [
        ("seed = 7", "sed = 7", "unknown field `sed`"),
        ("nothing_else = true\nvolatile", "nothing_els = true\nvolatile", "unknown field `nothing_els`"),
        ("where = {", "were = {", "unknown field `were`"),
        ("basis = \"both\"", "basis = \"all\"", "unknown variant `all`"),
        ("distractors = [{ type", "distractors = [{ tpe", "missing field `type`"),
        ("is = \"date\"", "is = \"day\"", "unknown variant `day`"),
        ("type = \"items\", items", "type = \"items\", more = 1, items", "unknown field `more`"),
        ("events[].start", "events[.start", "not a path at character 6"),
        ("replies = [", "reply = [", "unknown field `reply`"),
        ("calls = 12", "call = 12", "unknown field `call`"),
        ("kind = \"output\"", "kind = \"answer\"", "unknown variant `answer`"),
        ("claim = {", "claims = {", "unknown field `claims`"),
    ];
    for (from, to, expected) in edits {
        let text = TASK.replacen(from, to, 1);
        assert_ne!(text, TASK, "{from}");
        let error = toml::from_str::<Task>(&text).unwrap_err().to_string();
        assert!(error.contains(expected), "{to}: {error}");
    }
}

#[test]
fn what_cannot_be_judged_is_a_problem_with_a_mend() {
    fn check(edit: impl Fn(&mut Task), expected: &[&str]) {
        let mut task = task();
        edit(&mut task);
        let found: Vec<String> = task.problems().iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }
    check(
        |task| task.now = "2026-12-30".to_owned(),
        &["now \"2026-12-30\" is no time: write RFC 3339 with the user's offset, e.g. 2026-03-05T14:20:00+01:00"],
    );
    check(|task| task.basis = Basis::Judge, &["no check decides on the basis Judge: add one, or change the basis"]);
    check(
        |task| drop(task.servers.pop()),
        &[
            "check no mail names server \"mail\", which the task does not have: add it under servers, or correct the name",
        ],
    );
    check(
        |task| task.reference[0].after = vec![1],
        &["reference call 0 follows call 1, which does not come before it"],
    );
    check(|task| task.limits.calls = 0, &["limit calls is 0: no episode would begin"]);
    check(
        |task| {
            let Check::State(state) = &mut task.checks[0] else { panic!() };
            state.volatile.push(Path::root());
            state.expect.push(Predicate::Added {
                at: "events[3].x".parse().unwrap(),
                filter: BTreeMap::new(),
                count: 1,
                exact: false,
            });
        },
        &[
            "check moved: the root is volatile, so nothing would be checked",
            "check moved: events[3].x must end with [] or [*] to add or remove items",
            "check moved: events[3].x names an item by its place in a list: write [], and name the item by where",
        ],
    );
    check(
        |task| {
            let Check::Output(output) = &mut task.checks[2] else { panic!() };
            output.claim =
                crate::score::claim::Claim::Money { amount: 1.0, currency: "thaler".to_owned(), tolerance: None };
        },
        &["check guests: currency \"thaler\" is not known: take a sign, a code or a name, e.g. €, EUR or euro"],
    );
}
