//! What the hostile guest does beside its attacks: it fails to start, lies about its state, and refuses bad calls.

use mcplab_sandbox::{CallError, Fault, LimitHit, StartError};

use super::{CONFIG, add, config, guests, limits};

#[test]
fn attacks_on_the_start_are_faults_of_the_start() {
    for guest in guests().into_iter().flatten() {
        let error = |server| guest.start(&config(server), limits()).unwrap_err();
        assert_eq!(error("hanging"), StartError::Fault(LimitHit::Fuel { limit: 5_000_000 }.into()));
        let trap = "wasm trap: wasm `unreachable` instruction executed".to_owned();
        assert_eq!(error("panicking"), StartError::Fault(Fault::Trap { export: "start", trap }));
        let refused =
            |server: &str, message: &str| StartError::Guest { server: server.into(), message: message.into() };
        assert_eq!(error("failing"), refused("failing", "this server never starts"));
        assert_eq!(error("mail"), refused("mail", r#"no such server: Some("mail")"#));
        assert!(guest.start(&CONFIG, limits()).is_ok());
    }
}

#[test]
fn lies_about_the_state_fool_nobody_but_those_who_ask_the_liar() {
    for guest in guests().into_iter().flatten() {
        let mut parent = guest.start(&CONFIG, limits()).unwrap();
        let mut honest = parent.fork().unwrap();
        let digest = parent.digest().unwrap();
        for lie in ["add_unseen", "state_lies", "revision_lies"] {
            let mut liar = parent.fork().unwrap();
            liar.snapshot().unwrap();
            let memory = liar.memory_digest().unwrap();
            liar.call(lie, "{}").unwrap();
            assert_ne!(liar.memory_digest().unwrap(), memory, "the memory tells");
            let told = [liar.state().unwrap(), liar.state().unwrap()];
            assert_eq!(told[0] != told[1], lie == "state_lies");
            let revisions = [liar.revision().unwrap(), liar.revision().unwrap()];
            assert_eq!(revisions[0] != revisions[1], lie == "revision_lies");
            assert!(liar.digest().is_ok() && liar.fork().unwrap().digest().is_ok());
            liar.rollback().unwrap();
            assert_eq!((liar.memory_digest().unwrap(), liar.digest().unwrap()), (memory, digest));
        }
        assert_eq!((honest.digest().unwrap(), honest.revision().unwrap()), (digest, 0));
    }
}

#[test]
fn mistakes_of_the_caller_discard_nothing() {
    for guest in guests().into_iter().flatten() {
        let mut instance = guest.start(&CONFIG, limits()).unwrap();
        let refused = |text: &str| Err(CallError::Guest(text.to_owned()));
        assert_eq!(instance.call("fly", "{}"), refused(r#"no such tool: "fly""#));
        let said = instance.call("add", "[]").unwrap_err().to_string();
        assert!(said.starts_with("the guest refused the call: the arguments are no JSON object: "), "{said}");
        for arguments in [r#"{"amount":-1}"#, r#"{"amount":4294967296}"#, r#"{"number":1}"#] {
            assert!(instance.call("add", arguments).unwrap().contains(r#""isError":true"#), "{arguments}");
        }
        assert_eq!((add(&mut instance, 2), instance.fault()), (2, None));
    }
}

#[test]
fn all_its_servers_and_tools_are_described() {
    for guest in guests().into_iter().flatten() {
        let servers: Vec<serde_json::Value> = serde_json::from_str(&guest.describe().unwrap()).unwrap();
        let names: Vec<_> = servers.iter().map(|server| server["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["hostile", "hanging", "failing", "panicking"]);
        assert!(servers[0]["tools"].as_array().unwrap().len() >= 29);
    }
}
