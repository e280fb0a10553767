//! The machine and the process: who measured, and what was used.

use std::fmt;
use std::fs;
use std::process::Command;

use serde::Serialize;

/// Ticks of `/proc/*/stat` in a second; Linux has had 100 on every platform for user space.
const TICKS: f64 = 100.0;

/// Where and of what figures were taken.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    pub date: String,
    pub commit: String,
    pub cpu: String,
    pub cores: usize,
    pub os: String,
    pub rustc: String,
    /// Load of the last minute when the measuring began.
    pub load: String,
}

impl Machine {
    pub fn this() -> Self {
        let file = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let cpu = file("/proc/cpuinfo");
        let model = cpu.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
        let said = |program: &str, arguments: &[&str]| {
            let output = Command::new(program).args(arguments).output().ok()?;
            Some(String::from_utf8_lossy(&output.stdout).trim().to_owned()).filter(|text| !text.is_empty())
        };
        let dirty = said("git", &["status", "--porcelain", "--untracked-files=no"]).is_some();
        let commit = said("git", &["rev-parse", "--short=10", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
        Self {
            date: jiff::Timestamp::now().to_string().chars().take(10).collect(),
            commit: if dirty { format!("{commit}-dirty") } else { commit },
            cpu: model.unwrap_or("unknown").to_owned(),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            os: file("/proc/sys/kernel/osrelease").trim().to_owned(),
            rustc: said("rustc", &["--version"]).unwrap_or_default(),
            load: file("/proc/loadavg").split(' ').next().unwrap_or_default().to_owned(),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, commit, cpu, cores, os, rustc, load } = self;
        write!(f, "{date}, commit {commit}\n{cpu}, {cores} cores, Linux {os}, {rustc}, load {load}")
    }
}

/// CPU seconds that a process has used so far, of all its threads; `self` for this one.
pub fn cpu_seconds(process: &str) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let behind_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<f64> =
        behind_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    fields.iter().sum::<f64>() / TICKS
}

/// A figure of `/proc/self/status` in KiB: `VmRSS` now, `VmHWM` the most so far.
pub fn memory_kib(name: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}
