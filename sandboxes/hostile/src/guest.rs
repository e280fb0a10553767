//! The WebAssembly exports: nothing but [`Server`] behind the contract of `server.wit`.

use std::cell::RefCell;

use crate::server::{self, Server};

mod bindings {
    wit_bindgen::generate!({path: "../wit", world: "tool-server"});
}

thread_local! {
    static SERVER: RefCell<Option<Server>> = const { RefCell::new(None) };
}

struct Module;

impl bindings::Guest for Module {
    fn describe() -> String {
        server::describe()
    }

    fn start(config: String) -> Result<(), String> {
        let server = Server::start(&config)?;
        SERVER.set(Some(server));
        Ok(())
    }

    fn call_tool(name: String, arguments: String) -> Result<String, String> {
        SERVER.with_borrow_mut(|server| match server {
            Some(server) => server.call_tool(&name, &arguments),
            None => Err("not started".to_owned()),
        })
    }

    fn revision() -> u64 {
        SERVER.with_borrow_mut(|server| server.as_mut().map_or(0, Server::revision))
    }

    fn state() -> String {
        SERVER.with_borrow_mut(|server| server.as_mut().map_or_else(|| "null".to_owned(), Server::state))
    }
}

bindings::export!(Module with_types_in bindings);
