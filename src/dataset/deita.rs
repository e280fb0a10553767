//! The selection of DEITA: complex and good rows first, unless they are near one that was taken (Liu et al. 2024,
//! arXiv:2312.15685).

use serde::{Deserialize, Serialize};

/// What a row is worth, on any scale that begins at 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worth {
    /// How much the row asks for, e.g. 1 to 6.
    pub complexity: f64,
    /// How well it is answered, e.g. 1 to 6.
    pub quality: f64,
}

/// Which rows were taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// Rows in the order in which they were taken, the most worthy first.
    pub taken: Vec<usize>,
    /// How many more worthy rows were passed over, being near one that was taken.
    pub too_near: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum DeitaError {
    #[error("weigh row {row}: its {what} is {value}, and no number from 0 on")]
    Worth { row: usize, what: &'static str, value: f64 },
    #[error("keep rows {0} apart: that is no distance")]
    Apart(f64),
    #[error("compare rows {one} and {other}: their distance is no number")]
    Distance { one: usize, other: usize },
}

impl Worth {
    /// Complexity times quality, which DEITA calls evol score.
    pub fn score(self) -> f64 {
        self.complexity * self.quality
    }
}

/// Takes rows by their score, of equal ones the first, until there are `k`; a row is passed over if the nearest row taken is
/// not farther than `apart`, DEITA's tau.
///
/// `distance` tells how far two rows are apart, e.g. [`jaccard_distance`](super::jaccard_distance) of their skeletons; it is asked at most `k` times a
/// row.
pub fn select(
    rows: &[Worth],
    k: usize,
    apart: f64,
    mut distance: impl FnMut(usize, usize) -> f64,
) -> Result<Selection, DeitaError> {
    if !(apart.is_finite() && apart >= 0.0) {
        return Err(DeitaError::Apart(apart));
    }
    rows.iter().enumerate().try_for_each(|(row, worth)| check(row, *worth))?;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|one, other| rows[*other].score().total_cmp(&rows[*one].score()));
    let mut selection = Selection::default();
    'rows: for row in order {
        if selection.taken.len() >= k {
            break;
        }
        for other in &selection.taken {
            let between = distance(row, *other);
            if between.is_nan() {
                return Err(DeitaError::Distance { one: row, other: *other });
            }
            if between <= apart {
                selection.too_near += 1;
                continue 'rows;
            }
        }
        selection.taken.push(row);
    }
    Ok(selection)
}

fn check(row: usize, worth: Worth) -> Result<(), DeitaError> {
    let wrong = [("complexity", worth.complexity), ("quality", worth.quality)];
    let wrong = wrong.into_iter().find(|(_, value)| !(value.is_finite() && *value >= 0.0));
    wrong.map_or(Ok(()), |(what, value)| Err(DeitaError::Worth { row, what, value }))
}

#[cfg(test)]
mod tests {
    use super::super::jaccard_distance;
    use super::*;

    fn worth(complexity: f64, quality: f64) -> Worth {
        Worth { complexity, quality }
    }

    #[test]
    fn the_most_worthy_rows_are_taken_unless_they_are_near() {
        let rows = [worth(1.0, 1.0), worth(5.0, 5.0), worth(5.0, 4.0), worth(2.0, 3.0)];
        let sets = [vec![1, 2], vec![7, 8, 9], vec![7, 8, 9], vec![3, 4]];
        let selection = select(&rows, 2, 0.1, |one, other| jaccard_distance(&sets[one], &sets[other])).unwrap();
        assert_eq!(selection, Selection { taken: vec![1, 3], too_near: 1 });
    }

    #[test]
    fn rows_that_are_exactly_so_far_apart_are_near_and_equal_scores_keep_their_order() {
        let rows = [worth(1.0, 2.0), worth(2.0, 1.0), worth(0.0, 9.0), worth(0.0, 1.0)];
        assert_eq!(select(&rows, 9, 0.5, |_, _| 0.5).unwrap().taken, [0]);
        assert_eq!(select(&rows, 9, 0.5, |_, _| 0.6).unwrap().taken, [0, 1, 2, 3]);
    }

    #[test]
    fn numbers_that_are_none_are_named() {
        let select = |worth, apart, distance| select(&[worth, worth], 2, apart, |_, _| distance).unwrap_err();
        assert_eq!(
            select(worth(1.0, -1.0), 0.1, 1.0).to_string(),
            "weigh row 0: its quality is -1, and no number from 0 on"
        );
        assert!(matches!(select(worth(f64::NAN, 1.0), 0.1, 1.0), DeitaError::Worth { what: "complexity", .. }));
        assert!(matches!(select(worth(1.0, 1.0), f64::NAN, 1.0), DeitaError::Apart(_)));
        assert_eq!(select(worth(1.0, 1.0), 0.1, f64::NAN), DeitaError::Distance { one: 1, other: 0 });
    }
}
