//! Attacks on what an instance may use: fuel and time, memory, stack, and the length of its texts.

use std::arch::wasm32::memory_grow;
use std::hint::{black_box, spin_loop};

use serde_json::json;

use crate::server::{Outcome, Tool, structured};

pub const TOOLS: &[Tool] = &[
    Tool { name: "spin", does: "Never comes back.", argument: None, run: |_, _| spin() },
    Tool {
        name: "spin_memory",
        does: "Writes over this much memory without end.",
        argument: Some(("bytes", 1 << 20)),
        run: |_, bytes| spin_memory(bytes),
    },
    Tool {
        name: "allocate_until_refused",
        does: "Grows the memory until it gets no more, and goes on as if nothing were.",
        argument: None,
        run: |_, _| allocate_until_refused(),
    },
    Tool {
        name: "allocate_vec",
        does: "Makes one list longer until the allocator gives up.",
        argument: None,
        run: |_, _| allocate_vec(),
    },
    Tool {
        name: "touch",
        does: "Writes to this much new memory and frees it.",
        argument: Some(("bytes", 1 << 20)),
        run: |_, bytes| touch(bytes),
    },
    Tool {
        name: "recurse",
        does: "Calls itself this deep, with nothing in memory: the stack of the machine fills.",
        argument: Some(("depth", usize::MAX)),
        run: |_, depth| structured(&json!({"sum": deeper(depth)})),
    },
    Tool {
        name: "recurse_frames",
        does: "Calls itself this deep with 4 KiB of local variables: the guest's own stack, which is memory, fills.",
        argument: Some(("depth", usize::MAX)),
        run: |_, depth| structured(&json!({"sum": deeper_with_frame(depth)})),
    },
    Tool {
        name: "long_result",
        does: "Answers a result of exactly this length, if that is enough for an empty one.",
        argument: Some(("bytes", 20 << 20)),
        run: |_, bytes| long_result(bytes),
    },
    Tool {
        name: "long_error",
        does: "Answers an error of exactly this length.",
        argument: Some(("bytes", 20 << 20)),
        run: |_, bytes| Err("x".repeat(bytes)),
    },
];

/// Bytes of a WebAssembly page.
pub const PAGE: usize = 64 << 10;

/// Also what the server `hanging` does at its start.
pub fn spin() -> ! {
    loop {
        spin_loop();
    }
}

fn spin_memory(bytes: usize) -> ! {
    let mut memory = vec![0u8; bytes];
    let mut round = 0u8;
    loop {
        round = round.wrapping_add(1);
        black_box(&mut memory).fill(round);
    }
}

/// The host may end the instance instead of refusing, and then nothing is answered.
fn allocate_until_refused() -> Outcome {
    let mut pages = 0;
    while memory_grow::<0>(16) != usize::MAX {
        pages += 16;
    }
    structured(&json!({"bytes_got": pages as u64 * PAGE as u64}))
}

fn allocate_vec() -> ! {
    let mut list = Vec::new();
    loop {
        list.extend_from_slice(black_box(&[1u8; 4096]));
        black_box(&mut list);
    }
}

fn touch(bytes: usize) -> Outcome {
    let mut memory = vec![0u8; bytes];
    black_box(&mut memory).fill(0xA5);
    let last = black_box(&memory).last().copied();
    structured(&json!({"bytes": bytes, "last": last}))
}

/// No loop can stand for it, because of what happens to the inner call's value.
#[inline(never)]
fn deeper(depth: usize) -> u64 {
    match depth {
        0 => 1,
        _ => deeper(depth - 1).rotate_left(5).wrapping_mul(31) ^ depth as u64,
    }
}

#[inline(never)]
fn deeper_with_frame(depth: usize) -> u64 {
    let mut frame = [depth as u64; 512];
    black_box(&mut frame);
    match depth {
        0 => 1,
        _ => deeper_with_frame(depth - 1).rotate_left(5) ^ black_box(&frame)[depth % 512],
    }
}

fn long_result(bytes: usize) -> Outcome {
    const START: &str = r#"{"content":[{"type":"text","text":""#;
    const END: &str = r#""}]}"#;
    let filling = bytes.saturating_sub(START.len() + END.len());
    Ok([START, &"x".repeat(filling), END].concat())
}
