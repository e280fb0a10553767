//! Rows in parts that share no key.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};

use super::components::{Tie, components, tie};
use super::hold_out::hold_out;
use super::row::{Key, Keyed, Kind, Row};

/// How much of what it wants a part has at least, where rows that share a key stay together.
const ENOUGH: f64 = 0.5;

/// A part that is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    pub name: String,
    /// Share of the rows, above 0; together they are 1.
    pub fraction: f64,
}

/// A part and its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    /// Indices, rising.
    pub rows: Vec<usize>,
    /// The keys that were held out for the part: its rows have no other, and no other part has them. None where rows that
    /// share a key stay together, and none of the largest part.
    pub held: Vec<Key>,
}

/// Rows in parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// In the order in which they were wanted.
    pub parts: Vec<Part>,
    /// Rows that mix keys of two parts, rising; none where rows that share a key stay together.
    pub left_out: Vec<usize>,
    /// What made it impossible to keep rows that share a key together; none where that was done.
    pub tie: Option<Tie>,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SplitError {
    #[error("split rows: name at least one part")]
    NoParts,
    #[error("give part {name:?} a share of {fraction}: it lies above 0 and is 1 at most")]
    Fraction { name: String, fraction: f64 },
    #[error("split rows: the shares make {0} together, and not 1")]
    Sum(f64),
    #[error("split rows: two parts are named {0:?}")]
    Twice(String),
    #[error("find rows for part {part:?}: shared keys tie {} rows together, and {} is in {} of them (hint: choose fewer kinds)", tie.component, tie.key, tie.rows)]
    Tied { part: String, tie: Box<Tie> },
    #[error("find rows for part {part:?}: {rows} rows are too few (hint: generate more, or name fewer parts)")]
    Few { part: String, rows: usize },
}

/// Splits rows so that no key of the chosen kinds is in two parts.
///
/// Rows that share a key stay together and no row is left out, if every part gets at least half of what it wants that way.
/// Otherwise keys are held out for every part but the largest, and rows that mix keys of two parts are left out: as few as
/// the search finds. Without kinds, rows are drawn freely.
pub fn split(rows: &[Row], wants: &[Share], seed: u64, kinds: &[Kind]) -> Result<Split, SplitError> {
    check(wants)?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let keyed = Keyed::of(rows, kinds);
    let wanted: Vec<f64> = wants.iter().map(|want| want.fraction * rows.len() as f64).collect();
    let components = components(&keyed);
    let mut split = together(wants, &wanted, &components, &mut rng);
    let starved = |split: &Split| {
        let parts = split.parts.iter().zip(&wanted);
        parts.clone().any(|(part, wanted)| (part.rows.len() as f64) < (wanted * ENOUGH).floor())
    };
    if starved(&split)
        && let Some(tie) = components.first().and_then(|largest| tie(&keyed, largest))
    {
        split = apart(wants, &wanted, &keyed, tie, &mut rng);
    }
    let empty = split.parts.iter().zip(&wanted).find(|(part, wanted)| part.rows.is_empty() && **wanted >= 1.0);
    match (empty, &split.tie) {
        (None, _) => Ok(split),
        (Some((part, _)), Some(tie)) => Err(SplitError::Tied { part: part.name.clone(), tie: Box::new(tie.clone()) }),
        (Some((part, _)), None) => Err(SplitError::Few { part: part.name.clone(), rows: rows.len() }),
    }
}

fn check(wants: &[Share]) -> Result<(), SplitError> {
    if wants.is_empty() {
        return Err(SplitError::NoParts);
    }
    for (at, Share { name, fraction }) in wants.iter().enumerate() {
        if !(*fraction > 0.0 && *fraction <= 1.0) {
            return Err(SplitError::Fraction { name: name.clone(), fraction: *fraction });
        }
        if wants[..at].iter().any(|other| other.name == *name) {
            return Err(SplitError::Twice(name.clone()));
        }
    }
    let sum: f64 = wants.iter().map(|want| want.fraction).sum();
    if (sum - 1.0).abs() > 1e-6 { Err(SplitError::Sum(sum)) } else { Ok(()) }
}

/// Whole components, the largest first, each to the part that lacks most.
fn together(wants: &[Share], wanted: &[f64], components: &[Vec<usize>], rng: &mut ChaCha8Rng) -> Split {
    let mut parts: Vec<Part> = wants.iter().map(|want| Part::new(&want.name)).collect();
    let mut order: Vec<&Vec<usize>> = components.iter().collect();
    order.shuffle(rng);
    // Stable, so that components of one size keep their shuffled order.
    order.sort_by_key(|rows| std::cmp::Reverse(rows.len()));
    for rows in order {
        lacking(&mut parts, wanted).rows.extend(rows);
    }
    finish(parts, Vec::new(), None)
}

/// Keys held out for every part but the largest.
fn apart(wants: &[Share], wanted: &[f64], keyed: &Keyed, tie: Tie, rng: &mut ChaCha8Rng) -> Split {
    let mut parts: Vec<Part> = wants.iter().map(|want| Part::new(&want.name)).collect();
    let main = (0..wants.len()).rev().max_by(|one, other| wanted[*one].total_cmp(&wanted[*other])).unwrap_or_default();
    let (mut rest, keyless): (Vec<usize>, Vec<usize>) =
        (0..keyed.rows.len()).partition(|row| !keyed.rows[*row].is_empty());
    let mut left_out = Vec::new();
    for at in (0..parts.len()).filter(|at| *at != main) {
        let numbers = hold_out(keyed, &rest, wanted[at] / rest.len().max(1) as f64, rng);
        let Held { keys, pure, mixed, free } = Held::of(keyed, rest, numbers);
        parts[at].rows = pure;
        parts[at].held = keys;
        left_out.extend(mixed);
        rest = free;
    }
    parts[main].rows = rest;
    for row in keyless {
        lacking(&mut parts, wanted).rows.push(row);
    }
    finish(parts, left_out, Some(tie))
}

/// Rows by the keys that are held out.
pub(super) struct Held {
    pub keys: Vec<Key>,
    /// Rows with held-out keys only.
    pub pure: Vec<usize>,
    pub mixed: Vec<usize>,
    /// Rows without any.
    pub free: Vec<usize>,
}

impl Held {
    pub fn of(keyed: &Keyed, rows: Vec<usize>, numbers: Vec<u32>) -> Self {
        let mut held = vec![false; keyed.names.len()];
        numbers.iter().for_each(|key| held[*key as usize] = true);
        let mut keys: Vec<Key> = numbers.into_iter().map(|key| keyed.names[key as usize].clone()).collect();
        keys.sort();
        let mut sides = Self { keys, pure: Vec::new(), mixed: Vec::new(), free: Vec::new() };
        for row in rows {
            let out = keyed.rows[row].iter().filter(|key| held[**key as usize]).count();
            let side = match out {
                0 => &mut sides.free,
                _ if out == keyed.rows[row].len() => &mut sides.pure,
                _ => &mut sides.mixed,
            };
            side.push(row);
        }
        sides
    }
}

impl Part {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), rows: Vec::new(), held: Vec::new() }
    }
}

/// The part that lacks most rows, of equal ones the first.
fn lacking<'p>(parts: &'p mut [Part], wanted: &[f64]) -> &'p mut Part {
    let lack = |at: &usize| wanted[*at] - parts[*at].rows.len() as f64;
    let most = (0..parts.len()).rev().max_by(|one, other| lack(one).total_cmp(&lack(other)));
    &mut parts[most.unwrap_or_default()]
}

fn finish(mut parts: Vec<Part>, mut left_out: Vec<usize>, tie: Option<Tie>) -> Split {
    parts.iter_mut().for_each(|part| part.rows.sort_unstable());
    left_out.sort_unstable();
    Split { parts, left_out, tie }
}
