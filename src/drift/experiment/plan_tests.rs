//! Plans as people write them, right and wrong.

use super::choice::{Operators, Tasks};
use super::plan::{Cell, Drift, Plan, When};
use crate::drift::schedule::At;

const PLAN: &str = r#"
suite = "office"
tasks = 20
agents = ["small", "large"]
operators = ["rename_tool", "remove"]
severities = [0.5, 1.0]
seeds = [1, 2]
k = 3
when = { turn = 2 }
"#;

fn edited(from: &str, to: &str) -> String {
    let text = PLAN.replacen(from, to, 1);
    assert_ne!(text, PLAN, "{from}");
    text
}

#[test]
fn a_plan_is_read_and_written_in_every_form() {
    let plan = Plan::read(PLAN).unwrap();
    assert_eq!((plan.tasks.clone(), plan.when), (Some(Tasks::First(20)), When::Turn(2)));
    assert_eq!(plan.problems(), []);
    let edits = [
        ("tasks = 20", "tasks = [\"a\"]"),
        ("tasks = 20\n", ""),
        ("[\"rename_tool\", \"remove\"]", "\"all\""),
        ("{ turn = 2 }", "\"gradual\""),
        ("{ turn = 2 }", "\"before\""),
        ("{ turn = 2 }", "{ turn = 2 }\nlist_kept = 3"),
    ];
    for (from, to) in edits {
        let plan = Plan::read(&edited(from, to)).unwrap();
        assert_eq!(plan.problems(), [], "{to}");
        assert_eq!(Plan::read(&toml::to_string(&plan).unwrap()).unwrap(), plan, "{to}");
    }
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let edits = [
        ("k = 3", "trials = 3", "unknown field `trials`"),
        ("k = 3", "k = -3", "invalid value"),
        ("suite = \"office\"\n", "", "missing field `suite`"),
        ("tasks = 20", "tasks = -1", "expected a number of tasks, or a list of ids"),
        ("tasks = 20", "tasks = \"all\"", "expected a number of tasks, or a list of ids"),
        ("[\"rename_tool\", \"remove\"]", "\"remove\"", "expected \"all\", or a list of names"),
        ("{ turn = 2 }", "\"after\"", "unknown variant `after`, expected one of `before`, `turn`, `gradual`"),
        ("{ turn = 2 }", "{ trun = 2 }", "unknown variant `trun`"),
    ];
    for (from, to, expected) in edits {
        let error = Plan::read(&edited(from, to)).unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains("line "), "{to}: {error}");
    }
}

#[test]
fn what_cannot_be_tried_is_a_problem_with_a_mend() {
    let check = |from: &str, to: &str, expected: &[&str]| {
        let found: Vec<String> =
            Plan::read(&edited(from, to)).unwrap().problems().iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        found.iter().zip(expected).for_each(|(found, expected)| assert!(found.starts_with(expected), "{found}"));
    };
    let severity = "is 0: write a share above 0 and up to 1; the undrifted base is always tried";
    check(
        "[0.5, 1.0]",
        "[0.0, 1.5, nan]",
        &[&format!("severities[0] {severity}"), "severities[1] is 1.5", "severities[2] is NaN"],
    );
    check("[0.5, 1.0]", "[1.0, 1.0, 1.0]", &["severities names 1 twice: leave one out"]);
    check("[0.5, 1.0]", "[]", &["severities is empty: write shares"]);
    check("\"office\"", "\" \"", &["suite[0] \" \" is empty: write the name of a suite"]);
    check("tasks = 20", "tasks = 0", &["tasks is empty: write a number of tasks"]);
    check("tasks = 20", "tasks = [\"a\", \"a\"]", &["tasks names \"a\" twice"]);
    check("[\"small\", \"large\"]", "[]", &["agents is empty: write the name of at least one agent"]);
    check("[1, 2]", "[2, 2]", &["seeds names 2 twice"]);
    check("[1, 2]", "[]", &["seeds is empty"]);
    check("k = 3", "k = 0", &["k is 0: write how many trials"]);
    let unknown =
        "operators[1] is \"delete\", which no operator is called: write \"all\", or take some of rename_tool, ";
    check("\"remove\"", "\"delete\"", &[unknown]);
}

#[test]
fn cells_come_agent_by_agent_and_the_base_first() {
    let plan = Plan::read(PLAN).unwrap();
    let cells: Vec<Cell> = plan.cells().collect();
    assert_eq!(cells.len(), 2 * (1 + 2 * 2) * 2);
    let cell = |drift: Option<(&str, f64)>, seed| Cell {
        agent: "small".to_owned(),
        drift: drift.map(|(operator, severity)| Drift { operator: operator.to_owned(), severity }),
        seed,
    };
    let first =
        [cell(None, 1), cell(None, 2), cell(Some(("rename_tool", 0.5)), 1), cell(Some(("rename_tool", 0.5)), 2)];
    assert_eq!(cells[..4], first);
    assert_eq!(cells[9], cell(Some(("remove", 1.0)), 2));
    assert!(cells[10..].iter().all(|cell| cell.agent == "large"));
    let all = Plan { operators: Operators::All, ..plan };
    assert_eq!(all.cells().count(), 2 * (1 + crate::drift::Operator::all().len() * 2) * 2);
}

#[test]
fn a_gradual_drift_grows_over_the_episodes_of_its_cell() {
    assert_eq!(When::Gradual.at(60), At::Gradual { from: 0, to: 59 });
    assert_eq!([When::Before.at(60), When::Turn(3).at(60)], [At::BeforeEpisode, At::Turn { turn: 3 }]);
}
