//! Lines of bounded length from an untrusted stream.

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// How much of a line that is too long is kept, to tell what it was.
const HEAD: usize = 512;

#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    Whole(Vec<u8>),
    /// The line went over the limit; only its head was kept.
    TooLong {
        bytes: usize,
        head: Vec<u8>,
    },
}

/// Splits a stream into lines and never holds more than the limit.
pub struct Lines<R> {
    reader: BufReader<R>,
    limit: usize,
    line: Vec<u8>,
    /// Length of the current line, kept or not.
    bytes: usize,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(stream: R, limit: usize) -> Self {
        Self { reader: BufReader::with_capacity(1 << 16, stream), limit, line: Vec::new(), bytes: 0 }
    }

    /// The next line without its end; `None` when the stream has ended or broken. A caller that goes
    /// away in the middle of a line loses nothing.
    pub async fn next(&mut self) -> Option<Line> {
        loop {
            let chunk = self.reader.fill_buf().await.unwrap_or_default();
            if chunk.is_empty() {
                return (self.bytes > 0).then(|| self.take());
            }
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let part = &chunk[..end.unwrap_or(chunk.len())];
            self.bytes += part.len();
            if self.bytes <= self.limit {
                self.line.extend_from_slice(part);
            } else {
                let room = HEAD.saturating_sub(self.line.len()).min(part.len());
                self.line.extend_from_slice(&part[..room]);
                self.line.truncate(HEAD);
                self.line.shrink_to_fit();
            }
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                return Some(self.take());
            }
        }
    }

    fn take(&mut self) -> Line {
        let line = std::mem::take(&mut self.line);
        match std::mem::take(&mut self.bytes) {
            bytes if bytes > self.limit => Line::TooLong { bytes, head: line },
            _ => Line::Whole(line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_long_line_is_measured_and_the_next_one_read() {
        let text = format!("a\n{}\nb", "x".repeat(300_000));
        let mut lines = Lines::new(text.as_bytes(), 1000);
        assert_eq!(lines.next().await, Some(Line::Whole(b"a".to_vec())));
        assert_eq!(lines.next().await, Some(Line::TooLong { bytes: 300_000, head: vec![b'x'; HEAD] }));
        assert_eq!(lines.next().await, Some(Line::Whole(b"b".to_vec())));
        assert_eq!(lines.next().await, None);
    }
}
