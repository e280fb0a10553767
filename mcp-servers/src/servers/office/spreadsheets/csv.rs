//! Comma-separated text: reading it with quotes, and writing a sheet's values.

use super::grid::Evaluator;
use super::types::Sheet;

/// The rows of a text; what is wrong with it, for a person.
pub fn read(text: &str, delimiter: char) -> Result<Vec<Vec<String>>, String> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut letters = text.trim_end().chars().peekable();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                cell.push('"');
                letters.next();
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell).trim().to_owned());
                rows.push(std::mem::take(&mut row));
            }
            other if other == delimiter && !quoted => row.push(std::mem::take(&mut cell).trim().to_owned()),
            other => cell.push(other),
        }
    }
    if quoted {
        return Err("a quotation mark is not closed".to_owned());
    }
    row.push(cell.trim().to_owned());
    rows.push(row);
    Ok(rows)
}

/// The computed values of a sheet.
pub fn write(sheet: &Sheet) -> String {
    let mut evaluator = Evaluator::new(sheet);
    let mut text = String::new();
    let (used, columns) = (sheet.used(), sheet.columns());
    for cell in used.cells().filter(|_| columns > 0) {
        let value = evaluator.value(cell).shown();
        if value.contains([',', '"', '\n']) {
            text.push_str(&format!("\"{}\"", value.replace('"', "\"\"")));
        } else {
            text.push_str(&value);
        }
        text.push(if cell.column == used.to.column { '\n' } else { ',' });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hide_delimiters_and_ends_of_lines() {
        let rows = read("a,\"b, \"\"c\"\"\"\r\n1,\"x\ny\"\n", ',').expect("rows");
        assert_eq!(rows, [["a", "b, \"c\""], ["1", "x\ny"]]);
        assert!(read("a,\"b", ',').is_err());
        assert_eq!(read("", ',').expect("rows"), [[""]]);
    }
}
