//! What ends in a trap, and answers that do not lie where or read as they should.
//!
//! Every `unsafe` here is an attack: it breaks the invariant that its comment names, and only the sandbox is left to
//! stand in the way. [`black_box`] keeps the compiler from seeing it, so that the machine code really does it.

use std::alloc::{Layout, alloc, dealloc};
use std::arch::wasm32::{memory_size, unreachable};
use std::hint::{assert_unchecked, black_box};
use std::mem::transmute;
use std::ptr;

use serde_json::json;

use crate::limits::PAGE;
use crate::server::{Outcome, Tool, structured};

pub const TOOLS: &[Tool] = &[
    Tool { name: "panic", does: "Panics.", argument: None, run: |_, _| panic!("the tool panics, as its name says") },
    Tool { name: "unreachable", does: "Executes `unreachable`.", argument: None, run: |_, _| unreachable() },
    Tool {
        name: "divide_by_zero",
        does: "Divides a whole number by zero, unchecked.",
        argument: None,
        run: |_, _| divide_by_zero(),
    },
    Tool {
        name: "out_of_bounds",
        does: "Reads this far beyond the end of the memory.",
        argument: Some(("beyond", 0)),
        run: |_, beyond| out_of_bounds(beyond),
    },
    Tool {
        name: "out_of_bounds_write",
        does: "Writes this far beyond the end of the memory.",
        argument: Some(("beyond", 0)),
        run: |_, beyond| out_of_bounds_write(beyond),
    },
    Tool {
        name: "indirect_call_null",
        does: "Calls the function at the null address.",
        argument: None,
        run: |_, _| indirect_call_null(),
    },
    Tool {
        name: "indirect_call_wrong_type",
        does: "Calls a function as if it had another signature.",
        argument: None,
        run: |_, _| indirect_call_wrong_type(),
    },
    Tool {
        name: "corrupt_allocator",
        does: "Writes this word all over the allocator's own records, then allocates and frees.",
        argument: Some(("word", 0x4141_4141)),
        run: |_, word| corrupt_allocator(word),
    },
    Tool {
        name: "bad_utf8_result",
        does: "Answers a text that stops being UTF-8 after 4 bytes.",
        argument: None,
        run: |_, _| bad_utf8_result(),
    },
    Tool {
        name: "wild_result",
        does: "Answers a text of this length that lies outside the memory.",
        argument: Some(("bytes", 64)),
        run: |_, bytes| wild_result(bytes),
    },
];

fn divide_by_zero() -> Outcome {
    let divisor = black_box(0u32);
    // SAFETY: broken on purpose. The divisor is zero, and this promise only takes Rust's own check away.
    unsafe { assert_unchecked(divisor != 0) };
    structured(&json!({"quotient": black_box(7u32) / divisor}))
}

/// The address that lies `beyond` bytes behind the memory's end, round the end of the address space if need be.
fn address_beyond(beyond: usize) -> *mut u8 {
    let end = memory_size::<0>().wrapping_mul(PAGE);
    ptr::without_provenance_mut(black_box(end.wrapping_add(beyond)))
}

fn out_of_bounds(beyond: usize) -> Outcome {
    let address = address_beyond(beyond);
    // SAFETY: broken on purpose. Nothing was ever allocated there.
    let found = unsafe { address.read_volatile() };
    structured(&json!({"address": address.addr(), "found": found}))
}

fn out_of_bounds_write(beyond: usize) -> Outcome {
    let address = address_beyond(beyond);
    // SAFETY: broken on purpose. Nothing was ever allocated there.
    unsafe { address.write_volatile(0xA5) };
    structured(&json!({"address": address.addr()}))
}

fn indirect_call_null() -> Outcome {
    // SAFETY: broken on purpose. A function pointer must not be null.
    let function = unsafe { transmute::<usize, fn() -> u32>(black_box(0)) };
    structured(&json!({"returned": function()}))
}

fn indirect_call_wrong_type() -> Outcome {
    let function: fn(u32) -> u32 = |number| black_box(number);
    // SAFETY: broken on purpose. The function takes and returns something else.
    let function = unsafe { transmute::<fn(u32) -> u32, fn(f64, u64) -> u64>(black_box(function)) };
    structured(&json!({"returned": function(1.0, 2)}))
}

/// How it ends depends on the word: in a trap, in work without end, or in a result from an instance that is broken.
fn corrupt_allocator(word: usize) -> Outcome {
    const BLOCKS: usize = 64;
    let mut blocks: Vec<Option<Box<[usize; 50]>>> = (0..BLOCKS).map(|_| Some(Box::new([0; 50]))).collect();
    let first = black_box(&mut blocks)[0].as_mut().map_or(ptr::null_mut(), |block| block.as_mut_ptr());
    // Every second block is freed, so that there are many free ones, each with its record.
    black_box(&mut blocks).iter_mut().step_by(2).for_each(|block| drop(block.take()));
    for index in 0..BLOCKS * 52 {
        // SAFETY: broken on purpose. The first block is freed, and most of what is written to lies beyond it.
        unsafe { first.wrapping_sub(1).wrapping_add(index).write_volatile(word) };
    }
    let mut sum = 0usize;
    for round in 1..256 {
        let layout = Layout::from_size_align(round * 24, 8).map_err(|error| error.to_string())?;
        // SAFETY: kept here (the size is not 0, and the block is freed with its layout), but the allocator is spoilt.
        unsafe {
            let block = black_box(alloc(layout));
            sum = sum.wrapping_add(block.addr());
            if round % 3 == 0 {
                dealloc(block, layout);
            }
        }
    }
    std::mem::forget(blocks);
    structured(&json!({"sum_of_addresses": sum}))
}

fn bad_utf8_result() -> Outcome {
    let bytes = black_box(b"good\xFF\xFEbad".to_vec());
    // SAFETY: broken on purpose. The bytes are no UTF-8, which the host must find out.
    Ok(unsafe { String::from_utf8_unchecked(bytes) })
}

fn wild_result(bytes: usize) -> Outcome {
    let address = address_beyond(0);
    // SAFETY: broken on purpose. The allocator never gave that address, and there is no memory at it.
    Ok(unsafe { String::from_raw_parts(address, bytes, bytes) })
}
