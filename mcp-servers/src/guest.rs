//! The WebAssembly exports: nothing but [`Host`] behind the contract of `server.wit`.

use std::cell::RefCell;

use crate::Host;

mod bindings {
    wit_bindgen::generate!({path: "../sandboxes/wit", world: "mcp-server"});
}

thread_local! {
    static HOST: RefCell<Option<Host>> = const { RefCell::new(None) };
}

struct Module;

impl bindings::Guest for Module {
    fn describe() -> String {
        crate::describe()
    }

    fn start(config: String) -> Result<(), String> {
        let host = Host::start(&config)?;
        HOST.set(Some(host));
        Ok(())
    }

    fn call_tool(name: String, arguments: String) -> Result<String, String> {
        HOST.with_borrow_mut(|host| match host {
            Some(host) => host.call_tool(&name, &arguments),
            None => Err("not started".to_owned()),
        })
    }

    fn request(method: String, params: String) -> Result<String, String> {
        HOST.with_borrow_mut(|host| match host {
            Some(host) => host.request(&method, &params),
            None => Err(r#"{"code":-32002,"message":"not started"}"#.to_owned()),
        })
    }

    fn events() -> String {
        HOST.with_borrow_mut(|host| host.as_mut().map_or_else(|| "[]".to_owned(), Host::events))
    }

    fn revision() -> u64 {
        HOST.with_borrow(|host| host.as_ref().map_or(0, Host::revision))
    }

    fn state() -> String {
        HOST.with_borrow(|host| host.as_ref().map_or_else(|| "null".to_owned(), Host::state))
    }

    fn digest() -> String {
        HOST.with_borrow_mut(|host| host.as_mut().map_or_else(String::new, Host::digest))
    }

    fn changes() -> String {
        HOST.with_borrow(|host| host.as_ref().map_or_else(|| "null".to_owned(), Host::changes))
    }
}

bindings::export!(Module with_types_in bindings);
