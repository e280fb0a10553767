//! The report as one HTML page, which needs no network and no script.
//!
//! Names of agents, operators and tasks enter it escaped.

use crate::drift::experiment::chart::escaped;
use crate::drift::experiment::curves::svg;
use crate::drift::experiment::dots::svg_operators;
use crate::drift::experiment::findings::findings;
use crate::drift::experiment::outcome::Outcome;
use crate::drift::experiment::tables::tables;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");

/// The page of an experiment.
pub fn page(outcome: &Outcome, title: &str) -> String {
    let title = escaped(title);
    let findings: Vec<String> = findings(outcome).iter().map(|told| format!("<li>{}</li>", escaped(told))).collect();
    let parts = [
        ("{{title}}", title.as_str()),
        ("/*{{style}}*/", STYLE),
        ("{{title}}", title.as_str()),
        ("{{findings}}", &findings.join("\n")),
        ("{{curves}}", &svg(outcome)),
        ("{{operators}}", &svg_operators(outcome)),
        ("{{tables}}", &tables(outcome)),
    ];
    // Each mark is looked for behind what was put in before, for that may contain any text.
    let mut page = String::new();
    let mut rest = PAGE;
    for (mark, part) in parts {
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        page += before;
        page += part;
        rest = after;
    }
    page + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::experiment::rate::Draws;
    use crate::drift::experiment::sample::trial;
    use crate::drift::experiment::trial::Trial;

    #[test]
    fn foreign_names_are_never_markup_and_nothing_is_fetched() {
        let name = "<script>{{tables}}</script>\"";
        let base = trial(name, "t", 1, true);
        let drifted = Trial { operator: Some(name.to_owned()), severity: 0.5, ..base.clone() };
        let page = page(&Outcome::of(&[base, drifted], Draws { rounds: 50, seed: 1 }), name);
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;{{tables}}"), "{page}");
        assert!(page.ends_with("</html>\n"));
        assert_eq!(page.matches("<svg").count(), 2);
        let places = ["src=", "href=", "url(", "@import"];
        assert_eq!(places.map(|place| page.contains(place)), [false; 4]);
    }
}
