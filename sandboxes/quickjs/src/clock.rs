//! The clock that JavaScript sees: it stands still until the prelude moves it.

use std::cell::Cell;

thread_local! {
    static MICROSECONDS: Cell<f64> = const { Cell::new(0.0) };
}

/// Sets the clock to a moment, in milliseconds since 1970 as JavaScript counts.
pub(crate) fn set(milliseconds: f64) {
    MICROSECONDS.set(milliseconds * 1000.0);
}

/// What the engine's C code asks for every time of day. Without it here the module would import it from the host.
// SAFETY: nothing else defines the name, and its one caller declares it with this very signature.
#[unsafe(no_mangle)]
extern "C" fn __rquickjs_host_now_us() -> f64 {
    MICROSECONDS.get()
}
