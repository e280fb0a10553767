//! What a configured model says of rows: ratings for AlpaGasus, losses for IFD and Toolformer.

use std::sync::Arc;

use anyhow::Context;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::losses::Opinion;
use crate::cli::args::dataset::{Method, Select as Args};
use crate::cli::exit_code::UsageError;
use crate::cli::export::chain;
use crate::cli::generate::runtime;
use crate::cli::printer::Printer;
use crate::cli::settings::Settings;
use crate::cli::voice;
use crate::dataset::losses::{CHATML, Counted, answer_losses, answer_texts, call_losses, call_texts};
use crate::export::Template;
use crate::filter::{rating, rating_question};
use crate::generate::Voice;
use crate::llm::{Api, Message, Request, token_costs};
use crate::model::Trajectory;

/// A model, and what it is asked.
pub struct Asked {
    voice: Arc<Voice>,
    method: Method,
    template: Template,
    runtime: Runtime,
}

impl Asked {
    /// The model of the arguments or the settings, where the method asks one.
    pub fn of(args: &Args, settings: &Settings) -> anyhow::Result<Option<Self>> {
        if args.losses.is_some() || !args.method.needs_opinions() {
            return Ok(None);
        }
        let Some(mut model) = voice::wanted(&args.model, settings.model.as_ref())? else { return Ok(None) };
        if args.method != Method::Rating {
            if model.api == Api::Anthropic {
                let error =
                    "select by losses: Anthropic's interface gives no log-probabilities (hint: --model-api openai)";
                return Err(UsageError(error.to_owned()).into());
            }
            model.api = Api::Completions;
        }
        let voice = voice::open(&model, args.model.model_replay)?;
        let template = match args.chat_template.as_deref() {
            Some(file) => Template::read(file).map_err(|error| UsageError(chain(&error)))?,
            None => Template::of(CHATML).map_err(anyhow::Error::msg)?,
        };
        Ok(Some(Self { voice, method: args.method, template, runtime: runtime()? }))
    }

    /// What the model says of a row.
    pub fn opinion(&self, row: &Trajectory) -> anyhow::Result<Opinion> {
        let mut opinion = Opinion { id: row.id.to_string(), ..Opinion::default() };
        match self.method {
            Method::Rating => {
                let reply = self.runtime.block_on(self.voice.ask(&rating_question(row))).context("ask for a rating")?;
                opinion.rating = rating(&reply);
            }
            Method::Ifd => {
                if let Some(texts) = answer_texts(&self.template, row)
                    && let Some(losses) = answer_losses(self.means(texts)?)
                {
                    (opinion.with_instruction, opinion.without) = (Some(losses.with_instruction), Some(losses.without));
                }
            }
            Method::Toolformer => {
                for step in 0..row.steps.len() {
                    let Some(texts) = call_texts(&self.template, row, step) else { break };
                    let Some(losses) = call_losses(self.means(texts)?) else { break };
                    opinion.calls.push(losses);
                }
            }
            _ => {}
        }
        Ok(opinion)
    }

    /// The mean cost of what counts in each text; all are asked for at once.
    fn means<const N: usize>(&self, texts: [Counted; N]) -> anyhow::Result<[Option<f64>; N]> {
        self.runtime.block_on(async {
            let mut asked = JoinSet::new();
            for (at, text) in texts.into_iter().enumerate() {
                let voice = Arc::clone(&self.voice);
                asked.spawn(async move {
                    let reply = voice.ask(&Request::new([Message::user(&text.text)])).await?;
                    let costs = token_costs(&reply)?;
                    anyhow::Ok((at, text.mean(costs.into_iter().map(|cost| (cost.begins, cost.nats)))))
                });
            }
            let mut means = [None; N];
            while let Some(answer) = asked.join_next().await {
                let (at, mean) = answer?.context("ask for log-probabilities")?;
                means[at] = mean;
            }
            Ok(means)
        })
    }

    /// Says what asking came to.
    pub fn account(&self, printer: &Printer) {
        voice::account(&self.voice, printer);
    }
}
