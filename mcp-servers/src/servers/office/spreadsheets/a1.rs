//! Cells and ranges in A1 notation.

use std::fmt;

pub const MOST_COLUMNS: usize = 52;
pub const MOST_ROWS: usize = 2_000;

/// A place in a sheet, counted from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub row: usize,
    pub column: usize,
}

/// A block of cells, corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub from: Cell,
    pub to: Cell,
}

/// `A`, `Z`, `AA`
pub fn letters(column: usize) -> String {
    let letter = |index: usize| char::from(b'A' + (index % 26) as u8);
    if column < 26 { letter(column).to_string() } else { format!("{}{}", letter(column / 26 - 1), letter(column)) }
}

/// The column of its letters, in either case.
pub fn column(text: &str) -> Option<usize> {
    if text.is_empty() || text.len() > 2 || !text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let value = |byte: u8| usize::from(byte.to_ascii_uppercase() - b'A');
    let number = text.bytes().fold(0, |number, byte| number * 26 + value(byte) + 1) - 1;
    (number < MOST_COLUMNS).then_some(number)
}

impl Cell {
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.find(|c: char| c.is_ascii_digit())?;
        let (name, number) = (text.get(..digits)?, text.get(digits..)?);
        if number.len() > 4 || number.starts_with('0') || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let row = number.parse::<usize>().ok()?.checked_sub(1)?;
        (row < MOST_ROWS).then_some(Self { row, column: column(name)? })
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", letters(self.column), self.row + 1)
    }
}

impl Range {
    /// `B2`, `B2:D9` or whole columns such as `B:B`, which end at the last row in use.
    pub fn parse(text: &str, rows: usize) -> Option<Self> {
        let text = text.trim();
        let Some((from, to)) = text.split_once(':') else {
            let cell = Cell::parse(text)?;
            return Some(Self { from: cell, to: cell });
        };
        if let (Some(left), Some(right)) = (column(from), column(to)) {
            let last = rows.max(1) - 1;
            return Some(Self::of(Cell { row: 0, column: left }, Cell { row: last, column: right }));
        }
        Some(Self::of(Cell::parse(from)?, Cell::parse(to)?))
    }

    /// The block between two corners.
    pub fn of(a: Cell, b: Cell) -> Self {
        Self {
            from: Cell { row: a.row.min(b.row), column: a.column.min(b.column) },
            to: Cell { row: a.row.max(b.row), column: a.column.max(b.column) },
        }
    }

    pub fn rows(&self) -> usize {
        self.to.row - self.from.row + 1
    }

    pub fn columns(&self) -> usize {
        self.to.column - self.from.column + 1
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.from.row <= other.to.row
            && other.from.row <= self.to.row
            && self.from.column <= other.to.column
            && other.from.column <= self.to.column
    }

    pub fn cells(self) -> impl Iterator<Item = Cell> {
        let columns = self.from.column..=self.to.column;
        (self.from.row..=self.to.row).flat_map(move |row| columns.clone().map(move |column| Cell { row, column }))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to { write!(f, "{}", self.from) } else { write!(f, "{}:{}", self.from, self.to) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notation_is_read_and_written() {
        assert_eq!(Cell::parse("b4"), Some(Cell { row: 3, column: 1 }));
        assert_eq!(Cell::parse("AZ2000").map(|cell| cell.to_string()).as_deref(), Some("AZ2000"));
        for wrong in ["", "4", "B", "B0", "BA1", "B2001", "B-1", "Ä1", "B1C", "1B", "B 1"] {
            assert_eq!(Cell::parse(wrong), None, "{wrong}");
        }
        let range = |text: &str| Range::parse(text, 12).map(|range| range.to_string());
        assert_eq!(range("D9:B2").as_deref(), Some("B2:D9"));
        assert_eq!(range("B:B").as_deref(), Some("B1:B12"));
        assert_eq!(range("B2").as_deref(), Some("B2"));
        assert_eq!(range("B2:").as_deref(), None);
    }
}
