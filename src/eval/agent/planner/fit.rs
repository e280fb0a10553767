//! Literals to parameters: which of the things that a clause says can be which argument of a tool.

use serde_json::{Number, Value, json};

use super::clause::Clause;
use super::literal::{Literal, Said};
use super::toolbox::{Toolbox, Wording};
use super::words::{Word, akin, is_filler, of_name};
use crate::chain::{Input, Role};
use crate::inventory::JsonType;
use crate::model::Segment;

/// What an argument must at least be worth that nobody needs.
const OPTIONAL: f32 = 0.6;
/// What an argument must at least be worth that the tool needs.
const REQUIRED: f32 = 0.35;
/// Words before what is searched for rather than named.
const DESCRIBING: &[&str] = &[
    "about", "matching", "containing", "with", "mentioning", "for", "under", "search", "like", "on", "saying",
    "regarding",
];
/// How much the words around a literal count, nearest first.
const NEAR: [f32; 6] = [1.0, 0.8, 0.6, 0.4, 0.3, 0.2];
/// How much the words behind a literal count beside those before it.
const BEHIND: f32 = 0.5;

/// The arguments that a clause says for a tool.
#[derive(Clone, Debug, Default)]
pub(super) struct Fit {
    pub arguments: Vec<Argument>,
    /// Literals of the clause that are no argument, by number.
    pub left: Vec<usize>,
    /// How much the arguments speak for the tool.
    pub worth: f32,
}

/// An argument with the literals that it is made of; none where plain words say it.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    pub input: usize,
    pub value: Value,
    pub literals: Vec<usize>,
}

impl Fit {
    pub fn has(&self, input: usize) -> bool {
        self.arguments.iter().any(|argument| argument.input == input)
    }
}

/// Fits some literals of a clause to the inputs of a tool; `offset` is the user's, as in `+01:00`.
pub(super) fn fit(toolbox: &Toolbox, tool: usize, clause: &Clause, literals: &[usize], offset: &str) -> Fit {
    let node = toolbox.node(tool);
    let mut pairs: Vec<(f32, usize, usize, Value)> = Vec::new();
    for literal in literals {
        let said = &clause.literals[*literal];
        let (before, after) = clause.around(said);
        // "the "Harbour" customer": the name of the thing is nothing else.
        let called = node.read_only && is_before_noun(toolbox, tool, &after) && said.said == Said::Quote;
        for (at, input) in node.inputs.iter().enumerate().filter(|(_, input)| is_plain(input)) {
            let Some((base, value)) = compatible(said, input, offset) else { continue };
            let naming = matches!(input.role, Role::Query | Role::Title | Role::Person)
                || toolbox.wording(tool, at).name.iter().any(|stem| stem == "name");
            if said.said == Said::Loose && !input.leaf.required || called && !naming && !input.leaf.required {
                continue;
            }
            let worth = base + affinity(&before, &after, input, toolbox.wording(tool, at));
            let least = if input.leaf.required { REQUIRED } else { OPTIONAL };
            if worth >= least {
                pairs.push((worth + if input.leaf.required { 0.3 } else { 0.0 }, *literal, at, value));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut fit = Fit { left: literals.to_vec(), ..Fit::default() };
    for (worth, literal, input, value) in pairs {
        if fit.has(input) || !fit.left.contains(&literal) {
            continue;
        }
        fit.left.retain(|left| *left != literal);
        fit.arguments.push(Argument { input, value, literals: vec![literal] });
        fit.worth += worth.min(1.5);
    }
    let others = fit.arguments.len() > 1;
    fit.titles(toolbox, tool, clause, others);
    fit.lists(toolbox, tool, clause, offset);
    fit.words(toolbox, tool, clause);
    fit
}

/// Inputs that a literal can be: one value, an item of a list of values, or a field of one object.
fn is_plain(input: &Input) -> bool {
    let each = input.leaf.path.segments().iter().filter(|segment| **segment == Segment::Each).count();
    each <= 1 && !input.leaf.path.segments().contains(&Segment::Any) && input.leaf.constant.is_none()
}

impl Fit {
    /// A thing that is called by its name is picked from the list by it, where something else narrows the list; a search is
    /// for what is only described.
    pub fn titles(&mut self, toolbox: &Toolbox, tool: usize, clause: &Clause, others: bool) {
        let node = toolbox.node(tool);
        let described = |argument: &Argument| {
            let literals = argument.literals.iter().map(|at| &clause.literals[*at]);
            literals.into_iter().any(|literal| {
                let before = clause.around(literal).0;
                before.iter().take(2).any(|word| DESCRIBING.contains(&word.text.as_str()))
            })
        };
        let before_noun = |argument: &Argument| {
            let literals = argument.literals.iter().map(|at| &clause.literals[*at]);
            literals.into_iter().any(|literal| is_before_noun(toolbox, tool, &clause.around(literal).1))
        };
        let (dropped, kept): (Vec<Argument>, Vec<Argument>) = self.arguments.drain(..).partition(|argument| {
            let input = &node.inputs[argument.input];
            input.role == Role::Query
                && !input.leaf.required
                && (before_noun(argument) || others && !described(argument))
        });
        self.arguments = kept;
        self.left.extend(dropped.iter().flat_map(|argument| argument.literals.iter().copied()));
        self.left.sort_unstable();
    }

    /// "to Dana and Carlos": a list takes what is like its first item.
    fn lists(&mut self, toolbox: &Toolbox, tool: usize, clause: &Clause, offset: &str) {
        let node = toolbox.node(tool);
        for argument in &mut self.arguments {
            let input = &node.inputs[argument.input];
            let Some(first) = argument.literals.first().copied() else { continue };
            if input.leaf.path.segments().last() != Some(&Segment::Each) {
                continue;
            }
            let mut items = vec![argument.value.clone()];
            let mut last = first;
            while self.left.contains(&(last + 1)) && is_joined(clause, last) {
                let Some((_, value)) = compatible(&clause.literals[last + 1], input, offset) else { break };
                last += 1;
                items.push(value);
                argument.literals.push(last);
            }
            self.left.retain(|left| !argument.literals.contains(left));
            argument.value = Value::Array(items);
        }
    }

    /// Enums and flags are said by plain words.
    fn words(&mut self, toolbox: &Toolbox, tool: usize, clause: &Clause) {
        let node = toolbox.node(tool);
        for (at, input) in node.inputs.iter().enumerate() {
            if self.has(at) || !is_plain(input) {
                continue;
            }
            let found = match input.role {
                Role::Enum => choice(clause, input, toolbox.wording(tool, at)).map(|value| (value, 0.8)),
                Role::Flag => flag(clause, input, toolbox.wording(tool, at)).map(|value| (value, 0.4)),
                _ => None,
            };
            if let Some((value, worth)) = found {
                let value = if ends_in_each(input) { json!([value]) } else { value };
                self.arguments.push(Argument { input: at, value, literals: Vec::new() });
                self.worth += worth;
            }
        }
    }
}

/// Whether what the tool is about is said right behind a literal.
fn is_before_noun(toolbox: &Toolbox, tool: usize, after: &[&Word]) -> bool {
    let nouns = toolbox.nouns(tool);
    let place = after.iter().take(3).position(|word| nouns.iter().any(|noun| akin(noun, &word.stem)));
    place.is_some_and(|place| after[..place].iter().all(|word| !is_filler(&word.text)))
}

pub(super) fn ends_in_each(input: &Input) -> bool {
    input.leaf.path.segments().last() == Some(&Segment::Each)
}

/// Whether nothing but a joint stands between a literal and the next one.
fn is_joined(clause: &Clause, literal: usize) -> bool {
    let (from, to) = (clause.literals[literal].place.end, clause.literals[literal + 1].place.start);
    let between = clause.words.iter().filter(|word| word.from >= from && word.to <= to);
    between.into_iter().all(|word| matches!(word.text.as_str(), "and" | "or"))
}

/// How far the words around a literal speak of an input.
fn affinity(before: &[&Word], after: &[&Word], input: &Input, wording: &Wording) -> f32 {
    let (name, text) = (&wording.name, &wording.text);
    let like = |word: &Word| {
        if name.contains(&word.stem) {
            1.0
        } else if name.iter().any(|own| akin(own, &word.stem)) {
            0.8
        } else if text.contains(&word.stem) {
            0.3
        } else {
            0.0
        }
    };
    let best = |words: &[&Word]| words.iter().zip(NEAR).map(|(word, near)| near * like(word)).fold(0.0, f32::max);
    let preposition = match before.first().map(|word| word.text.as_str()) {
        Some("to") if matches!(input.role, Role::Email) => 0.5,
        Some("by" | "until" | "till" | "before" | "to") if input.is_end() => 0.5,
        Some("in" | "at" | "near" | "around") if name.iter().any(|own| akin(own, "location")) => 0.4,
        Some("with") if name.iter().any(|own| matches!(own.as_str(), "attende" | "participant" | "guest")) => 0.4,
        _ => 0.0,
    };
    let later = |list: &[&str]| after.iter().take(3).any(|word| list.contains(&word.text.as_str()));
    let moment = matches!(input.role, Role::Date | Role::DateTime | Role::Time | Role::Quantity | Role::Money);
    let bound = match input.is_end() {
        _ if !moment => 0.0,
        true if later(&["earlier", "latest", "less", "sooner"]) => 0.9,
        false if later(&["later", "onwards", "onward", "earliest", "more", "newer"]) => 0.5,
        _ => 0.0,
    };
    let preposition = preposition + bound;
    // "with Lyon as the location"
    let behind = if after.first().is_some_and(|word| word.text == "as") { 2.0 } else { BEHIND };
    (best(before).max(behind * best(after)) + preposition).min(1.6)
}

/// How well a literal can be a value of an input, with the value; `None` where it cannot.
fn compatible(literal: &Literal, input: &Input, offset: &str) -> Option<(f32, Value)> {
    let (role, text) = (input.role, literal.text.trim());
    if role == Role::Enum {
        let same = |value: &&Value| value.as_str().is_some_and(|value| folded(value) == folded(text));
        return input.leaf.enum_values.iter().find(same).map(|value| (1.2, value.clone()));
    }
    if is_coded(input) && !literal.text.contains(|c: char| c.is_ascii_digit()) && !matches!(literal.said, Said::Code) {
        return None;
    }
    if role == Role::Handle && input.leaf.pattern.is_none() && !literal.text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let base = base(&literal.said, role)?;
    let value = match (&literal.said, role) {
        (Said::Date(date), Role::DateTime) => {
            let time = if input.is_end() { "23:59:59" } else { "00:00:00" };
            json!(format!("{date}T{time}{offset}"))
        }
        (Said::Moment(date, time), Role::DateTime) => json!(format!("{date}T{time}{offset}")),
        (Said::Date(date) | Said::Moment(date, _), Role::Date) => json!(date.to_string()),
        (Said::Time(time) | Said::Moment(_, time), Role::Time) => json!(time.strftime("%H:%M").to_string()),
        (Said::Date(date), _) => json!(date.to_string()),
        (Said::Number(number) | Said::Money(number) | Said::Minutes(number), _) => numeric(*number, text, input)?,
        _ => json!(text),
    };
    // What fits a pattern is hardly anything else.
    let base = if input.leaf.pattern.is_some() { base + 0.4 } else { base };
    input.accepts(&value).then_some((base, value))
}

/// Whether values of the input have digits, as its name says: numbers that are no quantities, references.
fn is_coded(input: &Input) -> bool {
    let name = input.leaf.path.last_field().map(of_name).unwrap_or_default();
    input.role == Role::Word
        && name.last().is_some_and(|last| matches!(last.as_str(), "number" | "code" | "referenc"))
        && name.len() > 1
}

/// A number as the input takes it.
fn numeric(number: f64, text: &str, input: &Input) -> Option<Value> {
    let types = input.leaf.types;
    let whole = number.fract() == 0.0 && number.abs() < 9e15;
    if types.has(JsonType::Integer) || types.has(JsonType::Number) || types.is_any() {
        let within = input.leaf.minimum.is_none_or(|least| least <= number)
            && input.leaf.maximum.is_none_or(|most| number <= most);
        return match (whole, types.has(JsonType::Integer) && !types.has(JsonType::Number)) {
            _ if !within => None,
            (true, _) => Some(json!(number as i64)),
            (false, true) => None,
            (false, false) => Number::from_f64(number).map(Value::Number),
        };
    }
    // Amounts as text mostly have two digits behind the point.
    let plain = text.replace(',', "");
    let shapes = [plain.clone(), format!("{number:.2}")];
    shapes.into_iter().map(|text| json!(text)).find(|value| input.accepts(value))
}

/// Whether a literal is of exactly the kind that a role wants.
pub(super) fn is_kind(said: &Said, role: Role) -> bool {
    !matches!(said, Said::Quote | Said::Name | Said::Loose) && base(said, role).is_some_and(|base| base >= 0.65)
}

/// What kind of thing fits what role, and how well.
fn base(said: &Said, role: Role) -> Option<f32> {
    let worth = match (said, role) {
        (Said::Email, Role::Email)
        | (Said::Phone, Role::Phone)
        | (Said::Url, Role::Url)
        | (Said::Path, Role::Path)
        | (Said::Moment(..), Role::DateTime)
        | (Said::Date(_), Role::Date)
        | (Said::Time(_), Role::Time)
        | (Said::Minutes(_), Role::Minutes)
        | (Said::Money(_), Role::Money) => 1.1,
        (Said::Quote, Role::Query) => 1.05,
        (Said::Quote, Role::Title | Role::Body) => 0.8,
        (Said::Quote, Role::Word | Role::Person | Role::Path) => 0.5,
        (Said::Quote, Role::Time | Role::Date | Role::Zone) => 0.2,
        (Said::Name, Role::Person) => 1.0,
        (Said::Name, Role::Query) => 0.9,
        (Said::Name, Role::Word | Role::Zone) => 0.5,
        (Said::Name, Role::Title | Role::Path) => 0.3,
        (Said::Email, Role::Query | Role::Word | Role::Person) => 0.4,
        (Said::Phone, Role::Word | Role::Query) => 0.3,
        (Said::Url, Role::Word | Role::Query | Role::Path) => 0.4,
        (Said::Path, Role::Query | Role::Title) => 0.6,
        (Said::Path, Role::Word) => 0.5,
        (Said::Code, Role::Word | Role::Handle) => 0.6,
        (Said::Code, Role::Query | Role::Zone) => 0.6,
        (Said::Code, Role::Path | Role::Title) => 0.4,
        (Said::Number(_) | Said::Money(_), Role::Quantity | Role::Money) => 0.7,
        (Said::Number(_), Role::Version | Role::Minutes) => 0.6,
        (Said::Number(_), Role::Paging) => 0.2,
        (Said::Number(_) | Said::Money(_), Role::Word) => 0.2,
        (Said::Minutes(_), Role::Quantity) => 0.4,
        (Said::Date(_), Role::DateTime) => 0.7,
        (Said::Moment(..), Role::Date) => 0.7,
        (Said::Moment(..), Role::Time) => 0.6,
        (Said::Date(_), Role::Word) => 0.2,
        (Said::Loose, Role::Word) => 0.4,
        (Said::Loose, Role::Query) => 0.45,
        _ => return None,
    };
    Some(worth)
}

/// The value of an enum whose words a clause says.
fn choice(clause: &Clause, input: &Input, wording: &Wording) -> Option<Value> {
    let place = |stem: &String| {
        clause.words.iter().position(|word| word.stem == *stem || word.text.split('-').any(|part| part == stem))
    };
    let akin_place =
        |stem: &String| clause.words.iter().position(|word| akin(&word.stem, stem)).filter(|_| input.leaf.required);
    let about: Vec<usize> =
        (0..clause.words.len()).filter(|at| wording.name.iter().any(|stem| *stem == clause.words[*at].stem)).collect();
    let said = wording.choices.iter().filter_map(|(value, stems)| {
        let places: Option<Vec<usize>> = stems.iter().map(|stem| place(stem).or_else(|| akin_place(stem))).collect();
        let places = places.filter(|places| !places.is_empty())?;
        // "at level info" says the level, "errors at level info" another thing first.
        let far = |at: &usize| about.iter().map(|about| about.abs_diff(*at)).min().unwrap_or(0);
        let far = places.iter().map(far).min().unwrap_or(0);
        Some((stems.len(), std::cmp::Reverse(far), value.clone()))
    });
    let best = said.max_by_key(|(count, far, _)| (*count, *far))?.2;
    // "When will it be delivered?" asks for what will be, not for what is delivered.
    let last = clause.words.last().is_some_and(|word| best.as_str().is_some_and(|text| text == word.text));
    if clause.question && last && !input.leaf.required {
        return None;
    }
    // A word that is the name of the thing anyway picks nothing, unless the input must be there.
    let about = wording.name.iter().any(|stem| clause.speaks_of(stem));
    let verb = best.as_str().is_some_and(|text| clause.words.iter().take(2).any(|word| word.text == text));
    (input.leaf.required || about || !verb).then_some(best)
}

/// What a clause says of a yes or no.
fn flag(clause: &Clause, input: &Input, wording: &Wording) -> Option<Value> {
    const BESIDE: [&str; 12] =
        ["is", "has", "includ", "only", "with", "show", "use", "allow", "all", "enabl", "set", "mark"];
    let telling: Vec<&String> = wording.name.iter().filter(|stem| !BESIDE.contains(&stem.as_str())).collect();
    let place = clause.words.iter().position(|word| telling.iter().any(|stem| **stem == word.stem));
    let all = telling.iter().all(|stem| clause.words.iter().any(|word| word.stem == **stem));
    let negated = |at: usize| {
        let before = clause.words[at.saturating_sub(3)..at].iter();
        before.into_iter().any(|word| matches!(word.text.as_str(), "not" | "no" | "without" | "don't" | "never"))
    };
    match place.filter(|_| all && !telling.is_empty()) {
        Some(at) => Some(json!(!negated(at))),
        None if input.leaf.required && input.leaf.default.is_none() => {
            let off =
                clause.words.iter().any(|word| matches!(word.text.as_str(), "off" | "disable" | "unlock" | "not"));
            Some(json!(!off))
        }
        None => None,
    }
}

/// Lower case, with `_` and `-` as spaces.
pub(super) fn folded(text: &str) -> String {
    text.to_lowercase().replace(['_', '-'], " ")
}
