//! A set of held-out keys, and what it costs: kept up to date key by key.

use std::collections::HashMap;

use super::row::Keyed;

/// Rows with the same keys, counted together: a run has far fewer sets of tools than rows.
pub(super) struct Groups {
    keys: Vec<Vec<u32>>,
    /// Rows of each group.
    pub weights: Vec<usize>,
    /// The groups that have a key.
    pub with_key: Vec<Vec<u32>>,
}

/// Which keys are held out, and how many rows are on which side.
pub(super) struct Cut<'g> {
    groups: &'g Groups,
    /// Whether each key is held out.
    pub held: Vec<bool>,
    /// How many of its keys are held out, for each group.
    inside: Vec<usize>,
    /// Rows with held-out keys only.
    pub pure: usize,
    /// Rows with held-out and other keys.
    pub mixed: usize,
}

/// What a change of one key does.
#[derive(Clone, Copy)]
pub(super) struct Change {
    /// Rows that become pure.
    pub gained: usize,
    /// Rows that become mixed.
    pub spoiled: usize,
    /// Rows that stay mixed with one key less to go.
    pub nearer: usize,
}

impl Groups {
    /// The groups of rows that have keys.
    pub fn of(keyed: &Keyed, rows: impl IntoIterator<Item = usize>) -> Self {
        let mut numbers: HashMap<&[u32], usize> = HashMap::new();
        let mut groups = Self { keys: Vec::new(), weights: Vec::new(), with_key: vec![Vec::new(); keyed.names.len()] };
        for row in rows {
            let keys = keyed.rows[row].as_slice();
            if keys.is_empty() {
                continue;
            }
            let number = *numbers.entry(keys).or_insert(groups.keys.len());
            if number == groups.keys.len() {
                groups.keys.push(keys.to_vec());
                groups.weights.push(0);
                keys.iter().for_each(|key| groups.with_key[*key as usize].push(number as u32));
            }
            groups.weights[number] += 1;
        }
        groups
    }
}

impl<'g> Cut<'g> {
    pub fn new(groups: &'g Groups) -> Self {
        let held = vec![false; groups.with_key.len()];
        Self { groups, held, inside: vec![0; groups.keys.len()], pure: 0, mixed: 0 }
    }

    /// What holding out a key would do, without doing it.
    pub fn change(&self, key: usize) -> Change {
        let mut change = Change { gained: 0, spoiled: 0, nearer: 0 };
        for group in &self.groups.with_key[key] {
            let group = *group as usize;
            let (inside, all, weight) = (self.inside[group], self.groups.keys[group].len(), self.groups.weights[group]);
            if inside + 1 == all {
                change.gained += weight;
            } else if inside == 0 {
                change.spoiled += weight;
            } else {
                change.nearer += weight;
            }
        }
        change
    }

    /// Holds a key out, or no longer.
    pub fn turn(&mut self, key: usize) {
        let out = !self.held[key];
        self.held[key] = out;
        for group in &self.groups.with_key[key] {
            let group = *group as usize;
            self.count(group, false);
            self.inside[group] = if out { self.inside[group] + 1 } else { self.inside[group] - 1 };
            self.count(group, true);
        }
    }

    /// Keys that are not held out of a mixed group.
    pub fn missing(&self, group: usize) -> impl Iterator<Item = usize> {
        let mixed = (1..self.groups.keys[group].len()).contains(&self.inside[group]);
        let keys = self.groups.keys[group].iter().filter(move |_| mixed).map(|key| *key as usize);
        keys.filter(|key| !self.held[*key])
    }

    fn count(&mut self, group: usize, add: bool) {
        let (inside, all, weight) = (self.inside[group], self.groups.keys[group].len(), self.groups.weights[group]);
        let side = match inside {
            0 => return,
            _ if inside == all => &mut self.pure,
            _ => &mut self.mixed,
        };
        *side = if add { *side + weight } else { *side - weight };
    }
}
