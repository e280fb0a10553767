//! The functions of preview 1 for wasmtime: as host functions of a linker, for any store that has a world in it.

use std::future;
use std::ops::DerefMut;
use std::task::Poll;

use thiserror::Error;
use wasmtime::{Caller, Extern, Linker};

use super::Wasi;
use super::answer::{Answer, Outcome};
use super::calls::{prompt_functions, waiting_functions};

/// The module that guests import from.
pub(crate) const PREVIEW_1: &str = "wasi_snapshot_preview1";

/// The name under which a guest shows its memory.
const MEMORY: &str = "memory";

/// What a store must hold so that its guests can be linked.
pub(crate) trait Home: Send + 'static {
    /// The guest's world: a reference to it, or a lock's guard. A host that calls a waiting guest needs the latter,
    /// because the store is lent to the call as long as that is pending.
    fn wasi(&mut self) -> impl DerefMut<Target = Wasi>;

    /// Counts one call from the guest to the host.
    ///
    /// # Errors
    /// When there were too many; the guest then traps with that error.
    fn host_call(&mut self) -> wasmtime::Result<()>;

    /// Hears that the guest waits for input now.
    fn waits(&mut self) {}
}

/// The error with which a guest traps that ended itself. Code 0 says that it has done its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the guest ended itself with code {0}")]
pub(crate) struct Exit(pub u32);

/// The error with which a guest traps that wrote too much to standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the guest wrote {bytes} bytes to standard output, allowed are {limit}")]
pub(crate) struct OutputLimit {
    pub bytes: usize,
    pub limit: usize,
}

/// Defines functions that answer before they return.
macro_rules! at_once {
    ($linker:ident; $($name:ident($($argument:ident: $kind:ty),*);)*) => {
        $(
            $linker.func_wrap(
                PREVIEW_1,
                stringify!($name),
                |mut caller: Caller<'_, T>, $($argument: $kind),*| -> wasmtime::Result<i32> {
                    answer_at_once(&mut caller, |wasi, memory| wasi.$name(memory, $($argument),*))
                },
            )?;
        )*
    };
}

/// Defines functions that suspend the guest while there is no input for it.
macro_rules! suspending {
    ($linker:ident; $($name:ident($($argument:ident: $kind:ty),*);)*) => {
        $(
            $linker.func_wrap_async(
                PREVIEW_1,
                stringify!($name),
                |mut caller: Caller<'_, T>, ($($argument,)*): ($($kind,)*)| {
                    Box::new(async move {
                        caller.data_mut().host_call()?;
                        loop {
                            match in_world(&mut caller, |wasi, memory| wasi.$name(memory, $($argument),*)) {
                                Err(Answer::Blocked) => {
                                    caller.data_mut().waits();
                                    suspended().await;
                                }
                                outcome => return answered(outcome),
                            }
                        }
                    })
                },
            )?;
        )*
    };
}

/// Links guests that never wait: where there is no input, it has ended.
///
/// # Errors
/// When the linker already has one of the functions.
pub(crate) fn link<T: Home>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    link_prompt(linker)?;
    waiting_functions!(at_once! linker;);
    Ok(())
}

/// Links programs that wait for input: they are suspended until there is some, so that they must be called through
/// wasmtime's functions for asynchronous calls.
///
/// The future of such a call is pending when the guest waits, and is to be polled again after
/// [`Wasi::feed`], [`Wasi::close_input`] or [`Wasi::advance`]. It never wakes anyone.
///
/// # Errors
/// When the linker already has one of the functions.
pub(crate) fn link_waiting<T: Home>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    link_prompt(linker)?;
    waiting_functions!(suspending! linker;);
    Ok(())
}

fn link_prompt<T: Home>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    prompt_functions!(at_once! linker;);
    // The only one without a result.
    linker.func_wrap(PREVIEW_1, "proc_exit", |mut caller: Caller<'_, T>, code: i32| -> wasmtime::Result<()> {
        answer_at_once(&mut caller, |wasi, memory| wasi.proc_exit(memory, code)).map(drop)
    })?;
    Ok(())
}

fn answer_at_once<T: Home>(
    caller: &mut Caller<'_, T>,
    call: impl Fn(&mut Wasi, &mut [u8]) -> Outcome,
) -> wasmtime::Result<i32> {
    caller.data_mut().host_call()?;
    let mut outcome = in_world(caller, &call);
    if outcome == Err(Answer::Blocked) {
        caller.data_mut().wasi().close_input();
        outcome = in_world(caller, &call);
    }
    answered(outcome)
}

/// Makes a call with the guest's world and its memory. A guest without memory has one of no bytes.
fn in_world<T: Home>(caller: &mut Caller<'_, T>, call: impl Fn(&mut Wasi, &mut [u8]) -> Outcome) -> Outcome {
    match caller.get_export(MEMORY).and_then(Extern::into_memory) {
        Some(memory) => {
            let (memory, home) = memory.data_and_store_mut(caller);
            call(&mut home.wasi(), memory)
        }
        None => call(&mut caller.data_mut().wasi(), &mut []),
    }
}

/// What the guest is told, or the error with which it traps.
fn answered(outcome: Outcome) -> wasmtime::Result<i32> {
    match outcome {
        Ok(()) => Ok(0),
        Err(Answer::Errno(errno)) => Ok(i32::from(errno as u16)),
        Err(Answer::Exit(code)) => Err(Exit(code).into()),
        Err(Answer::Limit { bytes, limit }) => Err(OutputLimit { bytes, limit }.into()),
        Err(Answer::Blocked) => wasmtime::bail!("the guest waits for input after its end"),
    }
}

/// Pending when it is asked first, and done when it is asked again.
async fn suspended() {
    let mut asked = false;
    future::poll_fn(|_| if std::mem::replace(&mut asked, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::pin::pin;
    use std::sync::{Arc, Mutex, MutexGuard};
    use std::task::{Context, Waker};

    use wasmtime::{Engine, Module, Store, TypedFunc};

    use super::*;
    use crate::wasi::grant::Grant;

    /// Reads from standard input until its end, writes what it read to standard output, and ends itself with code 3.
    const ECHO: &str = r#"(module
        (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (func (export "run")
            (loop $again
                (i32.store (i32.const 0) (i32.const 1024))
                (i32.store (i32.const 4) (i32.const 100))
                (if (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 4)) (then unreachable))
                (if (i32.eqz (i32.load (i32.const 4))) (then (call $exit (i32.const 3))))
                (if (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))
                (br $again))))"#;

    /// Waits for input or half a second, and gives the kind of the event: 1 for input, 0 for the time.
    const WAIT: &str = r#"(module
        (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "run") (result i32)
            (i32.store8 (i32.const 8) (i32.const 1))
            (i32.store (i32.const 64) (i32.const 1))
            (i64.store (i32.const 72) (i64.const 500000000))
            (if (call $poll (i32.const 0) (i32.const 256) (i32.const 2) (i32.const 512)) (then unreachable))
            (i32.load8_u (i32.const 266))))"#;

    const PROFILE: &str = "description = 'Streams.'\nclock = true\nstdin_stdout = true\nlimits.output_bytes = 500";

    struct Shared {
        wasi: Arc<Mutex<Wasi>>,
        calls_left: u32,
    }

    impl Home for Shared {
        fn wasi(&mut self) -> impl DerefMut<Target = Wasi> {
            self.wasi.lock().unwrap()
        }

        fn host_call(&mut self) -> wasmtime::Result<()> {
            let left = self.calls_left.checked_sub(1);
            self.calls_left = left.ok_or_else(|| wasmtime::format_err!("too many host calls"))?;
            Ok(())
        }
    }

    type Linking = fn(&mut Linker<Shared>) -> wasmtime::Result<()>;

    /// A guest with the world around it.
    struct Running {
        wasi: Arc<Mutex<Wasi>>,
        store: Store<Shared>,
        instance: wasmtime::Instance,
    }

    impl Running {
        fn start(wat: &str, link: Linking) -> Self {
            let engine = Engine::default();
            let module = Module::new(&engine, wat::parse_str(wat).unwrap()).unwrap();
            let grant = Grant::from_toml("test", PROFILE, Path::new(".")).unwrap();
            let wasi = Arc::new(Mutex::new(Wasi::new(&grant, 7, 0)));
            let mut store = Store::new(&engine, Shared { wasi: wasi.clone(), calls_left: 1000 });
            let mut linker = Linker::new(&engine);
            link(&mut linker).unwrap();
            let started = {
                let starting = pin!(linker.instantiate_async(&mut store, &module));
                starting.poll(&mut Context::from_waker(Waker::noop()))
            };
            let Poll::Ready(instance) = started else { panic!("starting waits") };
            Self { wasi, store, instance: instance.unwrap() }
        }

        fn run<R: wasmtime::WasmResults + 'static>(&mut self) -> TypedFunc<(), R> {
            self.instance.get_typed_func(&mut self.store, "run").unwrap()
        }

        fn world(wasi: &Mutex<Wasi>) -> MutexGuard<'_, Wasi> {
            wasi.lock().unwrap()
        }
    }

    #[test]
    fn every_function_is_there_with_its_type() {
        macro_rules! imports {
            ($($name:ident($($argument:ident: $kind:ty),*);)*) => {
                [$((stringify!($name), vec![$(stringify!($kind)),*])),*]
            };
        }
        let all = prompt_functions!(imports!).into_iter().chain(waiting_functions!(imports!));
        let import = |(name, kinds): (&str, Vec<&str>)| {
            let kinds = kinds.join(" ");
            format!("(import \"{PREVIEW_1}\" \"{name}\" (func (param {kinds}) (result i32)))")
        };
        let imports = all.map(import).collect::<String>();
        let wat = format!("(module {imports} (import \"{PREVIEW_1}\" \"proc_exit\" (func (param i32))))");
        Running::start(&wat, link);
        Running::start(&wat, link_waiting);
    }

    #[test]
    fn a_program_is_suspended_until_there_is_input() {
        let mut guest = Running::start(ECHO, link_waiting);
        let run = guest.run::<()>();
        let mut call = pin!(run.call_async(&mut guest.store, ()));
        let context = &mut Context::from_waker(Waker::noop());
        assert!(call.as_mut().poll(context).is_pending());
        assert!(call.as_mut().poll(context).is_pending(), "as long as there is none");
        for text in [&b"one\n"[..], &[b'x'; 250]] {
            Running::world(&guest.wasi).feed(text);
            assert!(call.as_mut().poll(context).is_pending());
            assert_eq!(Running::world(&guest.wasi).take_output(), text);
        }
        Running::world(&guest.wasi).close_input();
        let Poll::Ready(Err(error)) = call.as_mut().poll(context) else { panic!("goes on after the end of input") };
        assert_eq!(error.downcast_ref::<Exit>(), Some(&Exit(3)));
    }

    #[test]
    fn a_program_that_waits_for_a_time_too_goes_on_when_it_has_come() {
        let mut guest = Running::start(WAIT, link_waiting);
        let run = guest.run::<i32>();
        let mut call = pin!(run.call_async(&mut guest.store, ()));
        let context = &mut Context::from_waker(Waker::noop());
        assert!(call.as_mut().poll(context).is_pending());
        let alarm = Running::world(&guest.wasi).alarm().unwrap();
        assert_eq!(alarm, 500_000_000);
        Running::world(&guest.wasi).advance(alarm);
        assert!(matches!(call.as_mut().poll(context), Poll::Ready(Ok(0))));
    }

    #[test]
    fn a_guest_that_never_waits_meets_the_end_of_input() {
        let mut guest = Running::start(ECHO, link);
        Running::world(&guest.wasi).feed(b"all there is");
        let error = guest.run::<()>().call(&mut guest.store, ()).unwrap_err();
        assert_eq!(error.downcast_ref::<Exit>(), Some(&Exit(3)));
        assert_eq!(Running::world(&guest.wasi).take_output(), b"all there is");
        let mut guest = Running::start(WAIT, link);
        assert_eq!(guest.run::<i32>().call(&mut guest.store, ()).unwrap(), 1);
    }

    #[test]
    fn host_calls_and_output_are_limited() {
        let mut guest = Running::start(ECHO, link);
        guest.store.data_mut().calls_left = 3;
        Running::world(&guest.wasi).feed(&[b'x'; 1000]);
        let error = guest.run::<()>().call(&mut guest.store, ()).unwrap_err();
        assert!(error.chain().any(|cause| cause.to_string() == "too many host calls"), "{error:?}");
        let mut guest = Running::start(ECHO, link);
        Running::world(&guest.wasi).feed(&[b'x'; 550]);
        let error = guest.run::<()>().call(&mut guest.store, ()).unwrap_err();
        assert_eq!(error.downcast_ref::<OutputLimit>(), Some(&OutputLimit { bytes: 550, limit: 500 }));
    }
}
