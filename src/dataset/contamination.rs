//! Whether a row repeats a benchmark: long runs of shared words, and near-duplicates.
//!
//! A row that has a run of `n` words in common with a benchmark text is near it, as in the decontamination of GPT-3 (Brown et
//! al. 2020, appendix C: 13 words; 8 words here, since requests are short). What was reworded in every run, but little, is
//! found by [`minhash`](crate::dataset::minhash).

use std::collections::HashMap;

use crate::dataset::hash::Spreading;
use crate::dataset::minhash::{Index, MinHashError, PERMUTATIONS, Permutations, Signature};
use crate::dataset::words::{Word, grams, shingles, words};

/// What counts as near.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearness {
    /// Words of a run that no two texts share by chance.
    pub words: usize,
    /// The least estimated Jaccard similarity of word 3-shingles, above 0 and at most 1.
    pub similarity: f64,
}

/// Benchmark texts that rows are held against.
#[derive(Clone, Debug)]
pub struct Benchmark {
    nearness: Nearness,
    /// The first text of each run of words.
    runs: HashMap<u64, u32, Spreading>,
    permutations: Permutations,
    index: Index,
}

/// The benchmark text that a row is near.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// Index of the benchmark text.
    pub which: usize,
    /// The share of the row's runs that some benchmark text has; without a shared run, the estimated similarity. From 0 to 1.
    pub overlap: f64,
    /// The first shared run as the row writes it; none where the texts are near without sharing a run.
    pub ngram: Option<String>,
}

impl Default for Nearness {
    fn default() -> Self {
        Self { words: 8, similarity: 0.8 }
    }
}

impl Benchmark {
    /// The benchmark of these texts with the usual nearness.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, MinHashError> {
        Self::with(Nearness::default(), texts)
    }

    pub fn with<'t>(nearness: Nearness, texts: impl IntoIterator<Item = &'t str>) -> Result<Self, MinHashError> {
        let index = Index::new(nearness.similarity)?;
        // Which permutations these are decides nothing but the error of the estimate.
        let permutations = Permutations::new(PERMUTATIONS, 0);
        let mut benchmark = Self { nearness, runs: HashMap::default(), permutations, index };
        for (which, text) in texts.into_iter().enumerate() {
            benchmark.add(which as u32, text);
        }
        Ok(benchmark)
    }

    /// The benchmark text that a text repeats, if any: of several, that with the most shared runs.
    ///
    /// A benchmark text shorter than a run is found only where the row is equal to it or near it as a whole.
    pub fn near(&self, text: &str) -> Option<Near> {
        self.shared_run(text).or_else(|| self.near_duplicate(text))
    }

    fn add(&mut self, which: u32, text: &str) {
        for run in grams(&words(text), self.nearness.words) {
            self.runs.entry(run).or_insert(which);
        }
        let signature = Signature::of(shingles(text), &self.permutations);
        self.index.insert(u64::from(which), &signature);
    }

    fn shared_run(&self, text: &str) -> Option<Near> {
        let words = words(text);
        let runs = grams(&words, self.nearness.words);
        let shared: Vec<(usize, u32)> =
            runs.iter().enumerate().filter_map(|(at, run)| Some((at, *self.runs.get(run)?))).collect();
        let mut counts: HashMap<u32, usize> = HashMap::new();
        for (_, which) in &shared {
            *counts.entry(*which).or_default() += 1;
        }
        let (which, _) = counts.into_iter().max_by_key(|(which, count)| (*count, std::cmp::Reverse(*which)))?;
        let (at, _) = shared.iter().find(|(_, other)| *other == which)?;
        let ngram = self.written(text, &words, *at);
        Some(Near { which: which as usize, overlap: shared.len() as f64 / runs.len() as f64, ngram: Some(ngram) })
    }

    fn near_duplicate(&self, text: &str) -> Option<Near> {
        let shingles = shingles(text);
        if shingles.is_empty() {
            return None;
        }
        let (which, overlap) = self.index.find(&Signature::of(shingles, &self.permutations))?;
        Some(Near { which: which as usize, overlap, ngram: None })
    }

    fn written(&self, text: &str, words: &[Word], at: usize) -> String {
        let last = (at + self.nearness.words.max(1)).min(words.len()) - 1;
        text[words[at].start..words[last].end].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASK: &str =
        "Book a table for four at the Italian place near the station on Friday evening at half past seven.";

    fn benchmark() -> Benchmark {
        Benchmark::of(["Turn off the lights.", TASK]).unwrap()
    }

    #[test]
    fn a_shared_run_of_eight_words_is_found_where_it_stands() {
        let near = benchmark().near("Please book a TABLE for four at the italian place, thanks.").unwrap();
        assert_eq!((near.which, near.ngram.as_deref()), (1, Some("book a TABLE for four at the italian")));
        assert!((near.overlap - 2.0 / 4.0).abs() < 1e-9);
    }

    #[test]
    fn seven_shared_words_are_chance() {
        assert_eq!(benchmark().near("Book a table for four at the bar, please, and tell nobody."), None);
        let strict = Benchmark::with(Nearness { words: 13, similarity: 0.8 }, [TASK]).unwrap();
        assert_eq!(strict.near("book a table for four at the italian place near the pub"), None);
    }

    #[test]
    fn a_short_text_is_found_as_a_whole_only() {
        assert_eq!(benchmark().near("turn off the lights!").unwrap().which, 0);
        assert_eq!(benchmark().near("turn off the lights in the kitchen"), None);
        assert_eq!(benchmark().near("..."), None);
    }

    #[test]
    fn a_long_text_that_was_changed_in_every_run_is_a_near_duplicate() {
        let words: Vec<String> = (0..200).map(|word| format!("w{word}")).collect();
        let changed: Vec<String> =
            (0..200).map(|word| if word % 40 == 7 { "x".to_owned() } else { format!("w{word}") }).collect();
        let nearness = Nearness { words: 50, similarity: 0.8 };
        let benchmark = Benchmark::with(nearness, [TASK, &words.join(" ")]).unwrap();
        let near = benchmark.near(&changed.join(" ")).unwrap();
        assert_eq!((near.which, near.ngram), (1, None));
        assert!((0.8..1.0).contains(&near.overlap));
    }
}
