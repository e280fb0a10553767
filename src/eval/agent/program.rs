//! An agent that is a program of its own, unchanged: any command that speaks MCP.
//!
//! For every message of the user the command is run once. It finds the prompt, an `mcp.json` with the episode's own
//! endpoint and a folder of the episode's own in its arguments (`{prompt}`, `{mcp_config}`, `{folder}`, `{system}`,
//! `{episode}`) and in its environment (`MCPLAB_PROMPT`, `MCPLAB_MCP_CONFIG`, `MCPLAB_FOLDER`, `MCPLAB_SYSTEM`,
//! `MCPLAB_EPISODE`, `MCPLAB_ROUND`; with a proxy also `OPENAI_BASE_URL` and `ANTHROPIC_BASE_URL`). A command without
//! `{prompt}` finds the same as JSON on standard input; others find it empty, for many programs add what they read there
//! to the prompt. What it writes to standard output is its answer. It is ended when a limit of the task ends the episode.
//!
//! A command that ends with an error has broken down. If it has made a call by then, or answered the user before, the
//! episode is scored as it stands, with what was written as the answer: whoever crashes over a task has not done it, and
//! whoever crashes after it has. One that has done nothing was not set up, and neither was one whose model refused it
//! last, as far as a proxy knows: these do not count.

use std::path::PathBuf;
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
use crate::exec::Redactor;
use crate::score::Ended;

/// Lines of standard error that are kept of a command that failed.
const LAST_LINES: usize = 5;

/// Where an argument takes the prompt.
const PROMPT: &str = "{prompt}";

/// A command and the gateway that it reaches its episodes by.
pub struct Program {
    name: String,
    command: Vec<String>,
    gateway: Arc<Gateway>,
    /// The proxy that it speaks to its model through.
    traffic: Option<Arc<Traffic>>,
    /// What it must not have said.
    secrets: Redactor,
}

/// A command that cannot be run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the agent's command is empty: write --agent 'command:PROGRAM ARGUMENTS'")]
pub struct ProgramError;

/// How one run of the command ended.
enum Ran {
    Answered(String),
    Late,
    /// A limit of the task came first.
    Over,
    /// It ended with an error: what it had written, and the error.
    Crashed {
        answer: String,
        reason: String,
    },
    Failed(String),
}

impl Program {
    pub fn new(
        name: &str,
        command: Vec<String>,
        gateway: Arc<Gateway>,
        traffic: Option<Arc<Traffic>>,
        secrets: Redactor,
    ) -> Result<Self, ProgramError> {
        if command.first().is_none_or(String::is_empty) {
            return Err(ProgramError);
        }
        Ok(Self { name: name.to_owned(), command, gateway, traffic, secrets })
    }

    async fn run(&self, live: &Live, id: &str, room: &Room, prompt: &str) -> Ran {
        let (system, left, round) = match live.scene().await.as_ref() {
            Some(scene) => (system(scene.task()), scene.time_left(), scene.round().to_string()),
            None => return Ran::Failed("the episode has ended".to_owned()),
        };
        let (folder, config) = (room.folder.display().to_string(), room.config().display().to_string());
        // The prompt comes last, for what it says is not to be filled in.
        let filled = |argument: &String| {
            let known =
                [("{mcp_config}", config.as_str()), ("{folder}", &folder), ("{episode}", id), ("{system}", &system)];
            let argument = known.iter().fold(argument.clone(), |text, (name, value)| text.replace(name, value));
            argument.replace(PROMPT, prompt)
        };
        let told = self.command.iter().any(|argument| argument.contains(PROMPT));
        let input = json!({"prompt": prompt, "system": system, "mcp_config": config, "folder": folder, "episode": id});
        let mut command = Command::new(&self.command[0]);
        command
            .args(self.command[1..].iter().map(filled))
            .envs([("MCPLAB_PROMPT", prompt), ("MCPLAB_MCP_CONFIG", &config), ("MCPLAB_SYSTEM", &system)])
            .envs([("MCPLAB_EPISODE", id), ("MCPLAB_FOLDER", &folder), ("MCPLAB_ROUND", &round)])
            .envs(self.traffic.iter().flat_map(|traffic| traffic.environment(id)))
            .stdin(if told { Stdio::null() } else { Stdio::piped() })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => return Ran::Failed(format!("start {}: {error}", self.command[0])),
        };
        let _group = Group(child.id());
        let stdin = child.stdin.take();
        let answered = async {
            if let Some(mut stdin) = stdin {
                // A program that does not read is free not to.
                let _ = stdin.write_all(format!("{input}\n").as_bytes()).await;
            }
            child.wait_with_output().await
        };
        let output = tokio::select! {
            output = tokio::time::timeout(left, answered) => output,
            () = live.over() => return Ran::Over,
        };
        match output {
            Err(_) => Ran::Late,
            Ok(Err(error)) => Ran::Failed(error.to_string()),
            Ok(Ok(output)) => {
                let answer = self.secrets.text(String::from_utf8_lossy(&output.stdout).trim());
                if output.status.success() {
                    return Ran::Answered(answer);
                }
                let errors = String::from_utf8_lossy(&output.stderr).into_owned();
                let lines: Vec<&str> = errors.lines().rev().take(LAST_LINES).collect();
                let lines: Vec<&str> = lines.into_iter().rev().collect();
                let reason = format!("{} ended with {}: {}", self.command[0], output.status, lines.join(" | "));
                Ran::Crashed { answer, reason: self.secrets.text(&reason) }
            }
        }
    }

    /// Ends the scene of a program that broke down.
    fn crashed(&self, scene: &mut Scene, id: &str, answer: String, reason: String) {
        let has_begun = !scene.steps().is_empty() || scene.round() > 0;
        let refused = self.traffic.as_ref().is_some_and(|traffic| traffic.is_refused(id));
        if has_begun && !refused {
            scene.end(Ended::Crashed, Some(reason));
            if !answer.is_empty() {
                scene.say(answer);
            }
        } else {
            scene.end(Ended::Infrastructure, Some(reason));
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
        let admitted = self.gateway.admit(&live, None).await;
        let (mut broken, mut spent) = (None, Spent::default());
        if let Ok((id, config)) = &admitted {
            // The configuration holds the token, so the folder is the agent's alone and goes with the episode.
            match Room::with(&config.to_string()) {
                Ok(room) => loop {
                    let ran = self.run(&live, id, &room, &prompt).await;
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
                        Ran::Over => break,
                        Ran::Crashed { answer, reason } => {
                            self.crashed(scene, id, answer, reason);
                            break;
                        }
                        Ran::Failed(reason) => {
                            scene.end(Ended::Infrastructure, Some(reason));
                            break;
                        }
                    }
                },
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

/// The processes of a command, which end with its run.
struct Group(Option<u32>);

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(group) = self.0.and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())) {
            // Fails only if nobody is left, which is what we want.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

/// A folder with an `mcp.json` that is gone with its value.
struct Room {
    folder: PathBuf,
}

impl Room {
    fn with(config: &str) -> std::io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("mcplab-{}", uuid::Uuid::new_v4()));
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt;
            builder.mode(0o700);
        }
        builder.create(&folder)?;
        let room = Self { folder };
        std::fs::write(room.config(), config)?;
        Ok(room)
    }

    fn config(&self) -> PathBuf {
        self.folder.join("mcp.json")
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
