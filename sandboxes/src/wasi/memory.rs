//! Checked access to the guest's memory. No pointer and no length of the guest's is believed.

use std::ops::Range;

use super::answer::Errno;

/// The most scatter and gather vectors that one call may name, as on Linux.
const VECTORS: usize = 1024;

/// The most bytes that one call moves. Vectors may name the same bytes many times over, so that the size of the
/// memory bounds nothing; reads and writes may always be short.
const TRANSFER: usize = 16 << 20;

/// The longest path, as on Linux.
const PATH: usize = 4096;

/// The bytes at `at`.
pub(super) fn slice(memory: &[u8], at: i32, length: usize) -> Result<&[u8], Errno> {
    memory.get(range(at.cast_unsigned(), length)?).ok_or(Errno::Fault)
}

/// The bytes at `at`, to be changed.
pub(super) fn slice_mut(memory: &mut [u8], at: i32, length: usize) -> Result<&mut [u8], Errno> {
    memory.get_mut(range(at.cast_unsigned(), length)?).ok_or(Errno::Fault)
}

/// Puts `bytes` at `at`.
pub(super) fn store(memory: &mut [u8], at: i32, bytes: &[u8]) -> Result<(), Errno> {
    slice_mut(memory, at, bytes.len())?.copy_from_slice(bytes);
    Ok(())
}

/// Puts a size or a number of things at `at`.
pub(super) fn store_size(memory: &mut [u8], at: i32, size: usize) -> Result<(), Errno> {
    store(memory, at, &u32::try_from(size).map_err(|_| Errno::Overflow)?.to_le_bytes())
}

/// Puts 64-bit words at `at`. The records of preview 1 consist of them: what is smaller is filled up with zeros.
pub(super) fn store_words(memory: &mut [u8], at: i32, words: &[u64]) -> Result<(), Errno> {
    let into = slice_mut(memory, at, words.len() * 8)?;
    into.iter_mut().zip(words.iter().flat_map(|word| word.to_le_bytes())).for_each(|(slot, byte)| *slot = byte);
    Ok(())
}

/// The address `offset` bytes behind `at`.
pub(super) fn behind(at: i32, offset: usize) -> Result<i32, Errno> {
    let offset = u32::try_from(offset).map_err(|_| Errno::Fault)?;
    at.cast_unsigned().checked_add(offset).map(u32::cast_signed).ok_or(Errno::Fault)
}

/// A length that the guest gave.
pub(super) fn length(raw: i32) -> usize {
    raw.cast_unsigned() as usize
}

/// A path that the guest gave.
pub(super) fn path(memory: &[u8], at: i32, bytes: i32) -> Result<&str, Errno> {
    let path = slice(memory, at, length(bytes))?;
    if path.len() > PATH {
        return Err(Errno::Nametoolong);
    }
    let path = std::str::from_utf8(path).map_err(|_| Errno::Ilseq)?;
    if path.contains('\0') { Err(Errno::Inval) } else { Ok(path) }
}

/// Where the vectors of a read or write lie, cut off at what one call moves.
pub(super) fn vectors(memory: &[u8], at: i32, count: i32) -> Result<Vec<Range<usize>>, Errno> {
    let count = length(count);
    if count > VECTORS {
        return Err(Errno::Inval);
    }
    let mut room = TRANSFER;
    let mut ranges = Vec::with_capacity(count);
    for vector in slice(memory, at, count * 8)?.chunks_exact(8) {
        let whole = range(u32_in(vector, 0)?, u32_in(vector, 4)? as usize)?;
        memory.get(whole.clone()).ok_or(Errno::Fault)?;
        let taken = whole.len().min(room);
        room -= taken;
        ranges.push(whole.start..whole.start + taken);
    }
    Ok(ranges)
}

/// How many bytes `ranges` name together.
pub(super) fn total(ranges: &[Range<usize>]) -> usize {
    ranges.iter().map(Range::len).sum()
}

/// The number at `offset` of a record.
pub(super) fn u16_in(record: &[u8], offset: usize) -> Result<u16, Errno> {
    number(record, offset).map(u16::from_le_bytes)
}

/// The number at `offset` of a record.
pub(super) fn u32_in(record: &[u8], offset: usize) -> Result<u32, Errno> {
    number(record, offset).map(u32::from_le_bytes)
}

/// The number at `offset` of a record.
pub(super) fn u64_in(record: &[u8], offset: usize) -> Result<u64, Errno> {
    number(record, offset).map(u64::from_le_bytes)
}

fn number<const N: usize>(record: &[u8], offset: usize) -> Result<[u8; N], Errno> {
    record.get(offset..).and_then(|rest| rest.first_chunk()).copied().ok_or(Errno::Fault)
}

fn range(at: u32, length: usize) -> Result<Range<usize>, Errno> {
    let start = at as usize;
    Ok(start..start.checked_add(length).ok_or(Errno::Fault)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_in_the_memory_is_given_out() {
        let memory = [7; 16];
        assert_eq!(slice(&memory, 0, 16).unwrap().len(), 16);
        assert_eq!(slice(&memory, 16, 0).unwrap().len(), 0);
        for (at, length) in [(0, 17), (16, 1), (17, 0), (-1, 1), (-1, 0), (1, usize::MAX), (i32::MIN, 4)] {
            assert_eq!(slice(&memory, at, length), Err(Errno::Fault), "{at} {length}");
        }
        assert_eq!(behind(-1, 1), Err(Errno::Fault));
    }

    #[test]
    fn paths_are_text_without_an_end_in_the_middle() {
        assert_eq!(path(b"a/b", 0, 3), Ok("a/b"));
        assert_eq!(path(b"a\0b", 0, 3), Err(Errno::Inval));
        assert_eq!(path(b"a\xffb", 0, 3), Err(Errno::Ilseq));
        assert_eq!(path(&[b'a'; 5000], 0, 5000), Err(Errno::Nametoolong));
        assert_eq!(path(b"a", 0, -1), Err(Errno::Fault));
    }

    /// A memory that begins with the given vectors.
    fn with_vectors(size: usize, vectors: &[(u32, u32)]) -> Vec<u8> {
        let mut memory = vec![0; size];
        for (slot, (at, length)) in memory.chunks_exact_mut(8).zip(vectors) {
            slot[..4].copy_from_slice(&at.to_le_bytes());
            slot[4..].copy_from_slice(&length.to_le_bytes());
        }
        memory
    }

    #[test]
    fn every_vector_must_lie_in_the_memory() {
        let good = with_vectors(64, &[(32, 8), (0, 64), (64, 0)]);
        assert_eq!(vectors(&good, 0, 3), Ok(vec![32..40, 0..64, 64..64]));
        assert_eq!(total(&vectors(&good, 0, 3).unwrap()), 72);
        let bad = with_vectors(64, &[(0, 1), (60, 5)]);
        assert_eq!(total(&vectors(&bad, 0, 1).unwrap()), 1);
        assert_eq!(vectors(&bad, 0, 2), Err(Errno::Fault));
        assert_eq!(vectors(&bad, 60, 1), Err(Errno::Fault));
        assert_eq!(vectors(&bad, 0, 1025), Err(Errno::Inval));
        assert_eq!(vectors(&bad, 0, -1), Err(Errno::Inval));
    }

    #[test]
    fn one_call_moves_a_bounded_number_of_bytes() {
        let memory = with_vectors(10 << 20, &[(0, 10 << 20); 3]);
        let ranges = vectors(&memory, 0, 3).unwrap();
        assert_eq!(ranges.iter().map(Range::len).collect::<Vec<_>>(), [10 << 20, 6 << 20, 0]);
    }
}
