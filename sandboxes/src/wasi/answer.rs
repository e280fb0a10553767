//! What a WASI function tells its caller, with the error numbers of preview 1 that are in use here.

/// Why a function did nothing, as preview 1 numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub(crate) enum Errno {
    /// There is no input now, and the descriptor was set not to wait.
    Again = 6,
    /// No such descriptor, or one of the wrong kind.
    Badf = 8,
    Busy = 10,
    Exist = 20,
    /// A pointer that leads out of the guest's memory.
    Fault = 21,
    Fbig = 22,
    /// A path that is not UTF-8.
    Ilseq = 25,
    Inval = 28,
    Isdir = 31,
    /// Too many open descriptors.
    Mfile = 33,
    Nametoolong = 37,
    Noent = 44,
    /// A bound of the tree is reached.
    Nospc = 51,
    Nosys = 52,
    Notdir = 54,
    Notempty = 55,
    Notsup = 58,
    Overflow = 61,
    /// The directory was granted for reading only.
    Rofs = 69,
    Spipe = 70,
    Xdev = 75,
    /// The grant does not include this.
    Notcapable = 76,
}

/// Why a function did not simply succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The guest is told an error number, and goes on.
    Errno(Errno),
    /// The guest waits for input that is not there yet. Nothing happened: the same call can be made again.
    Blocked,
    /// The guest ended itself.
    Exit(u32),
    /// The guest wrote more than its grant allows.
    Limit { bytes: usize, limit: usize },
}

/// What every WASI function returns; `Ok` is error number 0.
pub(crate) type Outcome = Result<(), Answer>;

impl From<Errno> for Answer {
    fn from(errno: Errno) -> Self {
        Self::Errno(errno)
    }
}
