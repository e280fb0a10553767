//! What every table in CSV needs.

/// A text as a cell holds it.
pub fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(["plain", "a, b", "say \"hi\""].map(cell), ["plain", "\"a, b\"", "\"say \"\"hi\"\"\""]);
    }
}
