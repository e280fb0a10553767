//! The table of descriptors as the guest sees it, and listings of folders.

use std::sync::Arc;

use super::attributes::{FILE, FOLDER};
use crate::wasi::Wasi;
use crate::wasi::answer::{Errno, Outcome};
use crate::wasi::descriptors::What;
use crate::wasi::memory::{length, slice, slice_mut, store, store_size, store_words};
use crate::wasi::nodes::Inode;
use crate::wasi::tree::Listed;

impl Wasi {
    pub(crate) fn fd_prestat_get(&mut self, memory: &mut [u8], fd: i32, stored: i32) -> Outcome {
        let name_length = self.granted_path(fd)?.len() as u64;
        // Kind 0, a directory, and the length of its name.
        Ok(store_words(memory, stored, &[name_length << 32])?)
    }

    pub(crate) fn fd_prestat_dir_name(&mut self, memory: &mut [u8], fd: i32, path: i32, bytes: i32) -> Outcome {
        let name = self.granted_path(fd)?;
        if name.len() > length(bytes) {
            return Err(Errno::Nametoolong.into());
        }
        Ok(store(memory, path, name.as_bytes())?)
    }

    pub(crate) fn fd_close(&mut self, _memory: &mut [u8], fd: i32) -> Outcome {
        if let Some(inode) = self.open.close(fd)?.inode() {
            self.settle(inode);
        }
        Ok(())
    }

    pub(crate) fn fd_renumber(&mut self, _memory: &mut [u8], from: i32, to: i32) -> Outcome {
        if let Some(inode) = self.open.renumber(from, to)?.and_then(|closed| closed.inode()) {
            self.settle(inode);
        }
        Ok(())
    }

    /// A cookie is the number of entries before it in the listing, which is taken at cookie 0.
    pub(crate) fn fd_readdir(
        &mut self,
        memory: &mut [u8],
        fd: i32,
        buffer: i32,
        bytes: i32,
        cookie: i64,
        stored: i32,
    ) -> Outcome {
        slice(memory, stored, 4)?;
        let mut room = slice_mut(memory, buffer, length(bytes))?;
        let folder = self.folder(fd)?.inode;
        let listing = match self.open.get(fd)?.listing.clone() {
            Some(listing) if cookie != 0 => listing,
            _ => Arc::new(self.listing(folder)?),
        };
        self.open.get_mut(fd)?.listing = Some(listing.clone());
        let skipped = usize::try_from(cookie.cast_unsigned()).unwrap_or(usize::MAX);
        for (next, listed) in (1_u64..).zip(listing.iter()).skip(skipped) {
            let kind = if listed.folder { FOLDER } else { FILE };
            let name = listed.name.as_bytes();
            let words = [next, listed.inode, name.len() as u64 | u64::from(kind) << 32];
            let entry = words.iter().flat_map(|word| word.to_le_bytes()).chain(name.iter().copied());
            // The last entry may be cut off: that the buffer is full tells the guest to ask again from there.
            let fits = room.len().min(24 + name.len());
            let (here, behind) = room.split_at_mut_checked(fits).ok_or(Errno::Fault)?;
            here.iter_mut().zip(entry).for_each(|(slot, byte)| *slot = byte);
            room = behind;
            if room.is_empty() {
                break;
            }
        }
        let left = room.len();
        Ok(store_size(memory, stored, length(bytes) - left)?)
    }

    /// The path of a descriptor that the grant opened.
    fn granted_path(&self, fd: i32) -> Result<&str, Errno> {
        let descriptor = self.open.get(fd)?;
        match descriptor.what {
            What::Node { mount, .. } if descriptor.preopened => {
                let directory = self.grant.terms().directories.get(mount.number);
                directory.map(|directory| directory.guest.as_str()).ok_or(Errno::Badf)
            }
            _ => Err(Errno::Badf),
        }
    }

    fn listing(&self, folder: Inode) -> Result<Vec<Listed>, Errno> {
        // What lies above a folder is not for its descriptor to know.
        let own = [".", ".."].map(|name| Listed { name: name.into(), inode: folder, folder: true });
        Ok(own.into_iter().chain(self.tree.list(folder)?).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasi::calls::program::{BOTH, CREATE, DATA, OTHER_PATH, PATH, Program, READ, RESULT, refused};

    /// The names that one call lists, with the cookie behind each, and how many bytes it filled.
    fn page(program: &mut Program, fd: i32, size: i32, cookie: i64) -> (Vec<(String, i64)>, i32) {
        program.wasi.fd_readdir(&mut program.memory, fd, DATA, size, cookie, RESULT).unwrap();
        let used = program.u32(RESULT) as i32;
        let (mut at, mut names) = (DATA, Vec::new());
        while at + 24 <= DATA + used {
            let length = program.u32(at + 16) as i32;
            if at + 24 + length > DATA + used {
                break;
            }
            let name = String::from_utf8(program.bytes(at + 24, length as usize).to_vec()).unwrap();
            names.push((name, program.u64(at) as i64));
            at += 24 + length;
        }
        (names, used)
    }

    /// All names, asked for as C libraries do: from the last whole entry on, until the buffer is not full.
    fn list(program: &mut Program, fd: i32, size: i32) -> Vec<String> {
        let (mut cookie, mut all) = (0, Vec::new());
        loop {
            let (names, used) = page(program, fd, size, cookie);
            cookie = names.last().map_or(cookie, |(_, next)| *next);
            all.extend(names.into_iter().map(|(name, _)| name));
            if used < size {
                return all;
            }
        }
    }

    #[test]
    fn a_listing_is_the_same_in_pieces_of_any_size() {
        let mut program = Program::new();
        for name in ["c", "a", "long-name", "b"] {
            program.make(name, b"");
        }
        program.create_directory(3, "dir").unwrap();
        let all = [".", "..", "a", "b", "c", "dir", "long-name"];
        for size in [40, 50, 64, 100, 4096] {
            assert_eq!(list(&mut program, 3, size), all, "{size}");
        }
        assert_eq!(list(&mut program, 4, 100), [".", "..", "a.txt", "sub"]);
        assert_eq!(page(&mut program, 3, 4096, 7), (vec![], 0));
        assert_eq!(page(&mut program, 3, 4096, -1), (vec![], 0));
        assert_eq!(page(&mut program, 3, 0, 0), (vec![], 0));
    }

    #[test]
    fn entries_say_number_and_kind() {
        let mut program = Program::new();
        let sub = program.stat(4, "sub").unwrap()[1];
        page(&mut program, 4, 4096, 3);
        assert_eq!((program.u64(DATA + 8), program.bytes(DATA + 20, 1)[0]), (sub, FOLDER));
        page(&mut program, 4, 4096, 2);
        assert_eq!(program.bytes(DATA + 20, 1)[0], FILE);
    }

    #[test]
    fn a_program_can_remove_what_it_lists() {
        let mut program = Program::new();
        let names: Vec<_> = (0..15).map(|number| format!("file-{number:02}")).collect();
        names.iter().for_each(|name| program.make(name, b""));
        let (mut cookie, mut seen) = (0, Vec::new());
        loop {
            let (page, _) = page(&mut program, 3, 70, cookie);
            let Some((name, next)) = page.first().cloned() else { break };
            cookie = next;
            if !name.starts_with('.') {
                program.unlink(3, &name).unwrap();
                seen.push(name);
            }
        }
        assert_eq!(seen, names);
        assert_eq!(list(&mut program, 3, 4096), [".", ".."], "cookie 0 looks again");
    }

    #[test]
    fn granted_directories_are_found_by_their_paths() {
        let mut program = Program::new();
        for (fd, path) in [(3, "/work"), (4, "/data")] {
            program.wasi.fd_prestat_get(&mut program.memory, fd, RESULT).unwrap();
            assert_eq!((program.u32(RESULT), program.u32(RESULT + 4)), (0, 5));
            program.wasi.fd_prestat_dir_name(&mut program.memory, fd, PATH, 5).unwrap();
            assert_eq!(program.bytes(PATH, 5), path.as_bytes());
        }
        let fd = program.open(4, "sub", 0, READ).unwrap();
        for fd in [0, 1, 2, fd, 6, -1] {
            assert_eq!(program.wasi.fd_prestat_get(&mut program.memory, fd, RESULT), refused(Errno::Badf));
        }
        let answer = program.wasi.fd_prestat_dir_name(&mut program.memory, 3, OTHER_PATH, 4);
        assert_eq!(answer, refused(Errno::Nametoolong));
    }

    #[test]
    fn the_last_descriptor_frees_a_nameless_file() {
        let mut program = Program::new();
        let one = program.open(3, "f", CREATE, BOTH).unwrap();
        let two = program.open(3, "f", 0, READ).unwrap();
        program.wasi.fd_filestat_set_size(&mut program.memory, one, 99_000).unwrap();
        program.unlink(3, "f").unwrap();
        let room = program.wasi.tree.room().bytes;
        program.close(one).unwrap();
        assert_eq!(program.read(two, 1).unwrap(), b"\0");
        assert_eq!(program.wasi.tree.room().bytes, room);
        // Put in another one's place, it closes that one.
        let other = program.open(4, "a.txt", 0, READ).unwrap();
        program.wasi.fd_renumber(&mut program.memory, other, two).unwrap();
        assert_eq!(program.wasi.tree.room().bytes, room + 99_000);
        assert_eq!(program.read(two, 9).unwrap(), b"first");
        assert_eq!(program.close(other), refused(Errno::Badf));
    }
}
