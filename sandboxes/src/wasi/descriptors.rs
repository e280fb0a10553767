//! The table of what a guest has open.

use std::collections::BTreeMap;
use std::iter;
use std::sync::Arc;

use super::answer::Errno;
use super::nodes::Inode;
use super::rights::Rights;
use super::tree::Listed;

/// The most descriptors that can be open at once.
const OPEN: u32 = 128;

/// The first number for files. Lower ones are kept for the streams even where those are not granted, because
/// programs write to 1 and 2 without asking what is behind them.
pub(super) const FIRST: u32 = 3;

/// One open descriptor.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Descriptor {
    pub what: What,
    /// What it may be used for.
    pub rights: Rights,
    /// What descriptors opened through it may be used for.
    pub inheriting: Rights,
    /// The flags of `fdstat`.
    pub flags: u16,
    /// Where in a file the next byte is read or written.
    pub offset: u64,
    /// What the folder held when it was last listed from its beginning, so that a guest can remove what it lists.
    pub listing: Option<Arc<Vec<Listed>>>,
    /// Whether the grant opened it.
    pub preopened: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum What {
    Input,
    Output,
    Errors,
    Node { inode: Inode, mount: Mount },
}

/// The granted directory that something lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Mount {
    /// Its place in the grant.
    pub number: usize,
    pub writable: bool,
}

/// All open descriptors, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Descriptors(Arc<BTreeMap<u32, Descriptor>>);

impl Descriptor {
    pub(super) fn new(what: What, rights: Rights, inheriting: Rights) -> Self {
        Self { what, rights, inheriting, flags: 0, offset: 0, listing: None, preopened: false }
    }

    pub(super) fn inode(&self) -> Option<Inode> {
        match self.what {
            What::Node { inode, .. } => Some(inode),
            What::Input | What::Output | What::Errors => None,
        }
    }
}

impl Mount {
    /// Says whether anything in it may be changed.
    pub(super) fn must_be_writable(self) -> Result<(), Errno> {
        if self.writable { Ok(()) } else { Err(Errno::Rofs) }
    }
}

impl Descriptors {
    pub(super) fn get(&self, number: i32) -> Result<&Descriptor, Errno> {
        self.0.get(&number.cast_unsigned()).ok_or(Errno::Badf)
    }

    pub(super) fn get_mut(&mut self, number: i32) -> Result<&mut Descriptor, Errno> {
        Arc::make_mut(&mut self.0).get_mut(&number.cast_unsigned()).ok_or(Errno::Badf)
    }

    /// Opens one of the streams, each of which has a number of its own.
    pub(super) fn set(&mut self, number: u32, descriptor: Descriptor) {
        Arc::make_mut(&mut self.0).insert(number, descriptor);
    }

    /// The number that [`Descriptors::open`] gives next: the lowest that is free, as programs are used to it.
    pub(super) fn free(&self) -> Result<u32, Errno> {
        let taken = self.0.range(FIRST..).map(|(number, _)| Some(*number)).chain(iter::repeat(None));
        let free = (FIRST..OPEN).zip(taken).find(|(free, taken)| *taken != Some(*free));
        free.map(|(free, _)| free).ok_or(Errno::Mfile)
    }

    pub(super) fn open(&mut self, descriptor: Descriptor) -> Result<u32, Errno> {
        let number = self.free()?;
        self.set(number, descriptor);
        Ok(number)
    }

    pub(super) fn close(&mut self, number: i32) -> Result<Descriptor, Errno> {
        self.get(number)?;
        Arc::make_mut(&mut self.0).remove(&number.cast_unsigned()).ok_or(Errno::Badf)
    }

    /// Gives the descriptor `from` the number `to`, and what had that number before.
    pub(super) fn renumber(&mut self, from: i32, to: i32) -> Result<Option<Descriptor>, Errno> {
        self.get(to)?;
        self.get(from)?;
        if from == to {
            return Ok(None);
        }
        let moved = self.close(from)?;
        Ok(Arc::make_mut(&mut self.0).insert(to.cast_unsigned(), moved))
    }

    /// Whether any descriptor is open on `inode`.
    pub(super) fn hold(&self, inode: Inode) -> bool {
        self.0.values().any(|descriptor| descriptor.inode() == Some(inode))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(inode: Inode) -> Descriptor {
        let what = What::Node { inode, mount: Mount { number: 0, writable: true } };
        Descriptor::new(what, Rights::FILE, Rights::NONE)
    }

    #[test]
    fn the_lowest_free_number_is_given() {
        let mut open = Descriptors::default();
        open.set(1, node(0));
        assert_eq!([1, 2, 3].map(|inode| open.open(node(inode)).unwrap()), [3, 4, 5]);
        assert_eq!(open.close(4).unwrap().inode(), Some(2));
        assert_eq!(open.close(4), Err(Errno::Badf));
        assert_eq!(open.open(node(4)), Ok(4));
        assert_eq!(open.open(node(5)), Ok(6));
        open.close(1).unwrap();
        assert_eq!(open.open(node(6)), Ok(7), "numbers of streams are not given to files");
        for number in [0, 1, 2, 99, -1, i32::MIN] {
            assert_eq!(open.get(number), Err(Errno::Badf));
            assert!(open.get_mut(number).is_err());
        }
    }

    #[test]
    fn their_number_is_bounded() {
        let mut open = Descriptors::default();
        while open.open(node(1)).is_ok() {}
        assert_eq!(open.open(node(1)), Err(Errno::Mfile));
        assert_eq!(open.0.len(), 125);
        open.close(50).unwrap();
        assert_eq!(open.open(node(1)), Ok(50));
    }

    #[test]
    fn renumbering_closes_what_was_there() {
        let mut open = Descriptors::default();
        let (first, second) = (open.open(node(10)).unwrap(), open.open(node(20)).unwrap());
        assert_eq!((first, second), (3, 4));
        assert_eq!(open.renumber(3, 3), Ok(None));
        assert_eq!(open.renumber(3, 9), Err(Errno::Badf));
        assert_eq!(open.renumber(9, 3), Err(Errno::Badf));
        assert_eq!(open.renumber(4, 3).unwrap().unwrap().inode(), Some(10));
        assert_eq!((open.get(3).unwrap().inode(), open.get(4)), (Some(20), Err(Errno::Badf)));
        assert!(open.hold(20) && !open.hold(10));
    }

    #[test]
    fn copies_go_their_own_ways() {
        let mut parent = Descriptors::default();
        parent.open(node(1)).unwrap();
        let mut child = parent.clone();
        child.get_mut(3).unwrap().offset = 9;
        child.open(node(2)).unwrap();
        assert_eq!((parent.get(3).unwrap().offset, parent.get(4)), (0, Err(Errno::Badf)));
    }
}
