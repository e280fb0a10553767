//! The inverted index that proposes candidates, so that no input is ever compared with all outputs.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::kind::Kind;
use super::meaning::Meaning;
use super::words::{Vocabulary, Word};

/// A word that more outputs than this share proposes candidates of the input's own server only.
const COMMON: usize = 1_500;
/// Even of its own server a word proposes no more than this.
const LOCAL: usize = 2_000;
/// How many candidates an input is compared with.
const CANDIDATES: usize = 128;

/// Weights are whole numbers, so that no sum hangs on the order of words: a rare word of the name counts some 10,000.
const OF_NAME: u32 = 10;
const OF_TEXT: u32 = 4;
/// What being of a fitting kind counts for.
const KIND: u32 = 1_000;
/// What being an address of the same kind counts for.
const ADDRESS: u32 = 5_000;

/// Word -> outputs that have it; the outputs of one server stand together.
pub(super) struct Index {
    words: Vec<Vec<u32>>,
    /// Two words of one name together, for names whose words are common but not their combination.
    pairs: HashMap<(Word, Word), Vec<u32>>,
    /// Kind of thing -> outputs, for inputs that share no word with what feeds them.
    kinds: BTreeMap<Kind, Vec<u32>>,
    /// Weight collected by every output during one question.
    weights: Vec<u32>,
}

impl Index {
    pub fn of(outputs: &[Meaning], words: usize) -> Self {
        let mut index = Self {
            words: vec![Vec::new(); words],
            pairs: HashMap::new(),
            kinds: BTreeMap::new(),
            weights: vec![0; outputs.len()],
        };
        for (i, output) in outputs.iter().enumerate() {
            for word in output.full.iter().chain(&output.context).chain(&output.text) {
                let postings = &mut index.words[*word as usize];
                if postings.last() != Some(&(i as u32)) {
                    postings.push(i as u32);
                }
            }
            index.kinds.entry(output.kind).or_default().push(i as u32);
            for pair in pairs(&output.full) {
                index.pairs.entry(pair).or_default().push(i as u32);
            }
        }
        index
    }

    /// The outputs worth comparing with an input, best first. `local` are the outputs of the input's own server.
    pub fn candidates(&mut self, input: &Meaning, local: &Range<u32>, vocabulary: &Vocabulary) -> Vec<u32> {
        let mut touched = Vec::new();
        let weights = &mut self.weights;
        let mut collect = |postings: &[u32], weight: u32| {
            let postings = if postings.len() <= COMMON { postings } else { within(postings, local) };
            for output in postings.iter().take(LOCAL) {
                let sum = &mut weights[*output as usize];
                if *sum == 0 {
                    touched.push(*output);
                }
                // The own server's tools are made for each other.
                *sum += if local.contains(output) { weight + weight / 2 } else { weight };
            }
        };
        for word in &input.full {
            collect(&self.words[*word as usize], OF_NAME * vocabulary.weight(*word));
        }
        for pair in pairs(&input.full) {
            if let Some(postings) = self.pairs.get(&pair) {
                collect(postings, OF_NAME * (vocabulary.weight(pair.0) + vocabulary.weight(pair.1)));
            }
        }
        for word in input.text.iter().chain(&input.context) {
            collect(&self.words[*word as usize], OF_TEXT * vocabulary.weight(*word));
        }
        for (kind, postings) in &self.kinds {
            let alike = *kind == input.kind || *kind == Kind::Other || !input.kind.specific();
            match kind {
                same if *same == input.kind && same.is_address() => collect(postings, ADDRESS),
                _ => collect(within(postings, local), if alike { KIND } else { KIND / 4 }),
            }
        }
        let best = |a: &u32, b: &u32| weights[*b as usize].cmp(&weights[*a as usize]).then(a.cmp(b));
        if touched.len() > CANDIDATES {
            touched.select_nth_unstable_by(CANDIDATES, best);
        }
        let chosen = touched[..touched.len().min(CANDIDATES)].to_vec();
        touched.iter().for_each(|output| weights[*output as usize] = 0);
        chosen
    }
}

/// The part of sorted postings that lies in a range.
fn within<'p>(postings: &'p [u32], range: &Range<u32>) -> &'p [u32] {
    let start = postings.partition_point(|output| *output < range.start);
    let end = postings.partition_point(|output| *output < range.end);
    &postings[start..end]
}

/// Every two words of a short set.
fn pairs(words: &[Word]) -> impl Iterator<Item = (Word, Word)> + '_ {
    let words = &words[..words.len().min(4)];
    words.iter().enumerate().flat_map(move |(i, a)| words[i + 1..].iter().map(move |b| (*a, *b)))
}
