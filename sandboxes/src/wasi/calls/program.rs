//! A guest as tests need it: a world with a memory, and calls that put their arguments there.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::wasi::Wasi;
use crate::wasi::answer::{Answer, Errno};
use crate::wasi::grant::Grant;
use crate::wasi::memory::{u16_in, u32_in, u64_in};

/// Where arguments lie and results come.
pub(super) const RESULT: i32 = 256;
pub(super) const VECTORS: i32 = 512;
pub(super) const PATH: i32 = 1024;
pub(super) const OTHER_PATH: i32 = 2048;
pub(super) const DATA: i32 = 8192;

/// Rights to read, and to write too.
pub(super) const READ: i64 = 1 << 1;
pub(super) const BOTH: i64 = 1 << 1 | 1 << 6;

pub(super) const CREATE: i32 = 1;
pub(super) const FOLDER: i32 = 2;
pub(super) const NEW: i32 = 4;
pub(super) const TRUNCATE: i32 = 8;

/// When the guest starts.
pub(super) const NOW: u64 = 1_700_000_000_000_000_000;

const PROFILE: &str = r#"
description = "For tests."
clock = true
random = true
stdin_stdout = true
stderr = true
arguments = ["server", "--fast"]

[environment]
TZ = "UTC"
LANG = "C"

[[directory]]
guest = "/work"
writable = true

[[directory]]
guest = "/data"
copy_of = "data"

[limits]
directory_bytes = 100_000
directory_nodes = 20
output_bytes = 1000
"#;

#[derive(Clone, PartialEq)]
pub(super) struct Program {
    pub wasi: Wasi,
    pub memory: Vec<u8>,
}

impl Program {
    /// With everything that can be granted: 3 is /work, empty and writable; 4 is /data with `a.txt` and `sub/b.txt`.
    pub(super) fn new() -> Self {
        static GRANT: LazyLock<Grant> = LazyLock::new(|| {
            let base = tempfile::tempdir().unwrap();
            fs::create_dir_all(base.path().join("data/sub")).unwrap();
            fs::write(base.path().join("data/a.txt"), "first").unwrap();
            fs::write(base.path().join("data/sub/b.txt"), "second").unwrap();
            Grant::from_toml("test", PROFILE, base.path()).unwrap()
        });
        Self::with(&GRANT)
    }

    pub(super) fn with(grant: &Grant) -> Self {
        Self { wasi: Wasi::new(grant, 7, NOW), memory: vec![0; 1 << 16] }
    }

    /// With the same but for one line of the profile, and with /data empty and writable too.
    pub(super) fn without(line: &str) -> Self {
        let text = PROFILE.replace("copy_of = \"data\"", "writable = true").replace(line, "");
        Self::with(&Grant::from_toml("test", &text, Path::new(".")).unwrap())
    }

    pub(super) fn put(&mut self, at: i32, bytes: &[u8]) {
        self.memory[at as usize..][..bytes.len()].copy_from_slice(bytes);
    }

    pub(super) fn bytes(&self, at: i32, length: usize) -> &[u8] {
        &self.memory[at as usize..][..length]
    }

    pub(super) fn u16(&self, at: i32) -> u16 {
        u16_in(&self.memory, at as usize).unwrap()
    }

    pub(super) fn u32(&self, at: i32) -> u32 {
        u32_in(&self.memory, at as usize).unwrap()
    }

    pub(super) fn u64(&self, at: i32) -> u64 {
        u64_in(&self.memory, at as usize).unwrap()
    }

    /// Puts a path where paths go, and gives its length.
    pub(super) fn path(&mut self, path: &str) -> i32 {
        self.put(PATH, path.as_bytes());
        path.len() as i32
    }

    /// Puts one vector where they go.
    pub(super) fn vector(&mut self, at: i32, length: usize) {
        self.put(VECTORS, &at.to_le_bytes());
        self.put(VECTORS + 4, &(length as u32).to_le_bytes());
    }

    pub(super) fn open(&mut self, fd: i32, path: &str, how: i32, rights: i64) -> Result<i32, Answer> {
        self.open_with(fd, path, how, rights, 0)
    }

    pub(super) fn open_with(&mut self, fd: i32, path: &str, how: i32, rights: i64, flags: i32) -> Result<i32, Answer> {
        let length = self.path(path);
        self.wasi.path_open(&mut self.memory, fd, 0, PATH, length, how, rights, -1, flags, RESULT)?;
        Ok(self.u32(RESULT) as i32)
    }

    /// Makes a file in /work and closes it.
    pub(super) fn make(&mut self, path: &str, bytes: &[u8]) {
        let fd = self.open(3, path, CREATE | TRUNCATE, BOTH).unwrap();
        assert_eq!(self.write(fd, bytes), Ok(bytes.len()));
        self.close(fd).unwrap();
    }

    pub(super) fn close(&mut self, fd: i32) -> Result<(), Answer> {
        self.wasi.fd_close(&mut self.memory, fd)
    }

    pub(super) fn write(&mut self, fd: i32, bytes: &[u8]) -> Result<usize, Answer> {
        self.put(DATA, bytes);
        self.vector(DATA, bytes.len());
        self.wasi.fd_write(&mut self.memory, fd, VECTORS, 1, RESULT)?;
        Ok(self.u32(RESULT) as usize)
    }

    pub(super) fn read(&mut self, fd: i32, length: usize) -> Result<Vec<u8>, Answer> {
        self.vector(DATA, length);
        self.wasi.fd_read(&mut self.memory, fd, VECTORS, 1, RESULT)?;
        Ok(self.bytes(DATA, self.u32(RESULT) as usize).to_vec())
    }

    /// All of a file, by its path.
    pub(super) fn content(&mut self, fd: i32, path: &str) -> Result<String, Answer> {
        let fd = self.open(fd, path, 0, READ)?;
        let bytes = self.read(fd, 50_000)?;
        self.close(fd)?;
        Ok(String::from_utf8(bytes).unwrap())
    }

    pub(super) fn seek(&mut self, fd: i32, offset: i64, whence: i32) -> Result<u64, Answer> {
        self.wasi.fd_seek(&mut self.memory, fd, offset, whence, RESULT)?;
        Ok(self.u64(RESULT))
    }

    /// The eight words of a path's attributes.
    pub(super) fn stat(&mut self, fd: i32, path: &str) -> Result<[u64; 8], Answer> {
        let length = self.path(path);
        self.wasi.path_filestat_get(&mut self.memory, fd, 0, PATH, length, RESULT)?;
        Ok([0, 8, 16, 24, 32, 40, 48, 56].map(|offset| self.u64(RESULT + offset)))
    }

    pub(super) fn create_directory(&mut self, fd: i32, path: &str) -> Result<(), Answer> {
        let length = self.path(path);
        self.wasi.path_create_directory(&mut self.memory, fd, PATH, length)
    }

    pub(super) fn remove_directory(&mut self, fd: i32, path: &str) -> Result<(), Answer> {
        let length = self.path(path);
        self.wasi.path_remove_directory(&mut self.memory, fd, PATH, length)
    }

    pub(super) fn unlink(&mut self, fd: i32, path: &str) -> Result<(), Answer> {
        let length = self.path(path);
        self.wasi.path_unlink_file(&mut self.memory, fd, PATH, length)
    }

    pub(super) fn rename(&mut self, from: i32, old: &str, to: i32, new: &str) -> Result<(), Answer> {
        let length = self.path(old);
        self.put(OTHER_PATH, new.as_bytes());
        self.wasi.path_rename(&mut self.memory, from, PATH, length, to, OTHER_PATH, new.len() as i32)
    }
}

/// The error number that a call answered.
pub(super) fn refused<T>(errno: Errno) -> Result<T, Answer> {
    Err(Answer::Errno(errno))
}
