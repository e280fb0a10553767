//! What a path names. It starts at an open folder, and `..` never leads above that one.

use super::answer::Errno;
use super::nodes::Inode;
use super::tree::Tree;

/// The longest name of one entry, as on Linux.
const NAME: usize = 255;

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot<'a> {
    /// A folder that the path does not call by its name, as in `.` and `a/..`.
    Folder(Inode),
    /// A name in a folder, whether there is something of that name or not.
    Entry {
        folder: Inode,
        name: &'a str,
        found: Option<Inode>,
        /// The path ends with a slash.
        slash: bool,
    },
}

/// Follows `path` from `base`.
pub(super) fn resolve<'a>(tree: &Tree, base: Inode, path: &'a str) -> Result<Spot<'a>, Errno> {
    if path.is_empty() {
        return Err(Errno::Noent);
    }
    if path.starts_with('/') {
        return Err(Errno::Notcapable);
    }
    let mut above = vec![base];
    let mut parts = path.split('/').filter(|part| !part.is_empty()).peekable();
    while let Some(part) = parts.next() {
        let here = *above.last().ok_or(Errno::Notcapable)?;
        match part {
            "." => (),
            ".." => {
                above.pop();
                // The folder that the path started from is all that its descriptor gives access to.
                if above.is_empty() {
                    return Err(Errno::Notcapable);
                }
            }
            name if name.len() > NAME => return Err(Errno::Nametoolong),
            name => {
                let found = tree.child(here, name);
                if parts.peek().is_none() {
                    return Ok(Spot::Entry { folder: here, name, found, slash: path.ends_with('/') });
                }
                let next = found.ok_or(Errno::Noent)?;
                if !tree.is_folder(next) {
                    return Err(Errno::Notdir);
                }
                above.push(next);
            }
        }
    }
    above.last().copied().map(Spot::Folder).ok_or(Errno::Notcapable)
}

/// What `path` names, which must be there.
pub(super) fn existing(tree: &Tree, base: Inode, path: &str) -> Result<Inode, Errno> {
    match resolve(tree, base, path)? {
        Spot::Folder(inode) => Ok(inode),
        Spot::Entry { found, slash, .. } => {
            let inode = found.ok_or(Errno::Noent)?;
            if slash && !tree.is_folder(inode) { Err(Errno::Notdir) } else { Ok(inode) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasi::nodes::Times;
    use crate::wasi::tree::Bounds;

    /// A root with the folders `a` and `a/b` and the file `a/f`.
    fn tree() -> (Tree, [Inode; 4]) {
        let mut tree = Tree::new(Bounds { bytes: 100, nodes: 100 });
        let root = tree.root().unwrap();
        let a = tree.create_folder(root, "a", Times::default()).unwrap();
        let b = tree.create_folder(a, "b", Times::default()).unwrap();
        let f = tree.create_file(a, "f", Times::default()).unwrap();
        (tree, [root, a, b, f])
    }

    #[test]
    fn paths_lead_where_they_say() {
        let (tree, [root, a, b, f]) = tree();
        for path in ["a/b", "a//b", "./a/./b", "a/b/", "a/b/.", "a/../a/b", "a/b/../../a/b"] {
            assert_eq!(existing(&tree, root, path), Ok(b), "{path}");
        }
        assert_eq!(existing(&tree, root, "a/f"), Ok(f));
        assert_eq!(existing(&tree, a, "f"), Ok(f));
        assert_eq!(existing(&tree, root, "a/.."), Ok(root));
        assert_eq!(existing(&tree, a, "b/.."), Ok(a));
        assert_eq!(resolve(&tree, root, "a/b/.."), Ok(Spot::Folder(a)));
        let new = Spot::Entry { folder: b, name: "new", found: None, slash: true };
        assert_eq!(resolve(&tree, root, "a/b/new/"), Ok(new));
    }

    #[test]
    fn no_path_leads_out() {
        let (tree, [root, a, ..]) = tree();
        for path in ["..", "../a", "a/../..", "a/../../a", "./..", "/", "/a", "//a", "a/b/../../../a", "../"] {
            assert_eq!(resolve(&tree, root, path), Err(Errno::Notcapable), "{path}");
        }
        // Not even where the root would still be around it.
        assert_eq!(resolve(&tree, a, ".."), Err(Errno::Notcapable));
        assert_eq!(resolve(&tree, a, "../a"), Err(Errno::Notcapable));
    }

    #[test]
    fn what_is_not_there_is_told_apart() {
        let (tree, [root, ..]) = tree();
        for (path, errno) in [
            ("", Errno::Noent),
            ("x", Errno::Noent),
            ("x/y", Errno::Noent),
            ("x/..", Errno::Noent),
            ("a/f/", Errno::Notdir),
            ("a/f/x", Errno::Notdir),
            ("a/f/..", Errno::Notdir),
            ("a/f/.", Errno::Notdir),
        ] {
            assert_eq!(existing(&tree, root, path), Err(errno), "{path}");
        }
        let long = "n".repeat(256);
        assert_eq!(resolve(&tree, root, &long), Err(Errno::Nametoolong));
        assert!(resolve(&tree, root, &long[..255]).is_ok());
    }
}
