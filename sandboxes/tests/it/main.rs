//! The sandbox from outside. Most guests are WebAssembly text and need no WebAssembly target; those of `built` do.

mod built;
mod cache;
mod calls;
mod components;
mod counter;
mod forks;
mod hostile;
mod hostile_guest;
mod javascript;
mod limits;
mod loading;
mod programs;
mod rollback;
mod twins;
