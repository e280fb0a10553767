//! What is known of files and descriptors, and changing it.

use crate::wasi::Wasi;
use crate::wasi::answer::{Errno, Outcome};
use crate::wasi::descriptors::{Mount, What};
use crate::wasi::memory::{path, slice, store_words};
use crate::wasi::nodes::Inode;
use crate::wasi::path::existing;
use crate::wasi::rights::Rights;

/// Kinds of file. Streams are of none, as pipes are: programs must not take them for a terminal.
const UNKNOWN: u8 = 0;
pub(super) const FOLDER: u8 = 3;
pub(super) const FILE: u8 = 4;

/// All flags that a descriptor can have.
pub(super) const FLAGS: u16 = 0b1_1111;

impl Wasi {
    pub(crate) fn fd_fdstat_get(&mut self, memory: &mut [u8], fd: i32, stored: i32) -> Outcome {
        let descriptor = self.open.get(fd)?;
        let kind = descriptor.inode().map_or(UNKNOWN, |inode| self.kind(inode));
        let first = u64::from(kind) | u64::from(descriptor.flags) << 16;
        Ok(store_words(memory, stored, &[first, descriptor.rights.0, descriptor.inheriting.0])?)
    }

    pub(crate) fn fd_fdstat_set_flags(&mut self, _memory: &mut [u8], fd: i32, flags: i32) -> Outcome {
        let descriptor = self.open.get_mut(fd)?;
        descriptor.flags = descriptor_flags(flags)?;
        Ok(())
    }

    /// Rights can only be given up.
    pub(crate) fn fd_fdstat_set_rights(
        &mut self,
        _memory: &mut [u8],
        fd: i32,
        rights: i64,
        inheriting: i64,
    ) -> Outcome {
        let descriptor = self.open.get_mut(fd)?;
        let (rights, inheriting) = (Rights(rights.cast_unsigned()), Rights(inheriting.cast_unsigned()));
        if !descriptor.rights.include(rights) || !descriptor.inheriting.include(inheriting) {
            return Err(Errno::Notcapable.into());
        }
        descriptor.rights = rights;
        descriptor.inheriting = inheriting;
        Ok(())
    }

    pub(crate) fn fd_filestat_get(&mut self, memory: &mut [u8], fd: i32, stored: i32) -> Outcome {
        match self.open.get(fd)?.what {
            What::Node { inode, mount } => self.store_facts(memory, stored, inode, mount),
            What::Input | What::Output | What::Errors => {
                Ok(store_words(memory, stored, &[0, 0, u64::from(UNKNOWN), 1, 0, 0, 0, 0])?)
            }
        }
    }

    pub(crate) fn fd_filestat_set_times(
        &mut self,
        _memory: &mut [u8],
        fd: i32,
        accessed: i64,
        modified: i64,
        flags: i32,
    ) -> Outcome {
        match self.open.get(fd)?.what {
            What::Node { inode, mount } => self.set_times(inode, mount, accessed, modified, flags),
            What::Input | What::Output | What::Errors => Err(Errno::Inval.into()),
        }
    }

    pub(crate) fn path_filestat_get(
        &mut self,
        memory: &mut [u8],
        fd: i32,
        _lookup: i32,
        at: i32,
        length: i32,
        stored: i32,
    ) -> Outcome {
        let base = self.folder(fd)?;
        let inode = existing(&self.tree, base.inode, path(memory, at, length)?)?;
        self.store_facts(memory, stored, inode, base.mount)
    }

    #[expect(clippy::too_many_arguments, reason = "they are those of preview 1")]
    pub(crate) fn path_filestat_set_times(
        &mut self,
        memory: &mut [u8],
        fd: i32,
        _lookup: i32,
        at: i32,
        length: i32,
        accessed: i64,
        modified: i64,
        flags: i32,
    ) -> Outcome {
        let base = self.folder(fd)?;
        let inode = existing(&self.tree, base.inode, path(memory, at, length)?)?;
        self.set_times(inode, base.mount, accessed, modified, flags)
    }

    /// The kind of file that a node is.
    pub(super) fn kind(&self, inode: Inode) -> u8 {
        if self.tree.is_folder(inode) { FOLDER } else { FILE }
    }

    fn store_facts(&self, memory: &mut [u8], stored: i32, inode: Inode, mount: Mount) -> Outcome {
        slice(memory, stored, 64)?;
        let facts = self.tree.facts(inode)?;
        let times = [facts.times.accessed, facts.times.modified, facts.times.changed];
        let [accessed, modified, changed] = times.map(|time| time.unwrap_or(self.origin()));
        // A device for each directory, as none can be moved into another one.
        let device = mount.number as u64 + 1;
        let words = [
            device,
            inode,
            u64::from(self.kind(inode)),
            u64::from(facts.linked),
            facts.size,
            accessed,
            modified,
            changed,
        ];
        Ok(store_words(memory, stored, &words)?)
    }

    fn set_times(&mut self, inode: Inode, mount: Mount, accessed: i64, modified: i64, flags: i32) -> Outcome {
        mount.must_be_writable()?;
        let now = self.stamp();
        // Two bits for each time: the one that is given, and the present one.
        let time = |given: i64, bits: i32| match bits & 0b11 {
            0 => Ok(None),
            0b01 => Ok(Some(given.cast_unsigned())),
            0b10 => Ok(Some(now)),
            _ => Err(Errno::Inval),
        };
        if flags & !0b1111 != 0 {
            return Err(Errno::Inval.into());
        }
        let (accessed, modified) = (time(accessed, flags)?, time(modified, flags >> 2)?);
        Ok(self.tree.set_times(inode, accessed, modified, now)?)
    }
}

/// Flags of a descriptor, if there are no others among them.
pub(super) fn descriptor_flags(raw: i32) -> Result<u16, Errno> {
    u16::try_from(raw).ok().filter(|flags| flags & !FLAGS == 0).ok_or(Errno::Inval)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasi::calls::program::{BOTH, CREATE, NOW, PATH, Program, READ, RESULT, refused};

    #[test]
    fn attributes_say_what_there_is() {
        let mut program = Program::new();
        program.wasi.advance(10);
        program.make("f", b"12345");
        program.create_directory(3, "d").unwrap();
        let now = NOW + 10;
        // The numbers before are those of /work, and of /data with what is in it.
        assert_eq!(program.stat(3, "f").unwrap(), [1, 6, u64::from(FILE), 1, 5, now, now, now]);
        assert_eq!(program.stat(3, "d").unwrap(), [1, 7, u64::from(FOLDER), 1, 0, now, now, now]);
        assert_eq!(program.stat(3, ".").unwrap(), [1, 1, u64::from(FOLDER), 1, 0, NOW, now, now]);
        assert_eq!(program.stat(4, "a.txt").unwrap(), [2, 3, u64::from(FILE), 1, 5, NOW, NOW, NOW]);
        let fd = program.open(3, "f", 0, READ).unwrap();
        program.unlink(3, "f").unwrap();
        program.wasi.fd_filestat_get(&mut program.memory, fd, RESULT).unwrap();
        assert_eq!((program.u64(RESULT + 8), program.u64(RESULT + 24)), (6, 0), "no name is left");
        program.wasi.fd_filestat_get(&mut program.memory, 0, RESULT).unwrap();
        assert_eq!(program.u64(RESULT + 16), u64::from(UNKNOWN));
    }

    #[test]
    fn descriptors_say_how_they_were_opened() {
        let mut program = Program::new();
        let fd = program.open_with(3, "f", CREATE, -1, 0b101).unwrap();
        program.wasi.fd_fdstat_get(&mut program.memory, fd, RESULT).unwrap();
        assert_eq!((program.bytes(RESULT, 1)[0], program.u16(RESULT + 2)), (FILE, 0b101));
        assert_eq!(program.u64(RESULT + 8), Rights::FILE.0, "those that a file has");
        program.wasi.fd_fdstat_get(&mut program.memory, 3, RESULT).unwrap();
        assert_eq!(program.u64(RESULT), u64::from(FOLDER));
        assert_eq!((program.u64(RESULT + 8), program.u64(RESULT + 16)), (Rights::FOLDER.0, Rights::ALL.0));
        program.wasi.fd_fdstat_get(&mut program.memory, 1, RESULT).unwrap();
        assert_eq!((program.u64(RESULT), program.u64(RESULT + 8)), (u64::from(UNKNOWN), Rights::OUTPUT.0));
        for flags in [1 << 5, -1, 1 << 16] {
            assert_eq!(program.wasi.fd_fdstat_set_flags(&mut program.memory, fd, flags), refused(Errno::Inval));
        }
    }

    #[test]
    fn rights_can_only_be_given_up() {
        let mut program = Program::new();
        let fd = program.open(3, "f", CREATE, BOTH).unwrap();
        let set = |program: &mut Program, fd, rights, inheriting| {
            program.wasi.fd_fdstat_set_rights(&mut program.memory, fd, rights, inheriting)
        };
        assert_eq!(set(&mut program, fd, BOTH | 1 << 2, 0), refused(Errno::Notcapable));
        assert_eq!(set(&mut program, fd, READ, 0), Ok(()));
        assert_eq!(program.write(fd, b"x"), refused(Errno::Notcapable));
        assert_eq!(set(&mut program, fd, BOTH, 0), refused(Errno::Notcapable));
        // What a folder does not pass on, nothing opened through it has.
        assert_eq!(set(&mut program, 3, 1 << 13, READ), Ok(()));
        let fd = program.open(3, "f", 0, BOTH).unwrap();
        assert_eq!(program.write(fd, b"x"), refused(Errno::Notcapable));
    }

    #[test]
    fn times_can_be_set() {
        let mut program = Program::new();
        program.make("f", b"");
        let fd = program.open(3, "f", 0, READ).unwrap();
        program.wasi.advance(7);
        program.wasi.fd_filestat_set_times(&mut program.memory, fd, 11, 22, 0b0001).unwrap();
        assert_eq!(program.stat(3, "f").unwrap()[5..], [11, NOW, NOW + 7]);
        let length = program.path("f");
        let set = |program: &mut Program, flags| {
            program.path("f");
            program.wasi.path_filestat_set_times(&mut program.memory, 3, 0, PATH, length, 33, 44, flags)
        };
        set(&mut program, 0b0110).unwrap();
        assert_eq!(program.stat(3, "f").unwrap()[5..], [NOW + 7, 44, NOW + 7]);
        for flags in [0b0011, 0b1100, 0b1_0000, -1] {
            assert_eq!(set(&mut program, flags), refused(Errno::Inval), "{flags:b}");
        }
    }

    #[test]
    fn without_a_clock_files_have_no_time() {
        let mut program = Program::without("clock = true");
        program.wasi.advance(7);
        program.make("f", b"x");
        assert_eq!(program.stat(3, "f").unwrap()[5..], [0, 0, 0]);
        assert_eq!(program.stat(3, ".").unwrap()[5..], [0, 0, 0]);
    }
}
