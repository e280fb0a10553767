//! An instance that is brought to its state by repeating its history, once somebody uses it.

use std::sync::Arc;

use super::history::digest_of;
use super::{Asked, History, Program, Source};
use crate::fault::{Fault, StartError};
use crate::limits::Limits;

pub(crate) struct Repeated {
    source: Arc<dyn Source>,
    limits: Limits,
    history: History,
    /// None until it is used.
    program: Option<Box<dyn Program>>,
    /// Fuel that was spent before the history's end, which nobody is charged for again.
    free: u64,
}

impl Repeated {
    /// A program that is started at once, so that it can refuse the configuration.
    pub(crate) fn start(source: &Arc<dyn Source>, config: &str, limits: Limits) -> Result<Self, StartError> {
        let program = source.start(config, &limits)?;
        let (source, history) = (Arc::clone(source), History::new(config));
        Ok(Self { source, limits, history, program: Some(program), free: 0 })
    }

    /// A program in the state at the end of `history`.
    pub(crate) fn at(source: &Arc<dyn Source>, history: &History, limits: Limits) -> Self {
        Self { source: Arc::clone(source), limits, history: history.clone(), program: None, free: 0 }
    }

    pub(crate) fn history(&self) -> &History {
        &self.history
    }

    pub(crate) fn call(&mut self, tool: &str, arguments: &str) -> Result<Result<String, String>, Fault> {
        self.ask(Asked::Call { tool: tool.to_owned(), arguments: arguments.to_owned() })
    }

    pub(crate) fn request(&mut self, method: &str, params: &str) -> Result<Result<String, String>, Fault> {
        self.ask(Asked::Request { method: method.to_owned(), params: params.to_owned() })
    }

    pub(crate) fn events(&mut self) -> Result<String, Fault> {
        self.program()?.events()
    }

    fn ask(&mut self, asked: Asked) -> Result<Result<String, String>, Fault> {
        let outcome = put(self.program()?, &asked)?;
        self.history.push(asked, &outcome);
        Ok(outcome)
    }

    /// How often the state has changed; each call may have changed it where the program does not tell.
    pub(crate) fn revision(&mut self) -> Result<u64, Fault> {
        match self.program()?.revision() {
            Some(revision) => revision,
            None => Ok(self.history.steps.len() as u64),
        }
    }

    /// The state as text; its history where the program does not tell.
    pub(crate) fn state(&mut self) -> Result<String, Fault> {
        match self.program()?.state() {
            Some(state) => state,
            None => Ok(self.history.to_text()),
        }
    }

    pub(crate) fn fuel(&self) -> u64 {
        self.program.as_ref().map_or(0, |program| program.fuel().saturating_sub(self.free))
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.program.as_ref().map_or(0, |program| program.memory_bytes())
    }

    /// The program, brought to the end of its history if it is not there yet.
    fn program(&mut self) -> Result<&mut Box<dyn Program>, Fault> {
        if self.program.is_none() {
            let mut program = self.source.start(&self.history.config, &self.limits).map_err(|error| match error {
                StartError::Fault(fault) => fault,
                other => Fault::Host { export: "fork", reason: format!("start again: {other}") },
            })?;
            for (call, step) in self.history.steps.iter().enumerate() {
                if digest_of(&put(&mut program, &step.asked)?) != step.outcome {
                    return Err(Fault::Diverged { call: call + 1, tool: step.asked.name().to_owned() });
                }
            }
            // Whoever used the first one has heard them.
            program.events()?;
            self.free = program.fuel();
            self.program = Some(program);
        }
        self.program.as_mut().ok_or_else(|| Fault::Host { export: "fork", reason: "no program".to_owned() })
    }
}

fn put(program: &mut Box<dyn Program>, asked: &Asked) -> Result<Result<String, String>, Fault> {
    match asked {
        Asked::Call { tool, arguments } => program.call(tool, arguments),
        Asked::Request { method, params } => program.request(method, params),
    }
}
