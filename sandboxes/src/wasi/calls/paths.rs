//! Functions that take a path: opening, making, removing and renaming.

use super::attributes::descriptor_flags;
use crate::wasi::answer::{Errno, Outcome};
use crate::wasi::descriptors::{Descriptor, What};
use crate::wasi::memory::{path, slice, store_size};
use crate::wasi::nodes::{Inode, Times};
use crate::wasi::path::{Spot, existing, resolve};
use crate::wasi::rights::Rights;
use crate::wasi::{Base, Wasi};

/// How a file is opened.
const CREATE: i32 = 1;
const FOLDER: i32 = 1 << 1;
const NEW: i32 = 1 << 2;
const TRUNCATE: i32 = 1 << 3;

impl Wasi {
    #[expect(clippy::too_many_arguments, reason = "they are those of preview 1")]
    pub(crate) fn path_open(
        &mut self,
        memory: &mut [u8],
        fd: i32,
        _lookup: i32,
        at: i32,
        length: i32,
        how: i32,
        rights: i64,
        inheriting: i64,
        flags: i32,
        stored: i32,
    ) -> Outcome {
        slice(memory, stored, 4)?;
        let base = self.folder(fd)?;
        let flags = descriptor_flags(flags)?;
        if !(0..1 << 4).contains(&how) || how & (CREATE | FOLDER) == CREATE | FOLDER {
            return Err(Errno::Inval.into());
        }
        // Before anything is made or cut off.
        self.open.free()?;
        let rights = Rights(rights.cast_unsigned());
        let inode = self.found_or_made(&base, path(memory, at, length)?, how, rights.include(Rights::WRITE))?;
        let kind = if self.tree.is_folder(inode) { Rights::FOLDER } else { Rights::FILE };
        let inheriting = Rights(inheriting.cast_unsigned()) & base.inheriting;
        let what = What::Node { inode, mount: base.mount };
        let opened = Descriptor { flags, ..Descriptor::new(what, rights & base.inheriting & kind, inheriting) };
        let number = self.open.open(opened)?;
        Ok(store_size(memory, stored, number as usize)?)
    }

    pub(crate) fn path_create_directory(&mut self, memory: &mut [u8], fd: i32, at: i32, length: i32) -> Outcome {
        let base = self.folder(fd)?;
        match resolve(&self.tree, base.inode, path(memory, at, length)?)? {
            Spot::Entry { folder, name, found: None, .. } => {
                base.mount.must_be_writable()?;
                self.tree.create_folder(folder, name, Times::at(self.stamp()))?;
                Ok(())
            }
            Spot::Entry { .. } | Spot::Folder(_) => Err(Errno::Exist.into()),
        }
    }

    pub(crate) fn path_remove_directory(&mut self, memory: &mut [u8], fd: i32, at: i32, length: i32) -> Outcome {
        let base = self.folder(fd)?;
        let Spot::Entry { folder, name, found, .. } = resolve(&self.tree, base.inode, path(memory, at, length)?)?
        else {
            return Err(Errno::Inval.into());
        };
        found.ok_or(Errno::Noent)?;
        base.mount.must_be_writable()?;
        let removed = self.tree.remove_folder(folder, name, self.stamp())?;
        self.settle(removed);
        Ok(())
    }

    pub(crate) fn path_unlink_file(&mut self, memory: &mut [u8], fd: i32, at: i32, length: i32) -> Outcome {
        let base = self.folder(fd)?;
        let Spot::Entry { folder, name, found, slash } = resolve(&self.tree, base.inode, path(memory, at, length)?)?
        else {
            return Err(Errno::Isdir.into());
        };
        let inode = found.ok_or(Errno::Noent)?;
        if slash && !self.tree.is_folder(inode) {
            return Err(Errno::Notdir.into());
        }
        base.mount.must_be_writable()?;
        let removed = self.tree.unlink(folder, name, self.stamp())?;
        self.settle(removed);
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "they are those of preview 1")]
    pub(crate) fn path_rename(
        &mut self,
        memory: &mut [u8],
        from: i32,
        old: i32,
        old_length: i32,
        to: i32,
        new: i32,
        new_length: i32,
    ) -> Outcome {
        let (from, to) = (self.folder(from)?, self.folder(to)?);
        let old = resolve(&self.tree, from.inode, path(memory, old, old_length)?)?;
        let new = resolve(&self.tree, to.inode, path(memory, new, new_length)?)?;
        let (
            Spot::Entry { folder: old_folder, name: old_name, found, slash: old_slash },
            Spot::Entry { folder: new_folder, name: new_name, slash: new_slash, .. },
        ) = (old, new)
        else {
            return Err(Errno::Busy.into());
        };
        let moved = found.ok_or(Errno::Noent)?;
        if (old_slash || new_slash) && !self.tree.is_folder(moved) {
            return Err(Errno::Notdir.into());
        }
        if from.mount != to.mount {
            return Err(Errno::Xdev.into());
        }
        from.mount.must_be_writable()?;
        if let Some(replaced) = self.tree.rename((old_folder, old_name), (new_folder, new_name), self.stamp())? {
            self.settle(replaced);
        }
        Ok(())
    }

    /// Nothing is a link, and programs that resolve a path ask this of all its parts.
    #[expect(clippy::too_many_arguments, reason = "they are those of preview 1")]
    pub(crate) fn path_readlink(
        &mut self,
        memory: &mut [u8],
        fd: i32,
        at: i32,
        length: i32,
        _buffer: i32,
        _buffer_length: i32,
        _stored: i32,
    ) -> Outcome {
        existing(&self.tree, self.folder(fd)?.inode, path(memory, at, length)?)?;
        Err(Errno::Inval.into())
    }

    /// The node to open, as `how` says. It is made or cut off if that is asked for.
    fn found_or_made(&mut self, base: &Base, path: &str, how: i32, writes: bool) -> Result<Inode, Errno> {
        let inode = match resolve(&self.tree, base.inode, path)? {
            Spot::Entry { found: None, .. } if how & CREATE == 0 => return Err(Errno::Noent),
            Spot::Entry { found: None, slash: true, .. } => return Err(Errno::Isdir),
            Spot::Entry { folder, name, found: None, .. } => {
                base.mount.must_be_writable()?;
                return self.tree.create_file(folder, name, Times::at(self.stamp()));
            }
            _ if how & (CREATE | NEW) == CREATE | NEW => return Err(Errno::Exist),
            Spot::Entry { found: Some(inode), slash, .. } if !slash || self.tree.is_folder(inode) => inode,
            Spot::Entry { .. } => return Err(Errno::Notdir),
            Spot::Folder(inode) => inode,
        };
        if self.tree.is_folder(inode) {
            // Some programs ask for all rights where they want a folder, and get those that it has.
            let as_file = how & (CREATE | TRUNCATE) != 0 || (writes && how & FOLDER == 0);
            return if as_file { Err(Errno::Isdir) } else { Ok(inode) };
        }
        if how & FOLDER != 0 {
            return Err(Errno::Notdir);
        }
        if writes || how & TRUNCATE != 0 {
            base.mount.must_be_writable()?;
        }
        if how & TRUNCATE != 0 {
            self.tree.resize(inode, 0, self.stamp())?;
        }
        Ok(inode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasi::answer::Answer;
    use crate::wasi::calls::program::{BOTH, NEW, PATH, Program, READ, RESULT, refused};

    #[test]
    fn opening_makes_finds_or_cuts_off() {
        let mut program = Program::new();
        assert_eq!(program.open(3, "f", 0, BOTH), refused(Errno::Noent));
        assert_eq!(program.open(3, "f", CREATE | NEW, BOTH), Ok(5));
        assert_eq!(program.open(3, "f", CREATE | NEW, BOTH), refused(Errno::Exist));
        program.write(5, b"text").unwrap();
        assert_eq!(program.open(3, "f", CREATE, BOTH), Ok(6));
        assert_eq!(program.read(6, 9).unwrap(), b"text");
        assert_eq!(program.open(3, "f", CREATE | TRUNCATE, BOTH), Ok(7));
        assert_eq!(program.content(3, "f").unwrap(), "");
        assert_eq!(program.open(3, "f", super::FOLDER, READ), refused(Errno::Notdir));
        assert_eq!(program.open(3, "f/", 0, READ), refused(Errno::Notdir));
        assert_eq!(program.open(3, "g/", CREATE, BOTH), refused(Errno::Isdir));
        assert_eq!(program.open(3, "g", CREATE | super::FOLDER, BOTH), refused(Errno::Inval));
        assert_eq!(program.open(3, "g", 16, BOTH), refused(Errno::Inval));
        assert_eq!(program.open_with(3, "f", 0, READ, 32), refused(Errno::Inval));
        assert_eq!(program.open(0, "f", 0, READ), refused(Errno::Notdir));
        assert_eq!(program.open(5, "f", 0, READ), refused(Errno::Notdir));
        assert_eq!(program.open(99, "f", 0, READ), refused(Errno::Badf));
    }

    #[test]
    fn folders_are_opened_as_folders() {
        let mut program = Program::new();
        program.create_directory(3, "d").unwrap();
        let folder = program.open(3, "d", super::FOLDER, -1).unwrap();
        let same = program.open(3, "d/", 0, READ).unwrap();
        for how in [CREATE, TRUNCATE, 0] {
            assert_eq!(program.open(3, "d", how, BOTH), refused(Errno::Isdir));
        }
        assert_eq!(program.open(3, ".", CREATE | NEW, READ), refused(Errno::Exist));
        let file = program.open(folder, "f", CREATE, BOTH).unwrap();
        program.write(file, b"in d").unwrap();
        assert_eq!(program.content(3, "d/f").unwrap(), "in d");
        assert_eq!(program.content(same, "f").unwrap(), "in d");
        assert_eq!(program.open(folder, "../d/f", 0, READ), refused(Errno::Notcapable));
        assert_eq!(program.open(3, "/work/d/f", 0, READ), refused(Errno::Notcapable));
        // Once it is removed nothing can be put into it.
        program.unlink(3, "d/f").unwrap();
        program.remove_directory(3, "d/").unwrap();
        assert_eq!(program.open(folder, "f", CREATE, BOTH), refused(Errno::Noent));
    }

    #[test]
    fn a_directory_that_is_not_writable_stays_as_it_is() {
        let mut program = Program::new();
        let before = program.wasi.tree.clone();
        assert_eq!(program.content(4, "sub/b.txt").unwrap(), "second");
        assert_eq!(program.open(4, "new", CREATE, BOTH), refused(Errno::Rofs));
        assert_eq!(program.open(4, "a.txt", 0, BOTH), refused(Errno::Rofs));
        assert_eq!(program.open(4, "a.txt", TRUNCATE, READ), refused(Errno::Rofs));
        assert_eq!(program.create_directory(4, "new"), refused(Errno::Rofs));
        assert_eq!(program.create_directory(4, "sub"), refused(Errno::Exist));
        assert_eq!(program.remove_directory(4, "sub"), refused(Errno::Rofs));
        assert_eq!(program.unlink(4, "a.txt"), refused(Errno::Rofs));
        assert_eq!(program.unlink(4, "b.txt"), refused(Errno::Noent));
        assert_eq!(program.rename(4, "a.txt", 4, "c.txt"), refused(Errno::Rofs));
        assert_eq!(program.rename(4, "a.txt", 3, "c.txt"), refused(Errno::Xdev));
        program.make("f", b"");
        assert_eq!(program.rename(3, "f", 4, "f"), refused(Errno::Xdev));
        program.unlink(3, "f").unwrap();
        let sub = program.open(4, "sub", super::FOLDER, -1).unwrap();
        assert_eq!(program.open(sub, "new", CREATE, BOTH), refused(Errno::Rofs));
        let fd = program.open(4, "a.txt", 0, READ).unwrap();
        let answer = program.wasi.fd_filestat_set_times(&mut program.memory, fd, 0, 0, 1);
        assert_eq!(answer, refused(Errno::Rofs));
        assert!(program.wasi.tree.list(2) == before.list(2) && program.wasi.tree.facts(2) == before.facts(2));
    }

    #[test]
    fn making_and_removing_folders() {
        let mut program = Program::new();
        program.create_directory(3, "d/").unwrap();
        program.make("d/f", b"");
        assert_eq!(program.create_directory(3, "d/f"), refused(Errno::Exist));
        assert_eq!(program.create_directory(3, "x/y"), refused(Errno::Noent));
        assert_eq!(program.create_directory(3, "d/.."), refused(Errno::Exist));
        assert_eq!(program.remove_directory(3, "d"), refused(Errno::Notempty));
        assert_eq!(program.remove_directory(3, "d/f"), refused(Errno::Notdir));
        assert_eq!(program.remove_directory(3, "."), refused(Errno::Inval));
        assert_eq!(program.unlink(3, "d"), refused(Errno::Isdir));
        assert_eq!(program.unlink(3, "d/"), refused(Errno::Isdir));
        assert_eq!(program.unlink(3, "."), refused(Errno::Isdir));
        assert_eq!(program.unlink(3, "d/f/"), refused(Errno::Notdir));
        program.unlink(3, "d/f").unwrap();
        program.remove_directory(3, "d").unwrap();
        assert_eq!(program.stat(3, "d"), refused(Errno::Noent));
    }

    #[test]
    fn renaming_a_file_that_is_open_keeps_it_open() {
        let mut program = Program::new();
        let fd = program.open(3, "old", CREATE, BOTH).unwrap();
        program.create_directory(3, "d").unwrap();
        program.make("d/new", b"replaced");
        let bytes = program.wasi.tree.room().bytes;
        program.rename(3, "old", 3, "d/new").unwrap();
        assert_eq!(program.wasi.tree.room().bytes, bytes + 8, "nothing else held it");
        program.write(fd, b"written later").unwrap();
        assert_eq!(program.content(3, "d/new").unwrap(), "written later");
        assert_eq!(program.rename(3, "d/new/", 3, "x"), refused(Errno::Notdir));
        assert_eq!(program.rename(3, "d/new", 3, "x/"), refused(Errno::Notdir));
        assert_eq!(program.rename(3, ".", 3, "x"), refused(Errno::Busy));
        assert_eq!(program.rename(3, "d", 3, "d/x"), refused(Errno::Inval));
        let folder = program.open(3, "d", super::FOLDER, READ).unwrap();
        assert_eq!(program.rename(3, "d", folder, "x"), refused(Errno::Inval));
        program.rename(folder, "new", 3, "back").unwrap();
        program.rename(3, "d/", 3, "e/").unwrap();
        assert_eq!(program.content(3, "back").unwrap(), "written later");
    }

    #[test]
    fn links_are_not_there() {
        let mut program = Program::new();
        let length = program.path("a.txt");
        let read = |program: &mut Program, length| {
            program.wasi.path_readlink(&mut program.memory, 4, PATH, length, RESULT, 9, RESULT)
        };
        assert_eq!(read(&mut program, length), refused(Errno::Inval));
        assert_eq!(read(&mut program, length - 1), refused(Errno::Noent));
        let answer = program.wasi.path_symlink(&mut program.memory, PATH, 1, 3, PATH, 2);
        assert_eq!(answer, refused(Errno::Notsup));
    }

    #[test]
    fn too_many_open_files_make_none() {
        let mut program = Program::new();
        while program.open(4, "a.txt", 0, READ).is_ok() {}
        assert_eq!(program.open(3, "new", CREATE, BOTH), refused(Errno::Mfile));
        assert_eq!(program.stat(3, "new"), Err(Answer::Errno(Errno::Noent)));
    }
}
