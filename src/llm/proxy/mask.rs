//! Bytes that pass without the key, though it may be torn between two pieces.

use axum::body::Bytes;

use crate::llm::Key;

/// Stands for each byte of the key, so that the length of a body stays what its head says.
const STAR: u8 = b'*';

/// Looks for one key in the pieces of a body.
#[derive(Default)]
pub(super) struct Mask {
    /// Empty if there is nothing to look for.
    key: Vec<u8>,
    /// The end of the last piece, which may be the beginning of the key.
    held: Vec<u8>,
}

impl Mask {
    pub fn new(key: Option<&Key>) -> Self {
        let header = key.and_then(|key| key.header("").ok().map(|header| (key, header)));
        // What the key itself would not mask is a stand-in, which occurs in honest texts.
        let real = header.filter(|(key, header)| header.to_str().is_ok_and(|text| key.redact(text) != text));
        Self { key: real.map(|(_, header)| header.as_bytes().to_vec()).unwrap_or_default(), held: Vec::new() }
    }

    /// What can go on of what has come. Only a possible beginning of the key waits for the next piece.
    pub fn pass(&mut self, piece: Bytes) -> Bytes {
        if self.key.is_empty() {
            return piece;
        }
        if self.held.is_empty() && self.found(&piece).is_none() && self.begun(&piece) == 0 {
            return piece;
        }
        let mut bytes = std::mem::take(&mut self.held);
        bytes.extend_from_slice(&piece);
        let mut from = 0;
        while let Some(place) = self.found(&bytes[from..]) {
            let end = from + place + self.key.len();
            bytes[from + place..end].fill(STAR);
            from = end;
        }
        self.held = bytes.split_off(bytes.len() - self.begun(&bytes));
        bytes.into()
    }

    /// What was held back, when nothing more comes.
    pub fn rest(&mut self) -> Bytes {
        std::mem::take(&mut self.held).into()
    }

    pub fn held(&self) -> u64 {
        self.held.len() as u64
    }

    fn found(&self, bytes: &[u8]) -> Option<usize> {
        bytes.windows(self.key.len()).position(|window| window == self.key)
    }

    /// How many bytes at the end could be the beginning of the key.
    fn begun(&self, bytes: &[u8]) -> usize {
        let longest = bytes.len().min(self.key.len() - 1);
        (1..=longest).rev().find(|length| bytes.ends_with(&self.key[..*length])).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(key: &str) -> Mask {
        Mask::new(Some(&Key::read("MODEL_KEY", |_| Some(key.to_owned())).unwrap()))
    }

    #[test]
    fn a_key_is_masked_wherever_it_is_torn() {
        let text = "sk-sk-abcdef123456, sk-abcdef12345 and sk-abcdef123456";
        let expected = "sk-***************, sk-abcdef12345 and ***************";
        for size in 1..text.len() {
            let mut mask = mask("sk-abcdef123456");
            let mut out = Vec::new();
            for piece in text.as_bytes().chunks(size) {
                out.extend_from_slice(&mask.pass(Bytes::copy_from_slice(piece)));
            }
            out.extend_from_slice(&mask.rest());
            assert_eq!(String::from_utf8(out).unwrap(), expected, "pieces of {size}");
        }
    }

    #[test]
    fn honest_bytes_do_not_wait() {
        assert_eq!(mask("sk-abcdef123456").pass("data: x\n\n".into()), "data: x\n\n");
        assert_eq!(mask("ollama").pass("ollama olla".into()), "ollama olla");
        assert_eq!(Mask::default().pass("sk-".into()), "sk-");
    }
}
