//! rmcp's transport over a child's pipes, with the raw results kept aside.

use std::io;
use std::sync::Arc;

use rmcp::RoleClient;
use rmcp::model::{ClientRequest, JsonRpcMessage, RequestId};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::{ChildStdin, ChildStdout};
use tokio::sync::Mutex;

use super::answers::{Answer, Answers};
use super::lines::{Line, Lines};

/// JSON-RPC's code for an error inside; used for answers that cannot be read.
const INTERNAL_ERROR: i64 = -32603;

pub struct Pipe {
    /// `None` once closed, which tells the child to leave.
    stdin: Arc<Mutex<Option<ChildStdin>>>,
    lines: Lines<ChildStdout>,
    answers: Answers,
}

impl Pipe {
    pub fn new(stdin: ChildStdin, stdout: ChildStdout, line_limit: usize, answers: Answers) -> Self {
        Self { stdin: Arc::new(Mutex::new(Some(stdin))), lines: Lines::new(stdout, line_limit), answers }
    }

    /// The message that a line holds, if rmcp should see one.
    fn read(&self, line: Line) -> Option<RxJsonRpcMessage<RoleClient>> {
        let (value, line) = match line {
            Line::TooLong { bytes, head } => return self.too_long(bytes, &head),
            Line::Whole(line) => (serde_json::from_slice::<Value>(&line).ok(), line),
        };
        let message = value.and_then(|value| match (value.get("method"), value.get("id")) {
            (None, Some(_)) => Some(self.answer(value)),
            (Some(_), _) => serde_json::from_value(value).ok().map(Some),
            (None, None) => None,
        });
        if message.is_none() && !line.trim_ascii().is_empty() {
            self.answers.noise(&line);
        }
        message.flatten()
    }

    /// Passes an answer on to whoever asked. The raw result stays here, and rmcp gets an empty one.
    fn answer(&self, mut value: Value) -> Option<RxJsonRpcMessage<RoleClient>> {
        // An error without an id answers a request that the server could not read.
        let id = match serde_json::from_value::<RequestId>(value["id"].clone()) {
            Ok(id) => id,
            Err(_) => self.answers.only_open()?,
        };
        let keep = self.answers.arrived(&id)?;
        value["id"] = json!(id);
        if keep
            && value.get("error").is_none()
            && let Some(result) = value.get_mut("result")
        {
            self.answers.keep(id.clone(), Answer::Result(std::mem::replace(result, json!({}))));
        }
        let message = serde_json::from_value(value);
        message.ok().or_else(|| error_for(&id, "the answer is no JSON-RPC response"))
    }

    /// Fails the request whose answer went over the limit; later lines are read as ever.
    fn too_long(&self, bytes: usize, head: &[u8]) -> Option<RxJsonRpcMessage<RoleClient>> {
        let id = self.answers.only_open();
        let Some(id) = id.filter(|_| !contains(head, b"\"method\"")) else {
            self.answers.noise(head);
            return None;
        };
        self.answers.arrived(&id)?;
        self.answers.keep(id.clone(), Answer::TooLong { bytes });
        error_for(&id, "the answer is too long")
    }
}

impl Transport<RoleClient> for Pipe {
    type Error = io::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleClient>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        if let JsonRpcMessage::Request(request) = &message {
            let kind = &request.request;
            let keep = matches!(kind, ClientRequest::CallToolRequest(_) | ClientRequest::ListToolsRequest(_));
            self.answers.expect(request.id.clone(), keep);
        }
        let stdin = Arc::clone(&self.stdin);
        async move {
            let mut line = serde_json::to_vec(&message)?;
            line.push(b'\n');
            let mut stdin = stdin.lock().await;
            let stdin = stdin.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
            stdin.write_all(&line).await?;
            stdin.flush().await
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleClient>> {
        loop {
            let line = self.lines.next().await?;
            if let Some(message) = self.read(line) {
                return Some(message);
            }
        }
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        // A child that does not read may block a writer for ever; then the lock is not to be had.
        if let Ok(mut stdin) = self.stdin.try_lock() {
            stdin.take();
        }
        Ok(())
    }
}

fn error_for(id: &RequestId, message: &str) -> Option<RxJsonRpcMessage<RoleClient>> {
    let error = json!({"jsonrpc": "2.0", "id": id, "error": {"code": INTERNAL_ERROR, "message": message}});
    serde_json::from_value(error).ok()
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
