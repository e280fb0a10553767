//! Reading and writing what is open.

use std::ops::Range;

use crate::wasi::answer::{Answer, Errno, Outcome};
use crate::wasi::descriptors::What;
use crate::wasi::memory::{slice, store, store_size, total, vectors};
use crate::wasi::rights::Rights;
use crate::wasi::{File, Wasi};

/// The flag of a descriptor by which every write goes to the end of the file.
pub(super) const APPEND: u16 = 1;

/// The flag of a descriptor by which reading does not wait.
const NONBLOCK: u16 = 1 << 2;

/// The last kind of advice on the use of a file.
const LAST_ADVICE: i32 = 5;

impl Wasi {
    pub(crate) fn fd_read(&mut self, memory: &mut [u8], fd: i32, iovs: i32, count: i32, stored: i32) -> Outcome {
        let ranges = vectors(memory, iovs, count)?;
        slice(memory, stored, 4)?;
        let descriptor = self.open.get(fd)?;
        let read = match descriptor.what {
            What::Node { .. } => {
                let file = self.file(fd, Rights::READ)?;
                let read = self.read_file(memory, &ranges, &file)?;
                self.open.get_mut(fd)?.offset = file.offset.saturating_add(read as u64);
                read
            }
            _ if !descriptor.rights.include(Rights::READ) => return Err(Errno::Notcapable.into()),
            _ if self.streams.starved() && total(&ranges) > 0 => {
                let waits = descriptor.flags & NONBLOCK == 0;
                self.pause = None;
                return Err(if waits { Answer::Blocked } else { Errno::Again.into() });
            }
            _ => scatter(memory, &ranges, |into| Ok(self.streams.read(into)))?,
        };
        Ok(store_size(memory, stored, read)?)
    }

    pub(crate) fn fd_pread(
        &mut self,
        memory: &mut [u8],
        fd: i32,
        iovs: i32,
        count: i32,
        offset: i64,
        stored: i32,
    ) -> Outcome {
        let ranges = vectors(memory, iovs, count)?;
        slice(memory, stored, 4)?;
        let file = self.file(fd, Rights::READ)?;
        let offset = u64::try_from(offset).map_err(|_| Errno::Inval)?;
        let read = self.read_file(memory, &ranges, &File { offset, ..file })?;
        Ok(store_size(memory, stored, read)?)
    }

    pub(crate) fn fd_write(&mut self, memory: &mut [u8], fd: i32, iovs: i32, count: i32, stored: i32) -> Outcome {
        let ranges = vectors(memory, iovs, count)?;
        slice(memory, stored, 4)?;
        let descriptor = self.open.get(fd)?;
        match descriptor.what {
            What::Node { .. } => {
                let mut file = self.file(fd, Rights::WRITE)?;
                if file.flags & APPEND != 0 {
                    file.offset = self.tree.facts(file.inode)?.size;
                }
                self.open.get_mut(fd)?.offset = self.write_file(memory, &ranges, &file)?;
            }
            _ if !descriptor.rights.include(Rights::WRITE) => return Err(Errno::Notcapable.into()),
            What::Errors => gather(memory, &ranges).for_each(|bytes| self.streams.complain(bytes)),
            What::Input | What::Output => {
                self.streams.may_write(total(&ranges), self.grant.limits().output_bytes)?;
                gather(memory, &ranges).for_each(|bytes| self.streams.write(bytes));
            }
        }
        Ok(store_size(memory, stored, total(&ranges))?)
    }

    pub(crate) fn fd_pwrite(
        &mut self,
        memory: &mut [u8],
        fd: i32,
        iovs: i32,
        count: i32,
        offset: i64,
        stored: i32,
    ) -> Outcome {
        let ranges = vectors(memory, iovs, count)?;
        slice(memory, stored, 4)?;
        let file = self.file(fd, Rights::WRITE)?;
        let offset = u64::try_from(offset).map_err(|_| Errno::Inval)?;
        self.write_file(memory, &ranges, &File { offset, ..file })?;
        Ok(store_size(memory, stored, total(&ranges))?)
    }

    pub(crate) fn fd_seek(&mut self, memory: &mut [u8], fd: i32, offset: i64, whence: i32, stored: i32) -> Outcome {
        slice(memory, stored, 8)?;
        let file = self.seekable(fd)?;
        let from = match whence {
            0 => 0,
            1 => file.offset,
            2 => self.tree.facts(file.inode)?.size,
            _ => return Err(Errno::Inval.into()),
        };
        let to = from.checked_add_signed(offset).filter(|to| i64::try_from(*to).is_ok()).ok_or(Errno::Inval)?;
        self.open.get_mut(fd)?.offset = to;
        Ok(store(memory, stored, &to.to_le_bytes())?)
    }

    pub(crate) fn fd_tell(&mut self, memory: &mut [u8], fd: i32, stored: i32) -> Outcome {
        let file = self.seekable(fd)?;
        Ok(store(memory, stored, &file.offset.to_le_bytes())?)
    }

    pub(crate) fn fd_filestat_set_size(&mut self, _memory: &mut [u8], fd: i32, size: i64) -> Outcome {
        let file = self.file(fd, Rights::WRITE)?;
        file.mount.must_be_writable()?;
        let size = u64::try_from(size).map_err(|_| Errno::Inval)?;
        Ok(self.tree.resize(file.inode, size, self.stamp())?)
    }

    pub(crate) fn fd_allocate(&mut self, _memory: &mut [u8], fd: i32, offset: i64, length: i64) -> Outcome {
        let file = self.file(fd, Rights::WRITE)?;
        file.mount.must_be_writable()?;
        let (offset, length) = (u64::try_from(offset), u64::try_from(length).ok().filter(|length| *length > 0));
        let end = offset.ok().zip(length).ok_or(Errno::Inval)?;
        let end = end.0.checked_add(end.1).ok_or(Errno::Fbig)?;
        if end > self.tree.facts(file.inode)?.size {
            self.tree.resize(file.inode, end, self.stamp())?;
        }
        Ok(())
    }

    pub(crate) fn fd_advise(
        &mut self,
        _memory: &mut [u8],
        fd: i32,
        _offset: i64,
        _length: i64,
        advice: i32,
    ) -> Outcome {
        self.seekable(fd)?;
        if (0..=LAST_ADVICE).contains(&advice) { Ok(()) } else { Err(Errno::Inval.into()) }
    }

    pub(crate) fn fd_datasync(&mut self, memory: &mut [u8], fd: i32) -> Outcome {
        self.fd_sync(memory, fd)
    }

    /// Nothing is to be written anywhere.
    pub(crate) fn fd_sync(&mut self, _memory: &mut [u8], fd: i32) -> Outcome {
        self.open.get(fd)?;
        Ok(())
    }

    /// A file, for what has a meaning only with files. Folders are no such descriptors at all.
    fn seekable(&self, fd: i32) -> Result<File, Errno> {
        self.file(fd, Rights::NONE).map_err(|errno| if errno == Errno::Isdir { Errno::Badf } else { errno })
    }

    /// Reads from a file, and says how much.
    fn read_file(&self, memory: &mut [u8], ranges: &[Range<usize>], file: &File) -> Result<usize, Errno> {
        let mut offset = file.offset;
        scatter(memory, ranges, |into| {
            let count = self.tree.read(file.inode, offset, into)?;
            offset = offset.saturating_add(count as u64);
            Ok(count)
        })
    }

    /// Writes all of it into a file or nothing, and says where it ends.
    fn write_file(&mut self, memory: &[u8], ranges: &[Range<usize>], file: &File) -> Result<u64, Errno> {
        file.mount.must_be_writable()?;
        self.tree.may_write(file.inode, file.offset, total(ranges))?;
        let now = self.stamp();
        let mut offset = file.offset;
        for bytes in gather(memory, ranges) {
            self.tree.write(file.inode, offset, bytes, now)?;
            offset = offset.saturating_add(bytes.len() as u64);
        }
        Ok(offset)
    }
}

/// Fills the ranges of the memory one after the other, until `source` has no more.
fn scatter(
    memory: &mut [u8],
    ranges: &[Range<usize>],
    mut source: impl FnMut(&mut [u8]) -> Result<usize, Errno>,
) -> Result<usize, Errno> {
    let mut done = 0;
    for range in ranges {
        let into = memory.get_mut(range.clone()).ok_or(Errno::Fault)?;
        let count = source(into)?;
        done += count;
        if count < into.len() {
            break;
        }
    }
    Ok(done)
}

/// The bytes of the ranges, which lie in the memory.
fn gather<'a>(memory: &'a [u8], ranges: &'a [Range<usize>]) -> impl Iterator<Item = &'a [u8]> {
    ranges.iter().filter_map(|range| memory.get(range.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasi::calls::program::{BOTH, CREATE, DATA, NOW, Program, READ, RESULT, TRUNCATE, VECTORS, refused};

    #[test]
    fn what_is_written_can_be_read() {
        let mut program = Program::new();
        let fd = program.open(3, "f", CREATE, BOTH).unwrap();
        assert_eq!(program.write(fd, b"hello "), Ok(6));
        assert_eq!(program.write(fd, b"world"), Ok(5));
        assert_eq!(program.read(fd, 9).unwrap(), b"");
        assert_eq!(program.seek(fd, 0, 0), Ok(0));
        assert_eq!(program.read(fd, 9).unwrap(), b"hello wor");
        assert_eq!(program.read(fd, 9).unwrap(), b"ld");
    }

    #[test]
    fn seeking_knows_three_places() {
        let mut program = Program::new();
        program.make("f", b"0123456789");
        let fd = program.open(3, "f", 0, BOTH).unwrap();
        assert_eq!(program.seek(fd, 4, 0), Ok(4));
        assert_eq!(program.seek(fd, -1, 1), Ok(3));
        assert_eq!(program.seek(fd, -2, 2), Ok(8));
        program.wasi.fd_tell(&mut program.memory, fd, RESULT).unwrap();
        assert_eq!(program.u64(RESULT), 8);
        for (offset, whence) in [(-9, 1), (-1, 0), (-11, 2), (i64::MIN, 2), (i64::MAX, 1), (0, 3), (0, -1)] {
            assert_eq!(program.seek(fd, offset, whence), refused(Errno::Inval), "{offset} {whence}");
        }
        assert_eq!(program.seek(fd, 3, 1), Ok(11), "failed calls moved nothing");
        assert_eq!(program.read(fd, 5).unwrap(), b"");
        program.write(fd, b"!").unwrap();
        assert_eq!(program.content(3, "f").unwrap(), "0123456789\0!");
        assert_eq!(program.seek(3, 0, 0), refused(Errno::Badf));
        assert_eq!(program.seek(0, 0, 0), refused(Errno::Spipe));
    }

    #[test]
    fn appending_goes_to_the_end_whatever_the_offset() {
        let mut program = Program::new();
        program.make("f", b"one");
        let fd = program.open_with(3, "f", 0, BOTH, i32::from(APPEND)).unwrap();
        assert_eq!(program.read(fd, 2).unwrap(), b"on");
        program.write(fd, b"two").unwrap();
        assert_eq!(program.seek(fd, 0, 1), Ok(6));
        program.seek(fd, 0, 0).unwrap();
        program.write(fd, b"three").unwrap();
        assert_eq!(program.content(3, "f").unwrap(), "onetwothree");
        // The flag can be taken away again.
        program.wasi.fd_fdstat_set_flags(&mut program.memory, fd, 0).unwrap();
        program.seek(fd, 0, 0).unwrap();
        program.write(fd, b"ONE").unwrap();
        assert_eq!(program.content(3, "f").unwrap(), "ONEtwothree");
    }

    #[test]
    fn a_place_of_its_own_leaves_the_offset_alone() {
        let mut program = Program::new();
        program.make("f", b"0123456789");
        let fd = program.open(3, "f", 0, BOTH).unwrap();
        program.read(fd, 2).unwrap();
        program.put(DATA, b"ab");
        program.vector(DATA, 2);
        program.wasi.fd_pwrite(&mut program.memory, fd, VECTORS, 1, 5, RESULT).unwrap();
        program.vector(DATA, 4);
        program.wasi.fd_pread(&mut program.memory, fd, VECTORS, 1, 4, RESULT).unwrap();
        assert_eq!((program.u32(RESULT), program.bytes(DATA, 4)), (4, &b"4ab7"[..]));
        assert_eq!(program.read(fd, 3).unwrap(), b"234");
        let answer = program.wasi.fd_pread(&mut program.memory, fd, VECTORS, 1, -1, RESULT);
        assert_eq!(answer, refused(Errno::Inval));
        let answer = program.wasi.fd_pread(&mut program.memory, 0, VECTORS, 1, 0, RESULT);
        assert_eq!(answer, refused(Errno::Spipe));
    }

    #[test]
    fn sizes_can_be_set() {
        let mut program = Program::new();
        program.make("f", b"0123456789");
        let fd = program.open(3, "f", 0, BOTH).unwrap();
        program.wasi.fd_filestat_set_size(&mut program.memory, fd, 3).unwrap();
        program.wasi.fd_allocate(&mut program.memory, fd, 2, 3).unwrap();
        program.wasi.fd_allocate(&mut program.memory, fd, 0, 1).unwrap();
        assert_eq!(program.content(3, "f").unwrap(), "012\0\0");
        let allocate =
            |program: &mut Program, offset, length| program.wasi.fd_allocate(&mut program.memory, fd, offset, length);
        assert_eq!(allocate(&mut program, 0, 0), refused(Errno::Inval));
        assert_eq!(allocate(&mut program, 1, i64::MAX), refused(Errno::Fbig));
        assert_eq!(allocate(&mut program, 0, 200_000), refused(Errno::Nospc));
        let answer = program.wasi.fd_filestat_set_size(&mut program.memory, fd, -1);
        assert_eq!(answer, refused(Errno::Inval));
        program.open(3, "f", TRUNCATE, BOTH).unwrap();
        assert_eq!(program.content(3, "f").unwrap(), "");
    }

    #[test]
    fn a_full_tree_takes_no_part_of_a_write() {
        let mut program = Program::new();
        let fd = program.open(3, "f", CREATE, BOTH).unwrap();
        program.wasi.fd_filestat_set_size(&mut program.memory, fd, 99_980).unwrap();
        program.seek(fd, 0, 2).unwrap();
        assert_eq!(program.write(fd, b"0123456789"), refused(Errno::Nospc), "11 bytes are those of /data");
        assert_eq!(program.write(fd, b"012345678"), Ok(9));
    }

    #[test]
    fn a_descriptor_does_what_it_was_opened_for() {
        let mut program = Program::new();
        program.make("f", b"text");
        let reading = program.open(3, "f", 0, READ).unwrap();
        assert_eq!(program.write(reading, b"x"), refused(Errno::Notcapable));
        let answer = program.wasi.fd_filestat_set_size(&mut program.memory, reading, 0);
        assert_eq!(answer, refused(Errno::Notcapable));
        let writing = program.open(3, "f", 0, BOTH & !READ).unwrap();
        assert_eq!(program.read(writing, 1), refused(Errno::Notcapable));
        assert_eq!(program.read(3, 1), refused(Errno::Isdir));
        assert_eq!(program.write(3, b"x"), refused(Errno::Isdir));
        assert_eq!(program.write(0, b"x"), refused(Errno::Notcapable));
        assert_eq!(program.read(1, 1), refused(Errno::Notcapable));
        program.wasi.fd_sync(&mut program.memory, reading).unwrap();
        assert_eq!(program.wasi.fd_datasync(&mut program.memory, 77), refused(Errno::Badf));
        program.wasi.fd_advise(&mut program.memory, reading, 0, 0, 5).unwrap();
        assert_eq!(program.wasi.fd_advise(&mut program.memory, reading, 0, 0, 6), refused(Errno::Inval));
    }

    #[test]
    fn input_is_waited_for() {
        let mut program = Program::new();
        assert_eq!(program.read(0, 5), Err(Answer::Blocked));
        assert_eq!(program.read(0, 0).unwrap(), b"", "nothing is there already");
        program.wasi.feed(b"{}\n{}");
        assert_eq!(program.read(0, 3).unwrap(), b"{}\n");
        assert_eq!(program.read(0, 3).unwrap(), b"{}");
        program.wasi.fd_fdstat_set_flags(&mut program.memory, 0, i32::from(NONBLOCK)).unwrap();
        assert_eq!(program.read(0, 3), refused(Errno::Again));
        program.wasi.close_input();
        assert_eq!(program.read(0, 3).unwrap(), b"");
    }

    #[test]
    fn output_is_bounded_until_it_is_taken() {
        let mut program = Program::new();
        program.write(1, &[b'x'; 900]).unwrap();
        assert_eq!(program.write(1, &[b'y'; 101]), Err(Answer::Limit { bytes: 1001, limit: 1000 }));
        assert_eq!(program.wasi.take_output(), [b'x'; 900]);
        program.write(1, &[b'y'; 1000]).unwrap();
        program.write(2, &[b'z'; 5000]).unwrap();
        assert_eq!(program.wasi.errors(), "z".repeat(4096));
        assert_eq!(program.wasi.take_output(), [b'y'; 1000]);
    }

    #[test]
    fn vectors_are_filled_one_after_the_other() {
        let mut program = Program::new();
        program.make("f", b"0123456789");
        let fd = program.open(3, "f", 0, BOTH).unwrap();
        for (number, (at, length)) in [(DATA, 3), (DATA + 100, 0), (DATA + 50, 4), (DATA + 60, 9)].iter().enumerate() {
            program.put(VECTORS + 8 * number as i32, &i32::to_le_bytes(*at));
            program.put(VECTORS + 8 * number as i32 + 4, &i32::to_le_bytes(*length));
        }
        program.wasi.fd_read(&mut program.memory, fd, VECTORS, 4, RESULT).unwrap();
        assert_eq!(program.u32(RESULT), 10);
        assert_eq!((program.bytes(DATA, 3), program.bytes(DATA + 50, 4)), (&b"012"[..], &b"3456"[..]));
        assert_eq!(program.bytes(DATA + 60, 4), b"789\0");
        program.wasi.fd_write(&mut program.memory, 1, VECTORS, 4, RESULT).unwrap();
        assert_eq!(program.wasi.take_output(), b"0123456789\0\0\0\0\0\0");
    }

    #[test]
    fn forks_write_into_files_of_their_own() {
        let mut parent = Program::new();
        let fd = parent.open(3, "f", CREATE, BOTH).unwrap();
        parent.write(fd, b"both ").unwrap();
        let mut child = parent.clone();
        child.write(fd, b"child").unwrap();
        parent.wasi.advance(5);
        parent.write(fd, b"parent!").unwrap();
        assert_eq!(child.content(3, "f").unwrap(), "both child");
        assert_eq!(parent.content(3, "f").unwrap(), "both parent!");
        assert_eq!((child.stat(3, "f").unwrap()[6], parent.stat(3, "f").unwrap()[6]), (NOW, NOW + 5));
    }
}
