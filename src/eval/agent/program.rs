//! An agent that is a program of its own, unchanged: any command that speaks MCP.
//!
//! For every message of the user the command is run once. It finds the prompt and an `mcp.json` with the episode's own
//! endpoint in its arguments (`{prompt}`, `{mcp_config}`, `{system}`), in its environment (`MCPLAB_PROMPT`, `MCPLAB_MCP_CONFIG`,
//! `MCPLAB_SYSTEM`, `MCPLAB_EPISODE`; with a proxy also `OPENAI_BASE_URL` and `ANTHROPIC_BASE_URL`) and as JSON on standard input. What it writes to standard output is its answer.

use std::process::Stdio;
use std::sync::Arc;

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::{Agent, Spent, Traffic};
use crate::eval::gateway::Gateway;
use crate::eval::live::Live;
use crate::eval::scene::{Scene, system};
use crate::eval::world::Worlds;
use crate::score::Ended;

/// Lines of standard error that are kept of a command that failed.
const LAST_LINES: usize = 5;

/// A command and the gateway that it reaches its episodes by.
pub struct Program {
    name: String,
    command: Vec<String>,
    gateway: Arc<Gateway>,
    /// The proxy that it speaks to its model through.
    traffic: Option<Arc<Traffic>>,
}

/// A command that cannot be run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the agent's command is empty: write --agent 'command:PROGRAM ARGUMENTS'")]
pub struct ProgramError;

/// How one run of the command ended.
enum Ran {
    Answered(String),
    Late,
    Failed(String),
}

impl Program {
    pub fn new(
        name: &str,
        command: Vec<String>,
        gateway: Arc<Gateway>,
        traffic: Option<Arc<Traffic>>,
    ) -> Result<Self, ProgramError> {
        if command.first().is_none_or(String::is_empty) {
            return Err(ProgramError);
        }
        Ok(Self { name: name.to_owned(), command, gateway, traffic })
    }

    async fn run(&self, live: &Live, id: &str, config: &str, prompt: &str) -> Ran {
        let (system, left) = match live.scene().await.as_ref() {
            Some(scene) => (system(scene.task()), scene.time_left()),
            None => return Ran::Failed("the episode has ended".to_owned()),
        };
        let filled = |argument: &String| {
            argument.replace("{prompt}", prompt).replace("{mcp_config}", config).replace("{system}", &system)
        };
        let input = json!({"prompt": prompt, "system": system, "mcp_config": config, "episode": id});
        let mut command = Command::new(&self.command[0]);
        command
            .args(self.command[1..].iter().map(filled))
            .envs([("MCPLAB_PROMPT", prompt), ("MCPLAB_MCP_CONFIG", config), ("MCPLAB_SYSTEM", &system)])
            .env("MCPLAB_EPISODE", id)
            .envs(self.traffic.iter().flat_map(|traffic| traffic.environment(id)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => return Ran::Failed(format!("start {}: {error}", self.command[0])),
        };
        if let Some(mut stdin) = child.stdin.take() {
            // A program that does not read is free not to.
            let _ = stdin.write_all(format!("{input}\n").as_bytes()).await;
        }
        match tokio::time::timeout(left, child.wait_with_output()).await {
            Err(_) => Ran::Late,
            Ok(Err(error)) => Ran::Failed(error.to_string()),
            Ok(Ok(output)) if output.status.success() => {
                Ran::Answered(String::from_utf8_lossy(&output.stdout).trim().to_owned())
            }
            Ok(Ok(output)) => {
                let errors = String::from_utf8_lossy(&output.stderr).into_owned();
                let lines: Vec<&str> = errors.lines().rev().take(LAST_LINES).collect();
                let lines: Vec<&str> = lines.into_iter().rev().collect();
                Ran::Failed(format!("{} ended with {}: {}", self.command[0], output.status, lines.join(" | ")))
            }
        }
    }
}

#[async_trait::async_trait]
impl Agent for Program {
    fn name(&self) -> &str {
        &self.name
    }

    async fn attempt(&self, scene: Scene, worlds: &Arc<Worlds>, _: u32) -> (Scene, Spent) {
        let mut prompt = scene.task().prompt.clone();
        let live = Live::new(scene, worlds);
        let admitted = self.gateway.admit(&live).await;
        let (mut broken, mut spent) = (None, Spent::default());
        if let Ok((id, config)) = &admitted {
            // The address holds the token, so the file is the agent's alone and goes with the episode.
            match config_file(&config.to_string()) {
                Ok(file) => {
                    let path = file.path.display().to_string();
                    loop {
                        let ran = self.run(&live, id, &path, &prompt).await;
                        let mut scene = live.scene().await;
                        let Some(scene) = scene.as_mut() else { break };
                        match ran {
                            Ran::Answered(answer) => match scene.say(answer) {
                                Some(reply) => prompt = reply,
                                None => break,
                            },
                            Ran::Late => {
                                scene.end(Ended::OutOfTime, None);
                                break;
                            }
                            Ran::Failed(reason) => {
                                scene.end(Ended::Infrastructure, Some(reason));
                                break;
                            }
                        }
                    }
                }
                Err(error) => broken = Some(format!("write the agent's mcp.json: {error}")),
            }
            self.gateway.dismiss(id);
            spent = self.traffic.as_ref().map(|traffic| traffic.spent(id)).unwrap_or_default();
        }
        let reason = broken.or_else(|| admitted.err());
        loop {
            // Nobody else takes the scene of an agent that is a program.
            if let Some(mut scene) = live.take().await {
                if let Some(reason) = reason {
                    scene.end(Ended::Infrastructure, Some(reason));
                }
                return (scene, spent);
            }
        }
    }
}

/// A file that is gone with its value.
struct Held {
    path: std::path::PathBuf,
}

impl Drop for Held {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn config_file(text: &str) -> std::io::Result<Held> {
    use std::io::Write;
    let path = std::env::temp_dir().join(format!("mcplab-{}.json", uuid::Uuid::new_v4()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let held = Held { path };
    options.open(&held.path)?.write_all(text.as_bytes())?;
    Ok(held)
}
