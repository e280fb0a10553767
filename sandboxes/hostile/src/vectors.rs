//! SIMD operations whose results a CPU could colour, hashed like those in [`determinism`](crate::determinism).
//!
//! The relaxed ones may differ from machine to machine by their very definition, unless the engine pins them.

use std::arch::wasm32::*;

use serde_json::json;

use crate::determinism::{Hash, Series};
use crate::server::{Tool, structured};

pub const TOOLS: &[Tool] = &[
    Tool {
        name: "vector_mix",
        does: "The hash of so many rounds of SIMD operations.",
        argument: Some(("rounds", 1_000)),
        run: |_, rounds| structured(&json!({"hash": vector_mix(rounds)})),
    },
    Tool {
        name: "relaxed_mix",
        does: "The hash of so many rounds of relaxed SIMD operations, which may differ between machines.",
        argument: Some(("rounds", 1_000)),
        run: |_, rounds| structured(&json!({"hash": relaxed_mix(rounds)})),
    },
];

#[target_feature(enable = "simd128")]
fn vector_mix(rounds: usize) -> String {
    let (mut series, mut hash) = (Series::new(), Hash::new());
    for _ in 0..rounds {
        let (a, b) = (vector(&mut series), vector(&mut series));
        mix_floats(&mut hash, a, b);
        // The same with numbers of everyday size.
        mix_floats(&mut hash, f32x4_convert_i32x4(a), f32x4_convert_i32x4(b));
        mix_floats(&mut hash, f64x2_convert_low_i32x4(a), f64x2_convert_low_u32x4(b));
        mix_whole(&mut hash, a, b);
    }
    hash.text()
}

/// Not here: `pmin` and `pmax`, in whose place LLVM 22 puts relaxed operations, which is wrong.
#[target_feature(enable = "simd128")]
fn mix_floats(hash: &mut Hash, a: v128, b: v128) {
    let singles = [f32x4_add(a, b), f32x4_sub(a, b), f32x4_mul(a, b), f32x4_div(a, b), f32x4_sqrt(a)];
    let rounded = [f32x4_ceil(a), f32x4_floor(a), f32x4_trunc(b), f32x4_nearest(b)];
    let doubles = [f64x2_add(a, b), f64x2_sub(a, b), f64x2_mul(a, b), f64x2_div(a, b), f64x2_sqrt(a)];
    let doubles_rounded = [f64x2_ceil(a), f64x2_floor(a), f64x2_trunc(b), f64x2_nearest(b)];
    let chosen = [f32x4_min(a, b), f32x4_max(a, b), f64x2_min(a, b), f64x2_max(a, b)];
    let converted = [f32x4_demote_f64x2_zero(a), f64x2_promote_low_f32x4(a), i32x4_trunc_sat_f32x4(a)];
    let cut = [u32x4_trunc_sat_f32x4(b), i32x4_trunc_sat_f64x2_zero(a), u32x4_trunc_sat_f64x2_zero(b)];
    for four in [rounded, doubles_rounded, chosen] {
        add_all(hash, &four);
    }
    for some in [&singles[..], &doubles, &converted, &cut] {
        add_all(hash, some);
    }
}

#[target_feature(enable = "simd128")]
fn mix_whole(hash: &mut Hash, a: v128, b: v128) {
    let bytes = [i8x16_swizzle(a, b), i8x16_popcnt(a), u8x16_avgr(a, b), i8x16_add_sat(a, b), i8x16_abs(b)];
    let words = [i16x8_q15mulr_sat(a, b), i32x4_dot_i16x8(a, b), i64x2_mul(a, b), i64x2_shr(a, 13), i8x16_shr(b, 3)];
    add_all(hash, &bytes);
    add_all(hash, &words);
    hash.add(u64::from(i8x16_bitmask(a)));
}

#[target_feature(enable = "relaxed-simd")]
fn relaxed_mix(rounds: usize) -> String {
    let (mut series, mut hash) = (Series::new(), Hash::new());
    for _ in 0..rounds {
        let (a, b, c) = (vector(&mut series), vector(&mut series), vector(&mut series));
        let (x, y, z) = (f32x4_convert_i32x4(a), f32x4_convert_i32x4(b), f32x4_convert_i32x4(c));
        let (u, v) = (f64x2_convert_low_i32x4(a), f64x2_div(f64x2_convert_low_i32x4(b), f64x2_splat(3.0)));
        let fused = [
            f32x4_relaxed_madd(x, y, z),
            f32x4_relaxed_nmadd(x, y, z),
            f64x2_relaxed_madd(v, v, u),
            f64x2_relaxed_nmadd(v, v, u),
        ];
        let chosen = [
            f32x4_relaxed_min(a, b),
            f32x4_relaxed_max(a, b),
            f64x2_relaxed_min(a, b),
            f64x2_relaxed_max(a, b),
            i8x16_relaxed_swizzle(a, b),
            i8x16_relaxed_laneselect(a, b, c),
        ];
        let cut = [
            i32x4_relaxed_trunc_f32x4(a),
            u32x4_relaxed_trunc_f32x4(b),
            i32x4_relaxed_trunc_f64x2_zero(a),
            i16x8_relaxed_q15mulr(a, b),
            i16x8_relaxed_dot_i8x16_i7x16(a, b),
            i32x4_relaxed_dot_i8x16_i7x16_add(a, b, c),
        ];
        add_all(&mut hash, &fused);
        add_all(&mut hash, &chosen);
        add_all(&mut hash, &cut);
    }
    hash.text()
}

#[target_feature(enable = "simd128")]
fn vector(series: &mut Series) -> v128 {
    u64x2(series.next(), series.next())
}

#[target_feature(enable = "simd128")]
fn add_all(hash: &mut Hash, vectors: &[v128]) {
    for vector in vectors {
        hash.add(u64x2_extract_lane::<0>(*vector));
        hash.add(u64x2_extract_lane::<1>(*vector));
    }
}
