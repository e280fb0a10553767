//! Literals: what a user says for a parameter, from what she knows or wants.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time};
use rand::RngExt;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};

use super::atlas::{Input, ToolNode};
use super::bind::Binder;
use super::knowledge::{field_for, labels};
use super::role::{Role, is_end, is_made, names_a_person, words};
use super::{lexicon, measure, vocabulary};

/// A longer text than this is nothing one says in passing.
const MAX_SAID: usize = 160;

/// A value for an input; `None` where the user has nothing to say.
pub(super) fn literal(binder: &mut Binder<'_>, step: usize, node: &ToolNode, input: &Input) -> Option<Value> {
    let name = input.leaf.path.last_field().unwrap_or_default().to_owned();
    let fresh = node.creates || name.starts_with("new_");
    if node.read_only
        && let Some(target) = binder.target(step).map(|item| item.value.clone())
    {
        return described(binder, &target, input, &name).filter(sayable).or_else(|| {
            input.leaf.required.then(|| wished(binder, node, input, &name, fresh)).flatten().filter(sayable)
        });
    }
    wished(binder, node, input, &name, fresh).filter(sayable)
}

fn sayable(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            !text.trim().is_empty() && text.chars().count() <= MAX_SAID && !text.contains(['\n', '"', '{', '}'])
        }
        Value::Number(_) | Value::Bool(_) => true,
        _ => false,
    }
}

/// A filter value that describes the thing the user has in mind.
fn described(binder: &mut Binder<'_>, target: &Value, input: &Input, name: &str) -> Option<Value> {
    let field = field_for(target, name);
    match input.role {
        Role::Query => search_words(binder, target),
        Role::Enum => field.filter(|value| input.leaf.enum_values.contains(value)).cloned(),
        Role::Date | Role::DateTime => {
            let moment = field.and_then(moment).or_else(|| first_moment(target))?;
            Some(match input.role {
                Role::Date if is_end(name) => {
                    json!(add_days(moment.date(), 1)?.to_string())
                }
                Role::Date => json!(moment.date().to_string()),
                _ => json!(format!("{}{}", moment.date().to_datetime(Time::midnight()), binder.offset)),
            })
        }
        Role::Money | Role::Quantity => {
            let amount = field.and_then(number)?;
            let step = if amount > 100.0 { 10.0 } else { 5.0 };
            let rounded =
                if name.contains("min") { (amount / step).floor() * step } else { (amount / step).ceil() * step };
            Some(number_json(rounded, input))
        }
        _ => field.filter(|value| value.is_string()).cloned(),
    }
}

/// Words that find the thing: its whole name if short, else two telling words of it.
fn search_words(binder: &mut Binder<'_>, target: &Value) -> Option<Value> {
    let (_, label) = *labels(target).first()?;
    let telling: Vec<&str> = label
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() > 2)
        .collect();
    if label.split_whitespace().count() <= 3 || telling.len() < 3 {
        return Some(json!(label));
    }
    // The end of a name holds what the thing is; the beginning what it is called.
    let start = if binder.rng.random_bool(0.6) { telling.len() - 2 } else { 0 };
    let pair = format!("{} {}", telling[start], telling[start + 1]);
    Some(json!(if label.contains(&pair) { pair } else { telling[start].to_owned() }))
}

/// A value for something new, or for something the user knows by name; a `fresh` one is not the name of anything yet.
pub(super) fn wished(
    binder: &mut Binder<'_>,
    node: &ToolNode,
    input: &Input,
    name: &str,
    fresh: bool,
) -> Option<Value> {
    let known = |binder: &mut Binder<'_>, input: &Input| if fresh { None } else { known(binder, input) };
    let leaf = &input.leaf;
    let rng = &mut binder.rng;
    match input.role {
        Role::Enum => leaf.enum_values.choose(rng).cloned(),
        Role::Email => known(binder, input).or_else(|| Some(json!(lexicon::email(&binder.person)))),
        Role::Phone => Some(json!(lexicon::phone(rng))),
        Role::Person => known(binder, input).or_else(|| Some(json!(binder.person))),
        Role::Title => Some(json!(binder.topic.title)),
        Role::Body if node.person => Some(json!(lexicon::note(rng))),
        Role::Body if name == "reason" => word(binder, node, input, name),
        Role::Body => heard(binder, node, name).or_else(|| Some(json!(binder.topic.body))),
        Role::Date => Some(json!(future_date(binder, name)?.to_string())),
        Role::DateTime => Some(json!(format!("{}{}", future_moment(binder, name)?, binder.offset))),
        Role::Time => {
            let hour = binder.rng.random_range(8..18);
            let minute = [0, 30].choose(&mut binder.rng).copied().unwrap_or(0);
            Some(json!(format!("{hour:02}:{minute:02}")))
        }
        Role::Minutes => [15, 30, 45, 60, 90].choose(rng).map(|minutes| json!(minutes)),
        Role::Zone => Some(json!(lexicon::zone(rng))),
        Role::Money => {
            let amount = f64::from(rng.random_range(4..40)) * 5.0;
            Some(number_json(bounded(amount, input), input))
        }
        Role::Quantity if name.ends_with("hour") => {
            let early = ["earliest", "start", "from", "begin", "first", "min"].iter().any(|word| name.contains(word));
            let hour = if early { rng.random_range(8..=11) } else { rng.random_range(15..=18) };
            Some(json!(hour))
        }
        Role::Quantity if words(name).iter().any(|word| word == "year") => {
            let years = u16::try_from(binder.now.year()).ok().map(f64::from)?;
            Some(number_json(bounded(years, input), input))
        }
        Role::Quantity | Role::Version | Role::Paging => {
            let usual = measure::amount(&words(name), rng);
            let count = usual.unwrap_or_else(|| f64::from(rng.random_range(1..=4)));
            Some(number_json(bounded(count, input), input))
        }
        Role::Path => path(binder, node, input, name, fresh),
        Role::Query if name == "term" && !node.read_only => word(binder, node, input, name),
        Role::Query => search_known(binder, node),
        // What is proposed is no translation that is there already.
        Role::Word if name == "translation" && !node.read_only => word(binder, node, input, name),
        Role::Word | Role::Url => known(binder, input)
            .or_else(|| leaf.examples.choose(&mut binder.rng).filter(|_| !fresh).cloned())
            // A filter that nothing is known to meet finds nothing.
            .or_else(|| (leaf.required || !node.read_only).then(|| word(binder, node, input, name)).flatten()),
        Role::Handle | Role::Flag | Role::Opaque => None,
    }
}

/// A text of the kind that the input's pattern wants: a key, a time of day, a month, an amount, a currency.
pub(super) fn shaped(binder: &mut Binder<'_>, input: &Input) -> Option<Value> {
    input.leaf.pattern.as_ref()?;
    let rng = &mut binder.rng;
    let month = binder.now.date().checked_sub(Span::new().months(rng.random_range(0..3))).ok()?;
    let shapes = [
        binder.topic.slug.clone(),
        format!("{:02}:{:02}", rng.random_range(7..21), [0, 15, 30, 45][rng.random_range(0..4)]),
        month.strftime("%Y-%m").to_string(),
        format!("{}.00", rng.random_range(4..60) * 5),
        lexicon::currency(rng).to_owned(),
    ];
    shapes.into_iter().map(|text| json!(text)).find(|value| input.accepts(value))
}

/// How often a text is like one that stands in the same kind of place on the same server.
const HEARD: f64 = 0.45;

/// A text of the kind that people write there: one of those that stand in a field of the same name.
fn heard(binder: &mut Binder<'_>, node: &ToolNode, name: &str) -> Option<Value> {
    if !binder.rng.random_bool(HEARD) {
        return None;
    }
    let tools = binder.atlas.tools.iter().enumerate().filter(|(_, known)| known.tool.server == node.tool.server);
    let places = tools.flat_map(|(tool, known)| known.outputs.iter().map(move |leaf| (tool, &leaf.path)));
    let same = places.filter(|(_, path)| path.last_field() == Some(name));
    let texts: Vec<&Value> = same
        .flat_map(|(tool, path)| binder.knowledge.values(tool, path))
        .filter(|value| value.as_str().is_some_and(|text| (12..=120).contains(&text.chars().count())) && sayable(value))
        .collect();
    texts.choose(&mut binder.rng).map(|text| (*text).clone())
}

/// A value that the user has seen at a parameter that feeds this one.
fn known(binder: &mut Binder<'_>, input: &Input) -> Option<Value> {
    for supply in &input.supplies {
        let values = binder.knowledge.values(supply.tool, &supply.path);
        if let Some(value) = values.choose(&mut binder.rng) {
            return Some(value.clone());
        }
    }
    None
}

fn word(binder: &mut Binder<'_>, node: &ToolNode, input: &Input, name: &str) -> Option<Value> {
    const PEOPLE: [&str; 5] = ["contact", "person", "customer", "user", "member"];
    // The name of a property is that of no new thing.
    let inside = input.leaf.path.parent();
    let words: Vec<String> = words(inside.last_field().unwrap_or_default()).into_iter().chain(words(name)).collect();
    let last = words.last().map(String::as_str).unwrap_or_default();
    let (term, meaning) = vocabulary::term(&binder.topic);
    let text = match last {
        _ if names_a_person(name) => Some(binder.person.clone()),
        "name" | "label" => {
            let told: Vec<String> =
                words.iter().filter(|word| !["name", "label", "new"].contains(&word.as_str())).cloned().collect();
            let things = if told.is_empty() { &node.entity } else { &told };
            match things.last() {
                Some(thing) if PEOPLE.contains(&thing.as_str()) => Some(binder.person.clone()),
                _ => vocabulary::name(things, &binder.topic.slug, &mut binder.rng),
            }
        }
        "term" | "translation" => Some(term.to_owned()),
        "definition" => Some(meaning.to_owned()),
        // What can only be what is there already.
        "equals" | "type" | "csv" => return vocabulary::word(&words, &mut binder.rng).map(Value::from),
        _ if is_made(name) => {
            let own = words.iter().all(|word| word == "key" || node.entity.contains(word));
            return (node.creates && own).then(|| json!(binder.topic.slug));
        }
        _ => None,
    };
    let text = text.or_else(|| vocabulary::word(&words, &mut binder.rng));
    Some(json!(text.unwrap_or_else(|| binder.topic.title.clone())))
}

/// A known thing's name to search for, where no list tells what the search finds.
fn search_known(binder: &mut Binder<'_>, node: &ToolNode) -> Option<Value> {
    let lists = super::bind::list_names(node);
    let mut items: Vec<_> = binder.knowledge.items(&node.tool.server, &lists).collect();
    if items.is_empty() {
        items = binder.knowledge.items(&node.tool.server, &[]).collect();
    }
    let item = items.choose(&mut binder.rng)?;
    let value = item.value.clone();
    search_words(binder, &value)
}

fn path(binder: &mut Binder<'_>, node: &ToolNode, input: &Input, name: &str, fresh: bool) -> Option<Value> {
    let fresh = fresh || ["destination", "new_path", "target"].contains(&name);
    if !fresh && let Some(value) = known(binder, input) {
        return Some(value);
    }
    let paths = binder.knowledge.paths(binder.atlas, &node.tool.server);
    let chosen = (*paths.choose(&mut binder.rng)?).to_owned();
    if !fresh {
        return Some(json!(chosen));
    }
    let folder = if chosen.contains('.') { chosen.rsplit_once('/')?.0.to_owned() } else { chosen };
    let end = if node.entity.iter().any(|word| matches!(word.as_str(), "directory" | "folder")) { "" } else { ".md" };
    Some(json!(format!("{folder}/{}{end}", binder.topic.slug)))
}

fn bounded(number: f64, input: &Input) -> f64 {
    let least = input.leaf.minimum.unwrap_or(f64::MIN);
    let most = input.leaf.maximum.unwrap_or(f64::MAX);
    if least > most { number } else { number.clamp(least, most) }
}

fn number_json(number: f64, input: &Input) -> Value {
    let whole = input.leaf.types.has(crate::graph::JsonType::Integer) || number.fract() == 0.0;
    if whole { json!(number as i64) } else { json!(number) }
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

fn moment(value: &Value) -> Option<DateTime> {
    let text = value.as_str()?;
    let civil = text.get(..19).filter(|_| text.contains('T')).and_then(|civil| civil.parse().ok());
    civil.or_else(|| text.parse::<Date>().ok().map(|date| date.to_datetime(Time::midnight())))
}

/// The first date or time in a thing.
fn first_moment(item: &Value) -> Option<DateTime> {
    crate::model::Path::leaves(item).into_iter().find_map(|(_, value)| moment(value))
}

fn add_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().days(days)).ok()
}

/// A day in the next two weeks, or after the one said before.
fn future_date(binder: &mut Binder<'_>, name: &str) -> Option<Date> {
    if name.contains("birth") {
        let year = i16::try_from(binder.rng.random_range(1958..2004)).ok()?;
        let day = binder.rng.random_range(1..365);
        return add_days(Date::new(year, 1, 1).ok()?, day);
    }
    let date = match binder.last_moment {
        Some(start) if !name.contains("start") => add_days(start.date(), binder.rng.random_range(1..5))?,
        _ => add_days(binder.now.date(), binder.rng.random_range(1..13))?,
    };
    binder.last_moment = Some(date.to_datetime(Time::midnight()));
    Some(date)
}

/// A time in working hours of the next two weeks, or an hour after the one said before.
fn future_moment(binder: &mut Binder<'_>, name: &str) -> Option<DateTime> {
    if let Some(start) = binder.last_moment.filter(|_| !name.contains("start")) {
        return start.checked_add(Span::new().hours(1)).ok();
    }
    let date = add_days(binder.now.date(), binder.rng.random_range(1..12))?;
    let hour = i8::try_from(binder.rng.random_range(8..18)).ok()?;
    let minute = [0, 0, 30, 15, 45].choose(&mut binder.rng).copied().unwrap_or(0);
    let moment = date.at(hour, minute, 0, 0);
    binder.last_moment = Some(moment);
    Some(moment)
}
