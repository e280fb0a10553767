//! The files and folders of a tree by their numbers, in a table that copies share until one of them changes it.
//!
//! The table has two levels, so that the first change after a fork copies neither all of it nor more than one node.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::contents::Contents;

/// The number of a node. Numbers are given out in order and never again, so they say the same in every run.
pub(super) type Inode = u64;

/// How many numbers share a group of the table, as a power of two.
const GROUP: u32 = 6;

/// A file or a folder.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Node {
    pub kind: Kind,
    pub times: Times,
    /// Whether a folder names it, or it is a root. Open descriptors keep others.
    pub linked: bool,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    File(Contents),
    Folder(Folder),
}

#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Folder {
    /// The folder that names this one; none for a root.
    pub parent: Option<Inode>,
    pub entries: BTreeMap<Arc<str>, Inode>,
}

/// When a node was read, written and changed, in nanoseconds since 1970; none is the time at which the guest started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Times {
    pub accessed: Option<u64>,
    pub modified: Option<u64>,
    pub changed: Option<u64>,
}

/// All nodes of a tree.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Nodes {
    groups: Arc<BTreeMap<u64, Group>>,
    count: u64,
}

type Group = Arc<BTreeMap<Inode, Arc<Node>>>;

impl Node {
    pub(super) fn new(kind: Kind, times: Times) -> Self {
        Self { kind, times, linked: true }
    }

    pub(super) fn folder(&self) -> Option<&Folder> {
        match &self.kind {
            Kind::Folder(folder) => Some(folder),
            Kind::File(_) => None,
        }
    }

    pub(super) fn contents(&self) -> Option<&Contents> {
        match &self.kind {
            Kind::File(contents) => Some(contents),
            Kind::Folder(_) => None,
        }
    }
}

impl Times {
    /// Times of something that is made at `now`.
    pub(super) fn at(now: u64) -> Self {
        Self { accessed: Some(now), modified: Some(now), changed: Some(now) }
    }

    /// Notes that what the node holds is new.
    pub(super) fn touch(&mut self, now: u64) {
        self.modified = Some(now);
        self.changed = Some(now);
    }
}

impl Nodes {
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn get(&self, inode: Inode) -> Option<&Node> {
        self.groups.get(&(inode >> GROUP))?.get(&inode).map(|node| &**node)
    }

    /// The node to be changed, and its own copy if other tables still share it.
    pub(super) fn get_mut(&mut self, inode: Inode) -> Option<&mut Node> {
        let group = Arc::make_mut(&mut self.groups).get_mut(&(inode >> GROUP))?;
        Arc::make_mut(group).get_mut(&inode).map(Arc::make_mut)
    }

    /// Adds a node under a number that is not in use.
    pub(super) fn insert(&mut self, inode: Inode, node: Node) {
        let group = Arc::make_mut(&mut self.groups).entry(inode >> GROUP).or_default();
        if Arc::make_mut(group).insert(inode, Arc::new(node)).is_none() {
            self.count += 1;
        }
    }

    pub(super) fn remove(&mut self, inode: Inode) {
        let groups = Arc::make_mut(&mut self.groups);
        let Some(group) = groups.get_mut(&(inode >> GROUP)) else { return };
        let members = Arc::make_mut(group);
        if members.remove(&inode).is_some() {
            self.count -= 1;
        }
        if members.is_empty() {
            groups.remove(&(inode >> GROUP));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Node {
        Node::new(Kind::File(Contents::new(text.as_bytes())), Times::default())
    }

    #[test]
    fn a_change_copies_one_node() {
        let mut parent = Nodes::default();
        for inode in 0..200 {
            parent.insert(inode, file("old"));
        }
        let mut child = parent.clone();
        assert!(Arc::ptr_eq(&parent.groups, &child.groups));
        child.get_mut(70).unwrap().kind = Kind::File(Contents::new(b"new"));
        let shared = |number| Arc::ptr_eq(&parent.groups[&number], &child.groups[&number]);
        assert_eq!([0, 1, 2, 3].map(shared), [true, false, true, true]);
        let same = |inode| Arc::ptr_eq(&parent.groups[&1][&inode], &child.groups[&1][&inode]);
        assert_eq!((64..128).filter(|inode| same(*inode)).count(), 63);
        assert!(parent.get(70).unwrap() == &file("old"));
    }

    #[test]
    fn the_count_follows() {
        let mut nodes = Nodes::default();
        nodes.insert(5, file(""));
        nodes.insert(500, file(""));
        nodes.insert(5, file("again"));
        nodes.remove(7);
        nodes.remove(9000);
        assert_eq!(nodes.count(), 2);
        nodes.remove(5);
        assert_eq!((nodes.count(), nodes.groups.len()), (1, 1));
        assert!(nodes.get(5).is_none() && nodes.get_mut(5).is_none());
    }
}
