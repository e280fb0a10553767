//! The sandbox from outside, with guests written as WebAssembly text: no test needs a WebAssembly target.

mod cache;
mod calls;
mod components;
mod counter;
mod forks;
mod hostile;
mod limits;
mod loading;
