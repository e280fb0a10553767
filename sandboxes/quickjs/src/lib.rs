//! The JavaScript guest: the exports of the world `interpreter` of `server.wit`, answered by one [`Engine`].

mod clock;
mod engine;

use std::cell::RefCell;

use engine::Engine;

mod bindings {
    wit_bindgen::generate!({path: "../wit", world: "interpreter"});
}

thread_local! {
    static ENGINE: RefCell<Option<Engine>> = const { RefCell::new(None) };
}

struct Module;

impl bindings::Guest for Module {
    fn load(program: String) -> Result<(), String> {
        if ENGINE.with_borrow(Option::is_some) {
            return Err("a program is loaded already".to_owned());
        }
        ENGINE.set(Some(Engine::load(program)?));
        Ok(())
    }

    fn describe() -> String {
        ENGINE.with_borrow(|engine| engine.as_ref().map_or_else(|| "[]".to_owned(), Engine::describe))
    }

    fn start(config: String) -> Result<(), String> {
        ENGINE.with_borrow_mut(|engine| match engine {
            Some(engine) => engine.start(&config),
            None => Err("no program is loaded".to_owned()),
        })
    }

    fn call_tool(name: String, arguments: String) -> Result<String, String> {
        ENGINE.with_borrow(|engine| match engine {
            Some(engine) => engine.call_tool(&name, &arguments),
            None => Err("not started".to_owned()),
        })
    }

    fn revision() -> u64 {
        ENGINE.with_borrow(|engine| engine.as_ref().map_or(0, Engine::revision))
    }

    fn state() -> String {
        ENGINE.with_borrow(|engine| engine.as_ref().map_or_else(|| "null".to_owned(), Engine::state))
    }
}

bindings::export!(Module with_types_in bindings);
