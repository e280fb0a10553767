//! What a program asks about itself: arguments, environment, random bytes, its end. And what it may not ask for.

use crate::wasi::Wasi;
use crate::wasi::answer::{Answer, Errno, Outcome};
use crate::wasi::memory::{behind, length, slice, slice_mut, store, store_size};

impl Wasi {
    pub(crate) fn args_get(&mut self, memory: &mut [u8], pointers: i32, texts: i32) -> Outcome {
        store_texts(memory, &self.arguments(), pointers, texts)
    }

    pub(crate) fn args_sizes_get(&mut self, memory: &mut [u8], count: i32, bytes: i32) -> Outcome {
        store_sizes(memory, &self.arguments(), count, bytes)
    }

    pub(crate) fn environ_get(&mut self, memory: &mut [u8], pointers: i32, texts: i32) -> Outcome {
        store_texts(memory, &self.environment(), pointers, texts)
    }

    pub(crate) fn environ_sizes_get(&mut self, memory: &mut [u8], count: i32, bytes: i32) -> Outcome {
        store_sizes(memory, &self.environment(), count, bytes)
    }

    pub(crate) fn random_get(&mut self, memory: &mut [u8], buffer: i32, bytes: i32) -> Outcome {
        if !self.grant.terms().random {
            return Err(Errno::Notcapable.into());
        }
        self.random.fill(slice_mut(memory, buffer, length(bytes))?);
        Ok(())
    }

    pub(crate) fn sched_yield(&mut self, _memory: &mut [u8]) -> Outcome {
        Ok(())
    }

    pub(crate) fn proc_exit(&mut self, _memory: &mut [u8], code: i32) -> Outcome {
        Err(Answer::Exit(code.cast_unsigned()))
    }

    fn arguments(&self) -> Vec<String> {
        self.grant.terms().arguments.iter().map(|argument| format!("{argument}\0")).collect()
    }

    fn environment(&self) -> Vec<String> {
        self.grant.terms().environment.iter().map(|(name, value)| format!("{name}={value}\0")).collect()
    }
}

/// Functions that are there so that every module links.
macro_rules! refuse {
    ($($(#[$attribute:meta])* $name:ident($($argument:ident),*) => $errno:ident;)*) => {
        impl Wasi {
            $(
                $(#[$attribute])*
                pub(crate) fn $name(&mut self, _memory: &mut [u8], $($argument: i32),*) -> Outcome {
                    Err(Errno::$errno.into())
                }
            )*
        }
    };
}

refuse! {
    #[expect(clippy::too_many_arguments, reason = "they are those of preview 1")]
    path_link(_from, _lookup, _old, _old_length, _to, _new, _new_length) => Notsup;
    path_symlink(_target, _target_length, _fd, _path, _length) => Notsup;
    proc_raise(_signal) => Nosys;
    sock_accept(_fd, _flags, _stored) => Notsup;
    #[expect(clippy::too_many_arguments, reason = "they are those of preview 1")]
    sock_recv(_fd, _vectors, _count, _flags, _stored, _flags_stored) => Notsup;
    sock_send(_fd, _vectors, _count, _flags, _stored) => Notsup;
    sock_shutdown(_fd, _how) => Notsup;
}

fn store_sizes(memory: &mut [u8], texts: &[String], count: i32, bytes: i32) -> Outcome {
    slice(memory, bytes, 4)?;
    store_size(memory, count, texts.len())?;
    Ok(store_size(memory, bytes, texts.iter().map(String::len).sum())?)
}

/// Puts the texts one behind the other, and where each begins.
fn store_texts(memory: &mut [u8], texts: &[String], pointers: i32, at: i32) -> Outcome {
    slice(memory, pointers, texts.len() * 4)?;
    slice(memory, at, texts.iter().map(String::len).sum())?;
    let mut offset = 0;
    for (number, text) in texts.iter().enumerate() {
        let begin = behind(at, offset)?;
        store(memory, behind(pointers, number * 4)?, &begin.to_le_bytes())?;
        store(memory, begin, text.as_bytes())?;
        offset += text.len();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wasi::calls::program::{DATA, Program, RESULT, refused};
    use crate::wasi::grant::Grant;

    #[test]
    fn arguments_and_environment_are_those_of_the_grant() {
        let mut program = Program::new();
        program.wasi.args_sizes_get(&mut program.memory, RESULT, RESULT + 4).unwrap();
        assert_eq!((program.u32(RESULT), program.u32(RESULT + 4)), (2, 14));
        program.wasi.args_get(&mut program.memory, RESULT, DATA).unwrap();
        assert_eq!(program.bytes(DATA, 14), b"server\0--fast\0");
        assert_eq!((program.u32(RESULT), program.u32(RESULT + 4)), (DATA as u32, DATA as u32 + 7));
        program.wasi.environ_sizes_get(&mut program.memory, RESULT, RESULT + 4).unwrap();
        assert_eq!((program.u32(RESULT), program.u32(RESULT + 4)), (2, 14));
        program.wasi.environ_get(&mut program.memory, RESULT, DATA).unwrap();
        assert_eq!(program.bytes(DATA, 14), b"LANG=C\0TZ=UTC\0");
    }

    #[test]
    fn random_bytes_are_granted_and_follow_the_seed() {
        let draw = |program: &mut Program| {
            program.wasi.random_get(&mut program.memory, DATA, 32)?;
            Ok::<_, Answer>(program.bytes(DATA, 32).to_vec())
        };
        let mut program = Program::new();
        let mut fork = program.clone();
        let drawn = draw(&mut program).unwrap();
        assert_eq!(draw(&mut fork).unwrap(), drawn);
        assert_ne!(draw(&mut fork).unwrap(), drawn);
        program.wasi = Wasi::new(&program.wasi.grant.clone(), 8, 0);
        assert_ne!(draw(&mut program).unwrap(), drawn);
        assert_eq!(draw(&mut Program::with(&Grant::sealed())), refused(Errno::Notcapable));
    }

    #[test]
    fn a_sealed_guest_has_nothing() {
        let mut program = Program::with(&Grant::sealed());
        program.wasi.args_sizes_get(&mut program.memory, RESULT, RESULT + 4).unwrap();
        assert_eq!(program.u64(RESULT), 0);
        program.wasi.environ_sizes_get(&mut program.memory, RESULT, RESULT + 4).unwrap();
        assert_eq!(program.u64(RESULT), 0);
        assert_eq!(program.wasi.clock_time_get(&mut program.memory, 0, 0, RESULT), refused(Errno::Notcapable));
        assert_eq!(program.wasi.clock_res_get(&mut program.memory, 1, RESULT), refused(Errno::Notcapable));
        for fd in 0..5 {
            assert_eq!(program.write(fd, b"x"), refused(Errno::Badf));
            assert_eq!(program.read(fd, 1), refused(Errno::Badf));
            assert_eq!(program.wasi.fd_prestat_get(&mut program.memory, fd, RESULT), refused(Errno::Badf));
        }
        assert_eq!(program.wasi.proc_exit(&mut [], -1), Err(Answer::Exit(u32::MAX)));
    }
}
