//! The functions of preview 1: here their list with the types of their arguments, below them what they do.
//!
//! Each is a method of [`Wasi`](super::Wasi) over the guest's memory. A function looks at all pointers before it does
//! anything, so that one which answers `Fault` has changed nothing.

mod attributes;
mod bytes;
mod folders;
mod paths;
pub(super) mod poll;
mod process;

#[cfg(test)]
mod program;
#[cfg(test)]
mod tests;

/// Hands all functions that answer at once to the macro `with`, behind what is given for it in front of them.
macro_rules! prompt_functions {
    ($with:ident! $($front:tt)*) => {
        $with! { $($front)*
            args_get(pointers: i32, texts: i32);
            args_sizes_get(count: i32, bytes: i32);
            environ_get(pointers: i32, texts: i32);
            environ_sizes_get(count: i32, bytes: i32);
            clock_res_get(clock: i32, stored: i32);
            clock_time_get(clock: i32, precision: i64, stored: i32);
            fd_advise(fd: i32, offset: i64, length: i64, advice: i32);
            fd_allocate(fd: i32, offset: i64, length: i64);
            fd_close(fd: i32);
            fd_datasync(fd: i32);
            fd_fdstat_get(fd: i32, stored: i32);
            fd_fdstat_set_flags(fd: i32, flags: i32);
            fd_fdstat_set_rights(fd: i32, rights: i64, inheriting: i64);
            fd_filestat_get(fd: i32, stored: i32);
            fd_filestat_set_size(fd: i32, size: i64);
            fd_filestat_set_times(fd: i32, accessed: i64, modified: i64, flags: i32);
            fd_pread(fd: i32, vectors: i32, count: i32, offset: i64, stored: i32);
            fd_prestat_get(fd: i32, stored: i32);
            fd_prestat_dir_name(fd: i32, path: i32, length: i32);
            fd_pwrite(fd: i32, vectors: i32, count: i32, offset: i64, stored: i32);
            fd_readdir(fd: i32, buffer: i32, length: i32, cookie: i64, stored: i32);
            fd_renumber(from: i32, to: i32);
            fd_seek(fd: i32, offset: i64, whence: i32, stored: i32);
            fd_sync(fd: i32);
            fd_tell(fd: i32, stored: i32);
            fd_write(fd: i32, vectors: i32, count: i32, stored: i32);
            path_create_directory(fd: i32, path: i32, length: i32);
            path_filestat_get(fd: i32, lookup: i32, path: i32, length: i32, stored: i32);
            path_filestat_set_times(
                fd: i32, lookup: i32, path: i32, length: i32, accessed: i64, modified: i64, flags: i32);
            path_link(from: i32, lookup: i32, old: i32, old_length: i32, to: i32, new: i32, new_length: i32);
            path_open(
                fd: i32, lookup: i32, path: i32, length: i32, how: i32, rights: i64, inheriting: i64, flags: i32,
                stored: i32);
            path_readlink(fd: i32, path: i32, length: i32, buffer: i32, buffer_length: i32, stored: i32);
            path_remove_directory(fd: i32, path: i32, length: i32);
            path_rename(from: i32, old: i32, old_length: i32, to: i32, new: i32, new_length: i32);
            path_symlink(target: i32, target_length: i32, fd: i32, path: i32, length: i32);
            path_unlink_file(fd: i32, path: i32, length: i32);
            proc_raise(signal: i32);
            random_get(buffer: i32, length: i32);
            sched_yield();
            sock_accept(fd: i32, flags: i32, stored: i32);
            sock_recv(fd: i32, vectors: i32, count: i32, flags: i32, stored: i32, flags_stored: i32);
            sock_send(fd: i32, vectors: i32, count: i32, flags: i32, stored: i32);
            sock_shutdown(fd: i32, how: i32);
        }
    };
}

/// The same for those that may have to wait for input.
macro_rules! waiting_functions {
    ($with:ident! $($front:tt)*) => {
        $with! { $($front)*
            fd_read(fd: i32, vectors: i32, count: i32, stored: i32);
            poll_oneoff(subscriptions: i32, events: i32, count: i32, stored: i32);
        }
    };
}

pub(super) use {prompt_functions, waiting_functions};
