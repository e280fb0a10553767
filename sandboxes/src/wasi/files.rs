//! Bytes, sizes and times of what is in a tree.

use super::answer::Errno;
use super::contents::Contents;
use super::nodes::{Inode, Kind};
use super::tree::Tree;

/// The largest offset that the guest's signed numbers can say.
const END: u64 = i64::MAX as u64;

impl Tree {
    /// Frees a node without a name. The caller knows that no descriptor is open on it.
    pub(super) fn forget(&mut self, inode: Inode) {
        let Ok(facts) = self.facts(inode) else { return };
        if !facts.linked {
            self.nodes.remove(inode);
            self.bytes = self.bytes.saturating_sub(facts.size);
        }
    }

    /// Fills `into` with the file's bytes from `offset` on, and says how many there were.
    pub(super) fn read(&self, inode: Inode, offset: u64, into: &mut [u8]) -> Result<usize, Errno> {
        let node = self.nodes.get(inode).ok_or(Errno::Badf)?;
        Ok(node.contents().ok_or(Errno::Isdir)?.read(offset, into))
    }

    /// Says whether `length` bytes may be written at `offset`.
    pub(super) fn may_write(&self, inode: Inode, offset: u64, length: usize) -> Result<(), Errno> {
        let end = offset.checked_add(length as u64).filter(|end| *end <= END).ok_or(Errno::Fbig)?;
        let growth = end.saturating_sub(self.facts(inode)?.size);
        if growth > self.room().bytes { Err(Errno::Nospc) } else { Ok(()) }
    }

    /// Writes into a file, which grows as needed.
    pub(super) fn write(&mut self, inode: Inode, offset: u64, bytes: &[u8], now: u64) -> Result<(), Errno> {
        self.may_write(inode, offset, bytes.len())?;
        if bytes.is_empty() { Ok(()) } else { self.change(inode, Some(now), |contents| contents.write(offset, bytes)) }
    }

    /// Cuts a file off, or fills it up with zeros.
    pub(super) fn resize(&mut self, inode: Inode, size: u64, now: u64) -> Result<(), Errno> {
        self.may_write(inode, size, 0)?;
        self.change(inode, Some(now), |contents| contents.resize(size))
    }

    /// Gives a file the bytes that it has from the start, and leaves it as old as it is.
    pub(super) fn plant(&mut self, inode: Inode, bytes: &[u8]) -> Result<(), Errno> {
        self.may_write(inode, 0, bytes.len())?;
        self.change(inode, None, |contents| *contents = Contents::new(bytes))
    }

    /// Sets the times that are given.
    pub(super) fn set_times(
        &mut self,
        inode: Inode,
        accessed: Option<u64>,
        modified: Option<u64>,
        now: u64,
    ) -> Result<(), Errno> {
        let times = &mut self.nodes.get_mut(inode).ok_or(Errno::Noent)?.times;
        times.accessed = accessed.or(times.accessed);
        times.modified = modified.or(times.modified);
        times.changed = Some(now);
        Ok(())
    }

    /// Changes a file's bytes and keeps count of them.
    fn change(&mut self, inode: Inode, now: Option<u64>, change: impl FnOnce(&mut Contents)) -> Result<(), Errno> {
        let node = self.nodes.get_mut(inode).ok_or(Errno::Badf)?;
        let Kind::File(contents) = &mut node.kind else { return Err(Errno::Isdir) };
        let before = contents.size();
        change(contents);
        self.bytes = self.bytes.saturating_sub(before).saturating_add(contents.size());
        if let Some(now) = now {
            node.times.touch(now);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasi::nodes::Times;
    use crate::wasi::tree::Bounds;

    /// A root with an empty file `f`, and room for 100 bytes.
    fn tree() -> (Tree, Inode, Inode) {
        let mut tree = Tree::new(Bounds { bytes: 100, nodes: 8 });
        let root = tree.root().unwrap();
        let file = tree.create_file(root, "f", Times::at(1)).unwrap();
        (tree, root, file)
    }

    fn text(tree: &Tree, file: Inode) -> Vec<u8> {
        let mut bytes = vec![0; 200];
        let length = tree.read(file, 0, &mut bytes).unwrap();
        bytes.truncate(length);
        bytes
    }

    #[test]
    fn bytes_are_bounded_over_all_files() {
        let (mut tree, root, file) = tree();
        let other = tree.create_file(root, "g", Times::at(1)).unwrap();
        tree.write(file, 0, &[1; 60], 2).unwrap();
        assert_eq!(tree.write(other, 0, &[1; 41], 2), Err(Errno::Nospc));
        assert_eq!(tree.write(other, 41, b"", 2), Err(Errno::Nospc));
        assert_eq!(tree.resize(other, 41, 2), Err(Errno::Nospc));
        assert_eq!(tree.facts(other).unwrap().size, 0);
        tree.write(file, 10, &[2; 60], 3).unwrap();
        assert_eq!(tree.room().bytes, 30);
        tree.resize(file, 5, 4).unwrap();
        assert_eq!(tree.room().bytes, 95);
        for (offset, errno) in [(u64::MAX, Errno::Fbig), (END, Errno::Fbig), (END - 1, Errno::Nospc)] {
            assert_eq!(tree.write(file, offset, b"x", 5), Err(errno), "{offset}");
        }
        assert_eq!(tree.resize(file, u64::MAX, 5), Err(Errno::Fbig));
        assert_eq!(text(&tree, file), [1; 5]);
    }

    #[test]
    fn what_is_forgotten_gives_its_bytes_back() {
        let (mut tree, root, file) = tree();
        tree.write(file, 0, &[1; 100], 2).unwrap();
        tree.unlink(root, "f", 3).unwrap();
        assert_eq!(text(&tree, file), [1; 100], "a descriptor may be open on it");
        assert_eq!(tree.room().bytes, 0);
        tree.forget(file);
        assert_eq!(tree.room().bytes, 100);
        assert_eq!(tree.read(file, 0, &mut [0]), Err(Errno::Badf));
    }

    #[test]
    fn gaps_are_zeros() {
        let (mut tree, root, file) = tree();
        tree.write(file, 3, b"ab", 2).unwrap();
        tree.resize(file, 7, 2).unwrap();
        assert_eq!(text(&tree, file), b"\0\0\0ab\0\0");
        assert_eq!(tree.write(root, 0, b"x", 2), Err(Errno::Isdir));
        assert_eq!(tree.read(root, 0, &mut [0]), Err(Errno::Isdir));
    }

    #[test]
    fn times_follow_what_happens() {
        let (mut tree, _, file) = tree();
        let times = |tree: &Tree| {
            let times = tree.facts(file).unwrap().times;
            [times.accessed, times.modified, times.changed].map(Option::unwrap)
        };
        tree.write(file, 0, b"a", 2).unwrap();
        assert_eq!(times(&tree), [1, 2, 2]);
        tree.write(file, 0, b"", 3).unwrap();
        assert_eq!(times(&tree), [1, 2, 2]);
        tree.set_times(file, Some(9), None, 4).unwrap();
        assert_eq!(times(&tree), [9, 2, 4]);
        tree.resize(file, 0, 5).unwrap();
        assert_eq!(times(&tree), [9, 5, 5]);
    }

    #[test]
    fn copies_do_not_share_what_they_write() {
        let (mut parent, _, file) = tree();
        parent.write(file, 0, b"parent", 2).unwrap();
        let mut child = parent.clone();
        child.write(file, 0, b"child!", 3).unwrap();
        parent.write(file, 6, b"...", 4).unwrap();
        assert_eq!((text(&parent, file), text(&child, file)), (b"parent...".to_vec(), b"child!".to_vec()));
    }
}
