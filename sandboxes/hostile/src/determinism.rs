//! What could differ between two runs, written out so that it can be compared.
//!
//! None of it may: not between two instances, two processes, or two machines with other CPU features.

use std::alloc::{Layout, alloc, dealloc};
use std::arch::wasm32::*;
use std::collections::HashMap;
use std::hint::black_box;

use serde_json::{Value, json};

use crate::server::{Outcome, Tool, structured};

pub const TOOLS: &[Tool] = &[
    Tool {
        name: "nan_bits",
        does: "The bits of what makes no number, by operation.",
        argument: None,
        run: |_, _| structured(&nan_bits()),
    },
    Tool {
        name: "float_mix",
        does: "The hash of so many rounds of floating-point operations.",
        argument: Some(("rounds", 1_000)),
        run: |_, rounds| structured(&json!({"hash": float_mix(rounds)})),
    },
    Tool {
        name: "hash_order",
        does: "The order in which a hash map of Rust's standard library lists its keys.",
        argument: None,
        run: |_, _| hash_order(),
    },
    Tool {
        name: "address_of_heap",
        does: "The address of a new block of memory.",
        argument: None,
        run: |_, _| structured(&json!({"address": black_box(Box::new([0u8; 64])).as_ptr().addr()})),
    },
    Tool {
        name: "uninitialised",
        does: "What stands in so many bytes of new memory that nobody wrote to, in hexadecimal digits.",
        argument: Some(("bytes", 256)),
        run: |_, bytes| uninitialised(bytes),
    },
];

/// FNV-1a over 64-bit words.
pub struct Hash(u64);

/// Pseudo-random words: SplitMix64.
pub struct Series(u64);

impl Hash {
    pub fn new() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }

    pub fn add(&mut self, word: u64) {
        for byte in word.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }

    pub fn text(&self) -> String {
        format!("{:016x}", self.0)
    }
}

impl Series {
    pub fn new() -> Self {
        Self(7)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let word = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    /// Half of them of everyday size, half of them any bits: subnormal, infinite, or no number at all.
    fn double(&mut self) -> f64 {
        match self.next() {
            word if word & 1 == 0 => f64::from(word as u32 as i32 >> 1) / 1024.0,
            _ => f64::from_bits(self.next()),
        }
    }

    fn single(&mut self) -> f32 {
        match self.next() {
            word if word & 1 == 0 => (word as u32 as i32 >> 8) as f32 / 64.0,
            word => f32::from_bits((word >> 32) as u32),
        }
    }
}

fn nan_bits() -> Value {
    let (zero, infinity, one) = (black_box(0f32), black_box(f32::INFINITY), black_box(1f32));
    let (zero_64, infinity_64, one_64) = (black_box(0f64), black_box(f64::INFINITY), black_box(1f64));
    // NaNs with a payload; the second one is signalling, the third one negative.
    let quiet = black_box(f32::from_bits(0x7FD2_3456));
    let signalling = black_box(f32::from_bits(0x7FA1_2345));
    let negative_64 = black_box(f64::from_bits(0xFFFA_BCDE_F012_3456));
    let single = |value: f32| format!("{:08x}", value.to_bits());
    let double = |value: f64| format!("{:016x}", value.to_bits());
    json!({
        "f32 0/-0": single(zero / -zero),
        "f32 inf+(-inf)": single(infinity + -infinity),
        "f32 0*inf": single(zero * infinity),
        "f32 sqrt(-1)": single((-one).sqrt()),
        "f32 quiet+1": single(quiet + one),
        "f32 1+signalling": single(one + signalling),
        "f32 quiet*signalling": single(quiet * signalling),
        "f32 signalling*quiet": single(signalling * quiet),
        "f32 ceil(signalling)": single(signalling.ceil()),
        "f32 nearest(quiet)": single(quiet.round_ties_even()),
        "f32 min(quiet,1)": single(quiet.min(one)),
        "f32 max(quiet,signalling)": single(quiet.max(signalling)),
        "f32 -quiet": single(-quiet),
        "f32 abs(-signalling)": single((-signalling).abs()),
        "f64 0/-0": double(zero_64 / -zero_64),
        "f64 inf+(-inf)": double(infinity_64 + -infinity_64),
        "f64 0*inf": double(zero_64 * infinity_64),
        "f64 sqrt(-1)": double((-one_64).sqrt()),
        "f64 negative+1": double(negative_64 + one_64),
        "f64 1/negative": double(one_64 / negative_64),
        "f64 trunc(negative)": double(negative_64.trunc()),
        "f64 copysign(negative,1)": double(negative_64.copysign(one_64)),
        "f64 from f32 quiet": double(f64::from(quiet)),
        "f64 from f32 signalling": double(f64::from(signalling)),
        "f32 from f64 negative": single(negative_64 as f32),
    })
}

fn float_mix(rounds: usize) -> String {
    let (mut series, mut hash) = (Series::new(), Hash::new());
    for _ in 0..rounds {
        mix_doubles(&mut hash, series.double(), series.double());
        mix_singles(&mut hash, series.single(), series.single());
        mix_whole(&mut hash, series.next(), series.double(), series.single());
    }
    hash.text()
}

fn mix_doubles(hash: &mut Hash, a: f64, b: f64) {
    let arithmetic = [a + b, a - b, a * b, a / b, a.sqrt(), b.abs().sqrt()];
    let rounding = [a.ceil(), a.floor(), b.trunc(), b.round_ties_even(), a.round()];
    let choosing = [a.min(b), a.max(b), lesser_double(a, b), greater_double(a, b), a.copysign(b), b.abs(), -a];
    let composed = [a * b + a, (a + b) / (a - b), a % b, f64::from(a as f32)];
    for value in arithmetic.into_iter().chain(rounding).chain(choosing).chain(composed) {
        hash.add(value.to_bits());
    }
}

fn mix_singles(hash: &mut Hash, a: f32, b: f32) {
    let arithmetic = [a + b, a - b, a * b, a / b, a.sqrt(), b.abs().sqrt()];
    let rounding = [a.ceil(), a.floor(), b.trunc(), b.round_ties_even(), a.round()];
    let choosing = [a.min(b), a.max(b), lesser_single(a, b), greater_single(a, b), a.copysign(b), b.abs(), -a];
    let composed = [a * b + a, (a + b) / (a - b), a % b];
    for value in arithmetic.into_iter().chain(rounding).chain(choosing).chain(composed) {
        hash.add(u64::from(value.to_bits()));
    }
}

/// Rust's own `min` is no `f64.min`: the instruction has it that no number is less than any.
#[target_feature(enable = "simd128")]
fn lesser_double(a: f64, b: f64) -> f64 {
    f64x2_extract_lane::<0>(f64x2_min(f64x2_splat(a), f64x2_splat(b)))
}

#[target_feature(enable = "simd128")]
fn greater_double(a: f64, b: f64) -> f64 {
    f64x2_extract_lane::<0>(f64x2_max(f64x2_splat(a), f64x2_splat(b)))
}

#[target_feature(enable = "simd128")]
fn lesser_single(a: f32, b: f32) -> f32 {
    f32x4_extract_lane::<0>(f32x4_min(f32x4_splat(a), f32x4_splat(b)))
}

#[target_feature(enable = "simd128")]
fn greater_single(a: f32, b: f32) -> f32 {
    f32x4_extract_lane::<0>(f32x4_max(f32x4_splat(a), f32x4_splat(b)))
}

/// From floating point to whole numbers, which saturates, and back, which rounds.
fn mix_whole(hash: &mut Hash, word: u64, double: f64, single: f32) {
    for whole in [double as i64 as u64, double as u64, single as i64 as u64, single as u64] {
        hash.add(whole);
    }
    for whole in [double as i32 as u32, double as u32, single as i32 as u32, single as u32] {
        hash.add(u64::from(whole));
    }
    for value in [word as f64, word as i64 as f64, f64::from(word as u32), f64::from(word as i32)] {
        hash.add(value.to_bits());
    }
    for value in [word as f32, word as i64 as f32, word as u32 as f32, word as i32 as f32] {
        hash.add(u64::from(value.to_bits()));
    }
}

/// Every new map has other keys than the one before it, so only equal runs of calls give equal orders.
fn hash_order() -> Outcome {
    let names = ["ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay", "koi", "lynx", "mole", "newt"];
    let map: HashMap<&str, usize> = black_box(names).into_iter().zip(0..).collect();
    let order: Vec<&str> = map.into_keys().collect();
    structured(&json!({"order": order.join(" ")}))
}

fn uninitialised(bytes: usize) -> Outcome {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let layout = Layout::from_size_align(bytes.max(1), 16).map_err(|error| error.to_string())?;
    let mut text = String::with_capacity(bytes * 2);
    // SAFETY: kept, the size is not 0.
    let block = black_box(unsafe { alloc(layout) });
    for offset in 0..bytes {
        // SAFETY: broken on purpose. The byte is within the block, but nobody has written to it.
        let byte = unsafe { block.wrapping_add(offset).read_volatile() };
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 15)]);
    }
    // SAFETY: kept, the block came from there with the same layout.
    unsafe { dealloc(block, layout) };
    structured(&json!({"bytes": text}))
}
