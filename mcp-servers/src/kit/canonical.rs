//! Canonical JSON from JSON text: sorts the members of every object without building a tree, because the state is
//! asked for after every change and a tree of small strings would cost more than the call itself.

/// The same JSON with sorted keys. The text must be compact, as `serde_json::to_string` writes it.
pub fn sorted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut reader = Reader { text, at: 0 };
    reader.value(&mut out);
    out
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn value(&mut self, out: &mut String) {
        match self.peek() {
            b'{' => self.object(out),
            b'[' => self.array(out),
            _ => out.push_str(self.scalar()),
        }
    }

    fn object(&mut self, out: &mut String) {
        self.at += 1;
        out.push('{');
        let start = out.len();
        let mut members: Vec<(&str, usize, usize)> = Vec::new();
        while self.peek() == b'"' {
            let from = out.len();
            let key = self.scalar();
            self.at += 1;
            out.push_str(key);
            out.push(':');
            self.value(out);
            members.push((key, from, out.len()));
            if self.comma() {
                out.push(',');
            }
        }
        self.at += 1;
        // Maps come sorted; only structs need their members moved.
        if !members.is_sorted_by_key(|(key, ..)| *key) {
            let inner = out.split_off(start);
            members.sort_unstable_by_key(|(key, ..)| *key);
            for (index, (_, from, to)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&inner[from - start..to - start]);
            }
        }
        out.push('}');
    }

    fn array(&mut self, out: &mut String) {
        self.at += 1;
        out.push('[');
        while !matches!(self.peek(), b']' | 0) {
            self.value(out);
            if self.comma() {
                out.push(',');
            }
        }
        self.at += 1;
        out.push(']');
    }

    fn comma(&mut self) -> bool {
        let comma = self.peek() == b',';
        self.at += usize::from(comma);
        comma
    }

    /// A string with its quotes, or a number or word.
    fn scalar(&mut self) -> &'a str {
        let (start, text) = (self.at, self.text);
        if self.peek() == b'"' {
            self.at += 1;
            while !matches!(self.peek(), b'"' | 0) {
                self.at += 1 + usize::from(self.peek() == b'\\');
            }
            self.at += 1;
        } else {
            while !matches!(self.peek(), b',' | b']' | b'}' | 0) {
                self.at += 1;
            }
        }
        text.get(start..self.at).unwrap_or("null")
    }
}

#[cfg(test)]
mod tests {
    use super::sorted;

    fn check(text: &str, expect: &str) {
        assert_eq!(sorted(text), expect);
    }

    #[test]
    fn members_are_sorted_at_every_depth() {
        check(r#"{"b":1,"a":[{"d":null,"c":"x,}"}],"":{}}"#, r#"{"":{},"a":[{"c":"x,}","d":null}],"b":1}"#);
        check(r#"[1,-2.5e3,true,"\"\\",[],[[]]]"#, r#"[1,-2.5e3,true,"\"\\",[],[[]]]"#);
        check(r#"{"ü":"{\"b\":1}","z":"😀"}"#, r#"{"z":"😀","ü":"{\"b\":1}"}"#);
    }
}
