//! Episodes of the suite: how many end in a CPU-second with scoring, how many can be open at once, and what of a model's time
//! is lost in between.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use mcplab::eval::{Agent, Attempted, Native, Oracle, Plan, Servers, Suite, Worlds, run};
use mcplab::exec;
use mcplab::llm::{Arguments, Finish, Message, Model, ModelError, Reply, Request, ToolCall};
use mcplab::score::Task;
use serde::Serialize;

use super::machine::memory_kib;

/// Episodes of the oracle, on one thread.
#[derive(Clone, Debug, Serialize)]
pub struct Speed {
    pub tasks: usize,
    pub episodes: u64,
    pub passed: u64,
    pub calls: u64,
    /// User and system time of the process.
    pub cpu_seconds: f64,
    pub wall_seconds: f64,
    pub per_cpu_second: f64,
    /// The same for the first attempts, which also start the servers of every task.
    pub first_per_cpu_second: f64,
}

/// Episodes that are open at the same time, each after its first call.
#[derive(Clone, Debug, Serialize)]
pub struct Open {
    pub episodes: usize,
    pub seconds: f64,
    pub mib: f64,
    pub kib_each: f64,
}

/// Requests to a model that always takes the same time.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    pub at_once: usize,
    pub latency_ms: u64,
    pub requests: u64,
    pub seconds: f64,
    /// Of `at_once / latency`, from the first request to the last.
    pub share: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Episodes {
    pub speed: Speed,
    pub open: Open,
    pub waiting: Waiting,
}

pub fn measure(rounds: u32, open: usize) -> anyhow::Result<Episodes> {
    let tasks = Suite::read("core")?.tasks;
    Ok(Episodes { speed: speed(&tasks, rounds)?, open: opened(&tasks, open)?, waiting: waiting(&tasks)? })
}

fn worlds() -> anyhow::Result<Arc<Worlds>> {
    Ok(Arc::new(Worlds::new(Arc::new(Servers::new(&exec::builtin()?, Vec::new())))))
}

fn speed(tasks: &[Arc<Task>], rounds: u32) -> anyhow::Result<Speed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let worlds = worlds()?;
    let agent: Arc<dyn Agent> = Arc::new(Oracle::new());
    let (mut passed, mut calls) = (0, 0);
    let mut play = |k: u32| {
        let plan = Plan { tasks: tasks.to_vec(), k, at_once: 1, fuzzy: false };
        let on_end = |attempted: Attempted| -> Result<(), Infallible> {
            passed += u64::from(attempted.score.passed == Some(true));
            calls += attempted.episode.trajectory.steps.len() as u64;
            Ok(())
        };
        runtime.block_on(run(&plan, &agent, &worlds, &BTreeSet::new(), std::future::pending(), on_end))
    };
    // The first round starts the worlds, which every later attempt shares.
    let before = cpu_seconds()?;
    play(1)?;
    let first = cpu_seconds()? - before;
    let (cpu, wall) = (cpu_seconds()?, Instant::now());
    play(rounds)?;
    let (cpu_seconds, wall_seconds) = (cpu_seconds()? - cpu, wall.elapsed().as_secs_f64());
    let episodes = tasks.len() as u64 * u64::from(rounds);
    let of_rounds = |all: u64| all - all / u64::from(rounds + 1);
    Ok(Speed {
        tasks: tasks.len(),
        episodes,
        passed: of_rounds(passed),
        calls: of_rounds(calls),
        cpu_seconds,
        wall_seconds,
        per_cpu_second: episodes as f64 / cpu_seconds,
        first_per_cpu_second: tasks.len() as f64 / first,
    })
}

fn opened(tasks: &[Arc<Task>], count: usize) -> anyhow::Result<Open> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let worlds = worlds()?;
    let single: Vec<&Arc<Task>> = tasks.iter().filter(|task| !task.reference.is_empty()).collect();
    runtime.block_on(async {
        for task in &single {
            worlds.enter(task).await?;
        }
        let (before, begun) = (memory_kib("VmRSS"), Instant::now());
        let mut scenes = Vec::with_capacity(count);
        for at in 0..count {
            let task = single[at % single.len()];
            let mut scene = worlds.enter(task).await?;
            let call = &task.reference[0];
            let name = scene.view().exposed(&call.server, &call.tool).unwrap_or_default().to_owned();
            scene.act(&worlds, None, vec![mcplab::eval::Wanted::new(name, call.arguments.clone())]).await;
            anyhow::ensure!(scene.broken().is_none(), "{:?}", scene.broken());
            scenes.push(scene);
        }
        let (kib, seconds) = (memory_kib("VmRSS") - before, begun.elapsed().as_secs_f64());
        Ok(Open { episodes: scenes.len(), seconds, mib: kib / 1024.0, kib_each: kib / count as f64 })
    })
}

/// A model that answers after a while: with a call first, then in words.
struct Slow {
    latency: Duration,
    asked: AtomicU64,
}

#[async_trait::async_trait]
impl Model for Slow {
    fn name(&self) -> &str {
        "slow"
    }

    async fn complete(&self, request: &Request) -> Result<Reply, ModelError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(self.latency).await;
        let answered = request.messages.iter().filter(|message| matches!(message, Message::Tool { .. })).count();
        let tool_calls = match (answered, request.tools.first()) {
            (0..3, Some(tool)) => vec![ToolCall {
                id: format!("call_{answered}"),
                name: tool.name.clone(),
                arguments: Arguments::Object(serde_json::Map::new()),
            }],
            _ => Vec::new(),
        };
        let finish = if tool_calls.is_empty() { Finish::Stop } else { Finish::ToolCalls };
        Ok(Reply { text: "Done.".to_owned(), tool_calls, usage: None, finish })
    }
}

fn waiting(tasks: &[Arc<Task>]) -> anyhow::Result<Waiting> {
    const AT_ONCE: usize = 256;
    const LATENCY: Duration = Duration::from_millis(500);
    // Whole waves, so that the last episodes do not run alone, and enough of them that it is not the opening of the first that is
    // measured.
    const WAVES: usize = 6;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let worlds = worlds()?;
    let model = Arc::new(Slow { latency: LATENCY, asked: AtomicU64::new(0) });
    let agent: Arc<dyn Agent> = Arc::new(Native::new(Arc::clone(&model) as Arc<dyn Model>));
    let tasks: Vec<Arc<Task>> = tasks.iter().filter(|task| task.user == mcplab::score::User::None).cloned().collect();
    let tasks: Vec<Arc<Task>> = tasks.iter().cycle().take(AT_ONCE * WAVES).cloned().collect();
    runtime.block_on(async {
        for task in &tasks {
            worlds.enter(task).await?;
        }
        let plan = Plan { tasks, k: 1, at_once: AT_ONCE, fuzzy: false };
        let begun = Instant::now();
        let on_end = |_: Attempted| -> Result<(), Infallible> { Ok(()) };
        run(&plan, &agent, &worlds, &BTreeSet::new(), std::future::pending(), on_end).await?;
        let (requests, seconds) = (model.asked.load(Ordering::Relaxed), begun.elapsed().as_secs_f64());
        let most = AT_ONCE as f64 / LATENCY.as_secs_f64();
        let share = requests as f64 / seconds / most;
        Ok(Waiting { at_once: AT_ONCE, latency_ms: LATENCY.as_millis() as u64, requests, seconds, share })
    })
}

/// User and system time of this process, by `/proc/self/stat` (proc(5)): in ticks of a hundredth of a second.
fn cpu_seconds() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let behind = text.rsplit_once(')').map_or("", |(_, behind)| behind);
    let fields: Vec<&str> = behind.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    Ok((ticks(11) + ticks(12)) / 100.0)
}

pub fn table(episodes: &Episodes) -> String {
    let Episodes { speed, open, waiting } = episodes;
    format!(
        "episodes of the oracle, one thread: {} ({} passed, {} calls) in {:.2} CPU-seconds: {:.0} a CPU-second ({:.0} \
         with the start of the servers)\n\
         open at once, each after a call: {} in {:.1} s, {:.0} MiB ({:.1} KiB each)\n\
         a model of {} ms, {} at once: {} requests in {:.2} s, {:.1}% of the most possible",
        speed.episodes,
        speed.passed,
        speed.calls,
        speed.cpu_seconds,
        speed.per_cpu_second,
        speed.first_per_cpu_second,
        open.episodes,
        open.seconds,
        open.mib,
        open.kib_each,
        waiting.latency_ms,
        waiting.at_once,
        waiting.requests,
        waiting.seconds,
        100.0 * waiting.share,
    )
}
