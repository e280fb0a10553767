//! The rights of preview 1: what a descriptor may be used for.
//!
//! What a guest may do is decided by its grant, not here. Rights are kept because programs look at them: C libraries
//! read the access mode of a file and whether it is a terminal from them. Only those to read and to write bind.

use std::ops::BitAnd;

/// A set of rights, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Rights(pub u64);

const READ: u64 = 1 << 1;
const SEEK: u64 = 1 << 2;
const SET_FLAGS: u64 = 1 << 3;
const TELL: u64 = 1 << 5;
const WRITE: u64 = 1 << 6;
const ADVISE: u64 = 1 << 7;
const ALLOCATE: u64 = 1 << 8;
/// Everything that begins with `path_`, and listing.
const PATHS: u64 = 0b111 << 18 | 0b111 << 24 | 0b1_1111_1111 << 9;
const FILESTAT_GET: u64 = 1 << 21;
const FILESTAT_SET_SIZE: u64 = 1 << 22;
const POLL: u64 = 1 << 27;
const SOCKETS: u64 = 0b11 << 28;

impl Rights {
    pub(super) const NONE: Self = Self(0);
    pub(super) const READ: Self = Self(READ);
    pub(super) const WRITE: Self = Self(WRITE);
    /// All that there are.
    pub(super) const ALL: Self = Self((1 << 30) - 1);
    /// What can be done with a file.
    pub(super) const FILE: Self = Self(Self::ALL.0 & !PATHS & !SOCKETS);
    /// What can be done with a folder.
    pub(super) const FOLDER: Self =
        Self(Self::ALL.0 & !SOCKETS & !(SEEK | TELL | WRITE | ADVISE | ALLOCATE | FILESTAT_SET_SIZE));
    /// What can be done with standard input. Without seeking, as with a pipe.
    pub(super) const INPUT: Self = Self(READ | SET_FLAGS | FILESTAT_GET | POLL);
    /// What can be done with standard output and error.
    pub(super) const OUTPUT: Self = Self(WRITE | SET_FLAGS | FILESTAT_GET | POLL);

    /// Whether all of `others` are among these.
    pub(super) fn include(self, others: Self) -> bool {
        self & others == others
    }
}

impl BitAnd for Rights {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bits_are_those_of_preview_1() {
        let named = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 24, 25, 26];
        assert_eq!(PATHS, named.iter().map(|bit| 1 << bit).sum::<u64>());
        for kind in [Rights::FILE, Rights::FOLDER, Rights::INPUT, Rights::OUTPUT] {
            assert!(Rights::ALL.include(kind) && !kind.include(Rights::ALL));
        }
        assert!(Rights::FILE.include(Rights(1 << 0 | 1 << 4 | 1 << 8 | 1 << 22 | 1 << 23)));
        assert!(Rights::FOLDER.include(Rights(1 << 14 | 1 << 16 | 1 << 26)));
        assert!(!Rights::FOLDER.include(Rights::WRITE) && !Rights::INPUT.include(Rights::WRITE));
    }
}
