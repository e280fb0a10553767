//! The bytes of one file, in pages that copies share until one of them is written to.

use std::sync::Arc;

/// Bytes of a page: small enough to be copied at the first write after a fork, large enough that even a large file
/// has few of them.
const PAGE: usize = 16 << 10;

/// A file's bytes. All pages but the last are full.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Contents {
    pages: Vec<Arc<Vec<u8>>>,
}

impl Contents {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self { pages: bytes.chunks(PAGE).map(|page| Arc::new(page.to_vec())).collect() }
    }

    pub(super) fn size(&self) -> u64 {
        let Some((last, full)) = self.pages.split_last() else { return 0 };
        (full.len() as u64) * (PAGE as u64) + last.len() as u64
    }

    /// Fills `into` from `offset` on, and says how far that went.
    pub(super) fn read(&self, offset: u64, into: &mut [u8]) -> usize {
        let (number, mut start) = place(offset);
        let mut done = 0;
        for page in self.pages.iter().skip(number) {
            let from = page.get(start..).unwrap_or_default();
            let room = into.get_mut(done..).unwrap_or_default();
            done += copy(from, room);
            if done == into.len() {
                break;
            }
            start = 0;
        }
        done
    }

    /// Puts `bytes` at `offset`; a gap before it is filled with zeros.
    pub(super) fn write(&mut self, offset: u64, bytes: &[u8]) {
        let end = offset.saturating_add(bytes.len() as u64);
        if end > self.size() {
            self.resize(end);
        }
        let (number, mut start) = place(offset);
        let mut rest = bytes;
        for page in self.pages.iter_mut().skip(number) {
            if rest.is_empty() {
                break;
            }
            let into = Arc::make_mut(page).get_mut(start..).unwrap_or_default();
            let done = copy(rest, into);
            rest = rest.get(done..).unwrap_or_default();
            start = 0;
        }
    }

    /// Cuts the file off at `size`, or fills it up with zeros.
    pub(super) fn resize(&mut self, size: u64) {
        let (full, rest) = place(size);
        let pages = full + usize::from(rest > 0);
        self.pages.truncate(pages);
        if self.pages.len() < pages {
            if let Some(last) = self.pages.last_mut().filter(|last| last.len() < PAGE) {
                Arc::make_mut(last).resize(PAGE, 0);
            }
            // One page of zeros stands for all of them, until it is written to.
            self.pages.resize(pages, Arc::new(vec![0; PAGE]));
        }
        let last_size = if rest > 0 { rest } else { PAGE };
        if let Some(last) = self.pages.last_mut().filter(|last| last.len() != last_size) {
            Arc::make_mut(last).resize(last_size, 0);
        }
    }
}

/// The page that holds `offset`, and where in it. An offset beyond all memory is beyond all pages too.
fn place(offset: u64) -> (usize, usize) {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    (offset / PAGE, offset % PAGE)
}

/// Copies as much as there is and fits.
fn copy(from: &[u8], into: &mut [u8]) -> usize {
    let count = from.len().min(into.len());
    if let (Some(from), Some(into)) = (from.get(..count), into.get_mut(..count)) {
        into.copy_from_slice(from);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(contents: &Contents) -> Vec<u8> {
        let mut bytes = vec![0; usize::try_from(contents.size()).unwrap()];
        assert_eq!(contents.read(0, &mut bytes), bytes.len());
        bytes
    }

    /// The same steps on a plain vector and on pages, around the edges of the pages.
    #[test]
    fn pages_behave_like_one_vector() {
        let mut plain: Vec<u8> = Vec::new();
        let mut paged = Contents::default();
        let edges = [0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 3 * PAGE + 5];
        for (round, &offset) in edges.iter().chain(edges.iter().rev()).enumerate() {
            for &length in &[1, 10, PAGE, 2 * PAGE + 3] {
                let bytes = vec![u8::try_from(round + 1).unwrap(); length];
                plain.resize(plain.len().max(offset + length), 0);
                plain[offset..offset + length].copy_from_slice(&bytes);
                paged.write(offset as u64, &bytes);
                assert!(all(&paged) == plain);
                let mut piece = vec![0; 20];
                let read = paged.read(offset as u64, &mut piece);
                assert_eq!(piece[..read], plain[offset..(offset + 20).min(plain.len())]);
            }
            let size = edges[(round * 3) % edges.len()];
            plain.resize(size, 0);
            paged.resize(size as u64);
            assert_eq!(paged.size(), size as u64);
            assert!(all(&paged) == plain);
            assert!(paged == Contents::new(&plain));
        }
    }

    #[test]
    fn reading_behind_the_end_gives_nothing() {
        let contents = Contents::new(b"abc");
        for offset in [3, 4, PAGE as u64, u64::MAX] {
            assert_eq!(contents.read(offset, &mut [0; 8]), 0);
        }
        assert_eq!(contents.read(1, &mut []), 0);
    }

    #[test]
    fn a_write_copies_one_page() {
        let parent = Contents::new(&vec![1; 8 * PAGE]);
        let mut child = parent.clone();
        child.write(3 * PAGE as u64, b"x");
        let shared = parent.pages.iter().zip(&child.pages).filter(|(a, b)| Arc::ptr_eq(a, b)).count();
        assert_eq!(shared, 7);
        assert_eq!(all(&parent), vec![1; 8 * PAGE]);
    }

    #[test]
    fn zeros_cost_one_page() {
        let mut contents = Contents::default();
        contents.resize(1 << 30);
        assert!(Arc::ptr_eq(&contents.pages[0], &contents.pages[60_000]));
    }
}
