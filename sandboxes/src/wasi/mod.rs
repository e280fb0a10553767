//! WASI preview 1 that is the same in every run: a world of plain bytes for guests that are granted one.
//!
//! Nothing in here reaches the machine. The clock moves when the host or a sleeping guest moves it, random bytes come
//! from a seed, files live in memory, and standard input and output are buffers that the host fills and empties. A
//! clone is a fork: it copies a few pointers, and the two never see each other again.
//!
//! In reading order:
//!
//! - `grant`: what a guest is given; `profile` writes it down, and `load` reads the files, once, before any guest.
//! - `answer` and `memory`: what a call says, and how it reaches into the guest's memory.
//! - `contents`, `nodes`, `tree`, `files` and `path`: the files.
//! - `rights` and `descriptors`: what is open.
//! - `streams`, `clock` and `random`: the rest of the world.
//! - `calls`: the functions of preview 1, each a method of `Wasi`.
//! - `link`: the same functions for wasmtime.

mod answer;
mod calls;
mod clock;
mod contents;
mod descriptors;
mod files;
pub mod grant;
pub(crate) mod link;
mod load;
mod memory;
mod nodes;
mod path;
pub mod profile;
mod random;
mod rights;
mod streams;
mod tree;

use answer::Errno;
use calls::poll::Pause;
use clock::Clock;
use descriptors::{Descriptor, Descriptors, Mount, What};
use grant::Grant;
use nodes::Inode;
use random::Random;
use rights::Rights;
use streams::Streams;
use tree::Tree;

/// The world of one guest.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Wasi {
    grant: Grant,
    clock: Clock,
    random: Random,
    streams: Streams,
    tree: Tree,
    open: Descriptors,
    /// The sleep that the guest is in, if it waits for input at the same time.
    pause: Option<Pause>,
}

/// An open file.
struct File {
    inode: Inode,
    mount: Mount,
    offset: u64,
    flags: u16,
}

/// An open folder.
struct Base {
    inode: Inode,
    mount: Mount,
    inheriting: Rights,
}

impl Wasi {
    /// The world that `grant` gives, at the time `now_nanoseconds` after 1970.
    pub(crate) fn new(grant: &Grant, seed: u64, now_nanoseconds: u64) -> Self {
        let terms = grant.terms();
        let mut open = Descriptors::default();
        if terms.stdin_stdout {
            open.set(0, Descriptor::new(What::Input, Rights::INPUT, Rights::NONE));
            open.set(1, Descriptor::new(What::Output, Rights::OUTPUT, Rights::NONE));
        }
        if terms.stderr {
            open.set(2, Descriptor::new(What::Errors, Rights::OUTPUT, Rights::NONE));
        }
        for ((number, directory), descriptor) in terms.directories.iter().enumerate().zip(descriptors::FIRST..) {
            let mount = Mount { number, writable: directory.writable };
            let what = What::Node { inode: directory.root, mount };
            let folder = Descriptor::new(what, Rights::FOLDER, Rights::ALL);
            open.set(descriptor, Descriptor { preopened: true, ..folder });
        }
        Self {
            grant: grant.clone(),
            clock: Clock::new(now_nanoseconds),
            random: Random::new(seed),
            streams: Streams::default(),
            tree: terms.tree.clone(),
            open,
            pause: None,
        }
    }

    /// Sets what a server's configuration decides, in a world in which a guest may have prepared itself already.
    pub(crate) fn begin(&mut self, seed: u64, now_nanoseconds: u64) {
        self.random = Random::new(seed);
        self.clock.set(now_nanoseconds);
    }

    /// Lets time pass.
    pub(crate) fn advance(&mut self, nanoseconds: u64) {
        self.clock.advance(nanoseconds);
    }

    /// How long a guest that waits for input wants to wait at most, in nanoseconds from now; none is for ever.
    ///
    /// A guest that is blocked has done all that it can for now. When the host has no more input for it but expects
    /// something of it still, it lets that time pass and tries again.
    pub(crate) fn alarm(&self) -> Option<u64> {
        self.pause.as_ref()?.left(&self.clock)
    }

    /// Gives the guest more to read on standard input.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.streams.feed(bytes);
    }

    /// Says that no more input comes.
    pub(crate) fn close_input(&mut self) {
        self.streams.end_input();
    }

    /// What the guest wrote to standard output since this was last asked.
    pub(crate) fn take_output(&mut self) -> Vec<u8> {
        self.streams.take_output()
    }

    /// The last 4 KiB that the guest wrote to standard error.
    pub(crate) fn errors(&self) -> String {
        self.streams.errors()
    }

    /// The file that is open as `number` and may be used as `right` says.
    fn file(&self, number: i32, right: Rights) -> Result<File, Errno> {
        let descriptor = self.open.get(number)?;
        let What::Node { inode, mount } = descriptor.what else { return Err(Errno::Spipe) };
        if self.tree.is_folder(inode) {
            return Err(Errno::Isdir);
        }
        if !descriptor.rights.include(right) {
            return Err(Errno::Notcapable);
        }
        Ok(File { inode, mount, offset: descriptor.offset, flags: descriptor.flags })
    }

    /// The folder that is open as `number`.
    fn folder(&self, number: i32) -> Result<Base, Errno> {
        let descriptor = self.open.get(number)?;
        match descriptor.what {
            What::Node { inode, mount } if self.tree.is_folder(inode) => {
                Ok(Base { inode, mount, inheriting: descriptor.inheriting })
            }
            _ => Err(Errno::Notdir),
        }
    }

    /// Frees a node that has lost its name or a descriptor, if it has neither any more.
    fn settle(&mut self, inode: Inode) {
        if !self.open.hold(inode) {
            self.tree.forget(inode);
        }
    }
}
