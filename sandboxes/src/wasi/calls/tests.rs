//! All functions together: hostile arguments, equal runs, forks.

use super::program::{BOTH, CREATE, DATA, FOLDER, Program, READ};
use super::{prompt_functions, waiting_functions};
use crate::wasi::answer::{Answer, Errno, Outcome};
use crate::wasi::random::Random;

/// A call with arguments drawn from the given values.
type Call = fn(&mut Program, &mut Drawn) -> Outcome;

/// Arguments that follow from a seed.
struct Drawn(Random);

impl Drawn {
    fn index(&mut self, of: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % of as u64).unwrap()
    }
}

/// A type of argument, drawn from values that are right somewhere or lie near the edges of the type.
trait Argument {
    fn draw(drawn: &mut Drawn) -> Self;
}

const POINTERS: &[i32] = &[
    0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 15, 16, 24, 64, 256, 512, 1024, 1536, 1537, 4096, 8192, 65500, 65532, 65535, 65536,
    65537,
];

const OFFSETS: &[i64] = &[0, 1, 2, 5, 66, 1000, 50_000, 99_999, 4_294_967_296];

impl Argument for i32 {
    fn draw(drawn: &mut Drawn) -> Self {
        let value = POINTERS[drawn.index(POINTERS.len())];
        [value, value, value, value, -value, i32::MAX - value, i32::MIN + value][drawn.index(7)]
    }
}

impl Argument for i64 {
    fn draw(drawn: &mut Drawn) -> Self {
        let value = OFFSETS[drawn.index(OFFSETS.len())];
        [value, value, value, value, -value, i64::MAX - value, i64::MIN + value][drawn.index(7)]
    }
}

macro_rules! table {
    ($($name:ident($($argument:ident: $kind:ty),*);)*) => {
        &[$((stringify!($name), (|program, _drawn| {
            $(let $argument = <$kind as Argument>::draw(_drawn);)*
            program.wasi.$name(&mut program.memory, $($argument),*)
        }) as Call),)*]
    };
}

const PROMPT: &[(&str, Call)] = prompt_functions!(table!);
const WAITING: &[(&str, Call)] = waiting_functions!(table!);

/// Functions that take no pointer, or look at none.
const WITHOUT_POINTERS: &[&str] = &[
    "fd_advise", "fd_allocate", "fd_close", "fd_datasync", "fd_fdstat_set_flags", "fd_fdstat_set_rights",
    "fd_filestat_set_size", "fd_filestat_set_times", "fd_renumber", "fd_sync", "path_link", "path_symlink",
    "proc_raise", "sched_yield", "sock_accept", "sock_recv", "sock_send", "sock_shutdown",
];

fn functions() -> impl Iterator<Item = &'static (&'static str, Call)> {
    PROMPT.iter().chain(WAITING)
}

/// A guest with open files and input, whose memory holds paths and vectors among much else.
fn busy(seed: u64) -> Program {
    let mut program = Program::new();
    program.create_directory(3, "d").unwrap();
    program.make("d/f", b"some bytes");
    program.open(3, "d/f", 0, BOTH).unwrap();
    program.open(4, "a.txt", 0, READ).unwrap();
    program.open(3, "d", FOLDER, -1).unwrap();
    program.wasi.feed(b"input");
    Random::new(seed).fill(&mut program.memory);
    let paths = ["d", "f", ".", "..", "d/f", "new", "a.txt", "sub", "d/../d", "é", "/"];
    let mut drawn = Drawn(Random::new(seed));
    for at in (0..2048).step_by(4) {
        match drawn.index(3) {
            0 => program.put(at, paths[drawn.index(paths.len())].as_bytes()),
            1 => program.put(at, &i32::draw(&mut drawn).to_le_bytes()),
            _ => (),
        }
    }
    program
}

#[test]
fn preview_1_is_whole() {
    let names: Vec<_> = functions().map(|(name, _)| *name).collect();
    // With proc_exit, which has no result.
    assert_eq!(names.len() + 1, 46);
}

#[test]
fn no_arguments_make_a_function_panic_or_half_a_call() {
    for (name, call) in functions() {
        let mut faults = 0;
        for seed in 0..10 {
            let mut program = busy(seed);
            let mut drawn = Drawn(Random::new(seed));
            for _ in 0..60 {
                let before = program.wasi.clone();
                if call(&mut program, &mut drawn) == Err(Answer::Errno(Errno::Fault)) {
                    faults += 1;
                    assert!(program.wasi == before, "{name} did something in spite of a wrong pointer");
                }
                program.wasi.tree.check();
            }
        }
        assert_eq!(faults > 0, !WITHOUT_POINTERS.contains(name), "{name}");
    }
}

#[test]
fn a_guest_without_memory_gets_answers_too() {
    for (name, call) in functions() {
        let mut program = busy(1);
        program.memory.clear();
        let mut drawn = Drawn(Random::new(1));
        for _ in 0..200 {
            let outcome = call(&mut program, &mut drawn);
            assert!(outcome != Err(Answer::Blocked), "{name}");
        }
    }
}

#[test]
fn equal_calls_give_equal_worlds_and_forks_stay_apart() {
    let all: Vec<_> = functions().collect();
    for seed in 0..20 {
        let step = |program: &mut Program, drawn: &mut Drawn| {
            let (_, call) = all[drawn.index(all.len())];
            let outcome = call(program, drawn);
            program.wasi.tree.check();
            outcome
        };
        let (mut one, mut other) = (busy(seed), busy(seed));
        let (mut first, mut second) = (Drawn(Random::new(seed)), Drawn(Random::new(seed)));
        for _ in 0..150 {
            assert_eq!(step(&mut one, &mut first), step(&mut other, &mut second));
            assert!(one == other);
        }
        // One goes its own way, and the other does not notice.
        let kept = one.clone();
        let mut away = Drawn(Random::new(seed + 1000));
        for _ in 0..150 {
            let _ = step(&mut one, &mut away);
        }
        assert!(other == kept);
        // Then it does the same, and is the same again.
        let mut away = Drawn(Random::new(seed + 1000));
        for _ in 0..150 {
            let _ = step(&mut other, &mut away);
        }
        assert!(one == other);
    }
}

#[test]
fn files_behave_whatever_order_things_come_in() {
    let names = ["a", "b", "d", "d/a", "d/b", "d/d", "d/d/a", ".", "d/.."];
    for seed in 0..100 {
        let mut program = Program::new();
        let mut drawn = Drawn(Random::new(seed));
        let mut open = vec![];
        for _ in 0..150 {
            let name = names[drawn.index(names.len())];
            let other = names[drawn.index(names.len())];
            let _ = match drawn.index(9) {
                0 => program.create_directory(3, name),
                1 => program.unlink(3, name),
                2 => program.remove_directory(3, name),
                3 | 4 => program.rename(3, name, 3, other),
                5 | 6 => program.open(3, name, CREATE, BOTH).map(|fd| open.push(fd)),
                7 if !open.is_empty() => program.close(open.swap_remove(drawn.index(open.len()))),
                _ if !open.is_empty() => {
                    let fd = open[drawn.index(open.len())];
                    program.vector(DATA, 30_000);
                    program.write(fd, &[1; 9000]).map(drop)
                }
                _ => Ok(()),
            };
            program.wasi.tree.check();
        }
        // When all is closed and removed, nothing is left over.
        open.into_iter().for_each(|fd| program.close(fd).unwrap());
        for name in ["d/d/a", "d/d/b", "d/d/d", "d/d", "d/a", "d/b", "d", "a", "b"] {
            let _ = program.unlink(3, name);
            let _ = program.remove_directory(3, name);
        }
        let fresh = Program::new().wasi.tree.room();
        let left = program.wasi.tree.list(1).unwrap();
        if left.is_empty() {
            assert_eq!(program.wasi.tree.room(), fresh);
        }
    }
}
