//! A server over HTTP that ends with its test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

pub struct Served {
    child: Child,
    pub url: String,
}

impl Served {
    /// Serves a built-in server on a free port, to all or to the bearers of a token.
    pub fn new(server: &str, token: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mcplab"));
        command.args(["serve", "--builtin", server, "--http", "127.0.0.1:0", "--quiet"]).stdout(Stdio::piped());
        if let Some(token) = token {
            command.env("MCPLAB_TOKEN", token);
        }
        let mut child = command.spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim().to_owned() }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may be gone already, and nobody is left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
