//! A private tree of files and folders in memory. It has bounds, and copies of it never see each other.
//!
//! There are no links of any kind: every node but a root has one name. A node that lost its name stays while a
//! descriptor is open on it, and goes when [`Tree::forget`] says that none is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::answer::Errno;
use super::contents::Contents;
use super::nodes::{Folder, Inode, Kind, Node, Nodes, Times};

/// How much a tree may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Bounds {
    pub bytes: u64,
    pub nodes: u64,
}

/// Files and folders below any number of roots.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Tree {
    pub(super) nodes: Nodes,
    /// Bytes of all files.
    pub(super) bytes: u64,
    next: Inode,
    bounds: Bounds,
}

/// What is known of a node beside its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub folder: bool,
    pub size: u64,
    pub times: Times,
    pub linked: bool,
}

/// One line of a folder's listing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Listed {
    pub name: Arc<str>,
    pub inode: Inode,
    pub folder: bool,
}

impl Tree {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self { nodes: Nodes::default(), bytes: 0, next: 1, bounds }
    }

    /// How much more fits.
    pub(super) fn room(&self) -> Bounds {
        Bounds {
            bytes: self.bounds.bytes.saturating_sub(self.bytes),
            nodes: self.bounds.nodes.saturating_sub(self.nodes.count()),
        }
    }

    /// A new folder outside all others.
    pub(super) fn root(&mut self) -> Result<Inode, Errno> {
        self.add(Node::new(Kind::Folder(Folder::default()), Times::default()))
    }

    pub(super) fn facts(&self, inode: Inode) -> Result<Facts, Errno> {
        let node = self.nodes.get(inode).ok_or(Errno::Noent)?;
        let size = node.contents().map_or(0, Contents::size);
        Ok(Facts { folder: node.folder().is_some(), size, times: node.times, linked: node.linked })
    }

    pub(super) fn is_folder(&self, inode: Inode) -> bool {
        self.nodes.get(inode).is_some_and(|node| node.folder().is_some())
    }

    /// What `folder` calls `name`, if anything.
    pub(super) fn child(&self, folder: Inode, name: &str) -> Option<Inode> {
        self.nodes.get(folder)?.folder()?.entries.get(name).copied()
    }

    /// What `folder` holds, by name.
    pub(super) fn list(&self, folder: Inode) -> Result<Vec<Listed>, Errno> {
        let node = self.nodes.get(folder).ok_or(Errno::Noent)?;
        let entries = node.folder().ok_or(Errno::Notdir)?.entries.iter();
        let listed =
            |(name, &inode): (&Arc<str>, &Inode)| Listed { name: name.clone(), inode, folder: self.is_folder(inode) };
        Ok(entries.map(listed).collect())
    }

    pub(super) fn create_file(&mut self, folder: Inode, name: &str, times: Times) -> Result<Inode, Errno> {
        self.create(folder, name, Node::new(Kind::File(Contents::default()), times))
    }

    pub(super) fn create_folder(&mut self, folder: Inode, name: &str, times: Times) -> Result<Inode, Errno> {
        let kind = Kind::Folder(Folder { parent: Some(folder), entries: BTreeMap::new() });
        self.create(folder, name, Node::new(kind, times))
    }

    /// Takes the name from a file, and gives the number of what is nameless now.
    pub(super) fn unlink(&mut self, folder: Inode, name: &str, now: u64) -> Result<Inode, Errno> {
        let inode = self.child(folder, name).ok_or(Errno::Noent)?;
        if self.is_folder(inode) {
            return Err(Errno::Isdir);
        }
        self.detach(folder, name, now);
        Ok(inode)
    }

    /// Takes the name from an empty folder, and gives the number of what is nameless now.
    pub(super) fn remove_folder(&mut self, folder: Inode, name: &str, now: u64) -> Result<Inode, Errno> {
        let inode = self.child(folder, name).ok_or(Errno::Noent)?;
        self.must_be_empty(inode)?;
        self.detach(folder, name, now);
        Ok(inode)
    }

    /// Gives a node another name, and the number of what had that name before.
    pub(super) fn rename(
        &mut self,
        (from, old): (Inode, &str),
        (to, new): (Inode, &str),
        now: u64,
    ) -> Result<Option<Inode>, Errno> {
        let moved = self.child(from, old).ok_or(Errno::Noent)?;
        self.must_be_linked(to)?;
        let replaced = self.child(to, new);
        if replaced == Some(moved) {
            return Ok(None);
        }
        if self.is_folder(moved) {
            if self.lies_in(to, moved) {
                return Err(Errno::Inval);
            }
            replaced.map_or(Ok(()), |inode| self.must_be_empty(inode))?;
        } else if replaced.is_some_and(|inode| self.is_folder(inode)) {
            return Err(Errno::Isdir);
        }
        self.detach(to, new, now);
        self.detach(from, old, now);
        self.attach(to, new, moved, now);
        Ok(replaced)
    }

    fn create(&mut self, folder: Inode, name: &str, node: Node) -> Result<Inode, Errno> {
        self.must_be_linked(folder)?;
        if self.child(folder, name).is_some() {
            return Err(Errno::Exist);
        }
        let changed = node.times.changed;
        let inode = self.add(node)?;
        if let Some((entries, times)) = self.entries(folder) {
            entries.insert(name.into(), inode);
            // What is there from the start leaves its folder as old as itself.
            if let Some(now) = changed {
                times.touch(now);
            }
        }
        Ok(inode)
    }

    fn add(&mut self, node: Node) -> Result<Inode, Errno> {
        if self.nodes.count() >= self.bounds.nodes {
            return Err(Errno::Nospc);
        }
        let inode = self.next;
        self.next += 1;
        self.nodes.insert(inode, node);
        Ok(inode)
    }

    fn attach(&mut self, folder: Inode, name: &str, inode: Inode, now: u64) {
        if let Some((entries, times)) = self.entries(folder) {
            entries.insert(name.into(), inode);
            times.touch(now);
        }
        if let Some(node) = self.nodes.get_mut(inode) {
            node.linked = true;
            node.times.changed = Some(now);
            if let Kind::Folder(moved) = &mut node.kind {
                moved.parent = Some(folder);
            }
        }
    }

    /// Takes a name from whatever has it.
    fn detach(&mut self, folder: Inode, name: &str, now: u64) {
        let Some(inode) = self.child(folder, name) else { return };
        if let Some((entries, times)) = self.entries(folder) {
            entries.remove(name);
            times.touch(now);
        }
        if let Some(node) = self.nodes.get_mut(inode) {
            node.linked = false;
            node.times.changed = Some(now);
        }
    }

    fn entries(&mut self, folder: Inode) -> Option<(&mut BTreeMap<Arc<str>, Inode>, &mut Times)> {
        let node = self.nodes.get_mut(folder)?;
        match &mut node.kind {
            Kind::Folder(folder) => Some((&mut folder.entries, &mut node.times)),
            Kind::File(_) => None,
        }
    }

    /// A folder that was removed takes nothing new, as its bytes could never be found again.
    fn must_be_linked(&self, folder: Inode) -> Result<(), Errno> {
        let facts = self.facts(folder)?;
        if !facts.folder {
            return Err(Errno::Notdir);
        }
        if facts.linked { Ok(()) } else { Err(Errno::Noent) }
    }

    fn must_be_empty(&self, folder: Inode) -> Result<(), Errno> {
        let node = self.nodes.get(folder).and_then(Node::folder).ok_or(Errno::Notdir)?;
        if node.entries.is_empty() { Ok(()) } else { Err(Errno::Notempty) }
    }

    /// Checks that what is counted and said twice agrees.
    #[cfg(test)]
    pub(super) fn check(&self) {
        let inodes = (1..self.next).filter(|inode| self.nodes.get(*inode).is_some()).collect::<Vec<_>>();
        assert_eq!(self.nodes.count(), inodes.len() as u64);
        let size = |inode: &Inode| self.facts(*inode).unwrap().size;
        assert_eq!(self.bytes, inodes.iter().map(size).sum::<u64>());
        assert!(self.nodes.count() <= self.bounds.nodes && self.bytes <= self.bounds.bytes);
        let mut named = Vec::new();
        for &folder in inodes.iter().filter(|inode| self.is_folder(**inode)) {
            for listed in self.list(folder).unwrap() {
                named.push(listed.inode);
                let node = self.nodes.get(listed.inode).unwrap();
                assert!(node.linked && node.folder().is_none_or(|child| child.parent == Some(folder)));
            }
        }
        named.sort_unstable();
        assert!(named.windows(2).all(|pair| pair[0] != pair[1]), "no node has two names");
        let root = |inode: &Inode| self.nodes.get(*inode).unwrap().folder().is_some_and(|root| root.parent.is_none());
        let linked = inodes.iter().filter(|inode| self.facts(**inode).unwrap().linked && !root(inode));
        assert!(linked.eq(&named));
    }

    /// Whether `inode` is `folder` or lies anywhere below it.
    fn lies_in(&self, inode: Inode, folder: Inode) -> bool {
        let parent = |inode: &Inode| self.nodes.get(*inode)?.folder()?.parent;
        std::iter::successors(Some(inode), parent).any(|above| above == folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { bytes: 100, nodes: 8 };

    /// A root with the folders `a` and `a/b` and the file `f`.
    fn tree() -> (Tree, [Inode; 4]) {
        let mut tree = Tree::new(BOUNDS);
        let root = tree.root().unwrap();
        let a = tree.create_folder(root, "a", Times::at(1)).unwrap();
        let b = tree.create_folder(a, "b", Times::at(2)).unwrap();
        let f = tree.create_file(root, "f", Times::at(3)).unwrap();
        (tree, [root, a, b, f])
    }

    fn names(tree: &Tree, folder: Inode) -> Vec<String> {
        tree.list(folder).unwrap().iter().map(|listed| listed.name.to_string()).collect()
    }

    #[test]
    fn listings_go_by_name_whatever_the_order_of_making() {
        let (mut tree, [root, _, b, f]) = tree();
        for name in ["z", "B", "é", "0"] {
            tree.create_file(b, name, Times::at(4)).unwrap();
        }
        assert_eq!(names(&tree, b), ["0", "B", "z", "é"]);
        assert_eq!(names(&tree, root), ["a", "f"]);
        assert_eq!(tree.list(f), Err(Errno::Notdir));
    }

    #[test]
    fn numbers_are_never_given_out_twice() {
        let (mut tree, [root, _, _, f]) = tree();
        assert_eq!(tree.unlink(root, "f", 5), Ok(f));
        tree.forget(f);
        assert_eq!(tree.create_file(root, "f", Times::at(6)), Ok(f + 1));
    }

    #[test]
    fn nodes_are_bounded() {
        let (mut tree, [root, _, b, _]) = tree();
        for name in ["1", "2", "3", "4"] {
            tree.create_file(b, name, Times::at(4)).unwrap();
        }
        assert_eq!(tree.room().nodes, 0);
        assert_eq!(tree.create_file(b, "5", Times::at(4)), Err(Errno::Nospc));
        assert_eq!(tree.create_folder(b, "5", Times::at(4)), Err(Errno::Nospc));
        assert_eq!(tree.root(), Err(Errno::Nospc));
        let gone = tree.unlink(b, "1", 5).unwrap();
        assert_eq!(tree.create_file(root, "5", Times::at(6)), Err(Errno::Nospc), "may still be open");
        tree.forget(gone);
        tree.create_file(root, "5", Times::at(6)).unwrap();
    }

    #[test]
    fn removing_looks_at_the_kind() {
        let (mut tree, [root, a, b, _]) = tree();
        assert_eq!(tree.unlink(root, "a", 5), Err(Errno::Isdir));
        assert_eq!(tree.unlink(root, "x", 5), Err(Errno::Noent));
        assert_eq!(tree.remove_folder(root, "f", 5), Err(Errno::Notdir));
        assert_eq!(tree.remove_folder(root, "a", 5), Err(Errno::Notempty));
        assert_eq!(tree.remove_folder(a, "b", 5), Ok(b));
        assert_eq!(tree.create_file(b, "lost", Times::at(6)), Err(Errno::Noent));
        assert_eq!(tree.remove_folder(root, "a", 7), Ok(a));
        assert_eq!(names(&tree, root), ["f"]);
    }

    #[test]
    fn a_named_node_is_not_forgotten() {
        let (mut tree, [root, .., f]) = tree();
        tree.forget(f);
        assert_eq!(tree.child(root, "f"), Some(f));
        assert!(tree.facts(f).is_ok());
    }

    #[test]
    fn renaming_moves_files_and_folders() {
        let (mut tree, [root, a, b, f]) = tree();
        assert_eq!(tree.rename((root, "f"), (b, "g"), 5), Ok(None));
        assert_eq!((tree.child(root, "f"), tree.child(b, "g")), (None, Some(f)));
        assert_eq!(tree.rename((a, "b"), (root, "c"), 6), Ok(None));
        assert_eq!((names(&tree, root), names(&tree, a)), (vec!["a".to_owned(), "c".to_owned()], vec![]));
        // The folder knows its new place: `a` may go into it, and then not it into `a`.
        assert_eq!(tree.rename((root, "a"), (b, "a"), 7), Ok(None));
        assert_eq!(tree.rename((root, "c"), (a, "c"), 8), Err(Errno::Inval));
        assert_eq!(tree.facts(b).unwrap().times, Times { accessed: Some(2), modified: Some(7), changed: Some(7) });
    }

    #[test]
    fn renaming_replaces_only_what_fits() {
        let (mut tree, [root, a, b, f]) = tree();
        let g = tree.create_file(root, "g", Times::at(4)).unwrap();
        let empty = tree.create_folder(root, "empty", Times::at(4)).unwrap();
        for (from, to, errno) in [
            ("x", "y", Errno::Noent),
            ("f", "a", Errno::Isdir),
            ("a", "f", Errno::Notdir),
            ("empty", "a", Errno::Notempty),
        ] {
            assert_eq!(tree.rename((root, from), (root, to), 5), Err(errno), "{from} {to}");
        }
        assert_eq!(tree.rename((root, "a"), (root, "a"), 5), Ok(None));
        assert_eq!(tree.rename((root, "a"), (a, "self"), 5), Err(Errno::Inval));
        assert_eq!(tree.rename((root, "a"), (b, "deeper"), 5), Err(Errno::Inval));
        assert_eq!(tree.rename((root, "f"), (root, "g"), 5), Ok(Some(g)));
        assert_eq!(tree.rename((root, "a"), (root, "empty"), 5), Ok(Some(empty)));
        assert_eq!((tree.child(root, "g"), tree.child(root, "empty")), (Some(f), Some(a)));
        assert_eq!(names(&tree, root), ["empty", "g"]);
    }

    #[test]
    fn copies_go_their_own_ways() {
        let (parent, [root, a, ..]) = tree();
        let (mut one, mut other) = (parent.clone(), parent.clone());
        one.unlink(root, "f", 5).unwrap();
        other.create_file(a, "new", Times::at(5)).unwrap();
        assert!(parent == tree().0);
        assert_eq!((names(&one, root), names(&one, a)), (vec!["a".to_owned()], vec!["b".to_owned()]));
        assert_eq!(names(&other, a), ["b", "new"]);
    }
}
