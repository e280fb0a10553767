//! The build server: pipelines, their runs with jobs and steps, logs, artifacts and flaky tests.

mod artifacts;
mod data;
mod logs;
mod reading;
mod running;
mod types;
mod work;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use crate::world::cast::Member;
use types::{Pipeline, Revision, Run, TestCase};

const PIPELINE: Noun = Noun { name: "pipeline", finder: "list_pipelines" };
const RUN: Noun = Noun { name: "run", finder: "list_pipeline_runs" };

/// The whole build server.
#[derive(Debug, Clone, Serialize)]
pub struct Ci {
    /// By repository.
    pipelines: Table<Pipeline>,
    /// The last commits of branches, by repository and branch.
    revisions: Table<Revision>,
    runs: Table<Run>,
    /// By repository and name.
    tests: Table<TestCase>,
    user: Member,
}

impl Server for Ci {
    const NAME: &'static str = "ci";
    const TITLE: &'static str = "Build server";
    const DESCRIPTION: &'static str = "The company's build server: a pipeline for each repository, its runs with jobs and logs, artifacts and flaky tests.";
    const INSTRUCTIONS: &'static str = "Runs are named by id and belong to a repository and a branch. A run has the jobs lint, build, test and, on main, package. \
        start_pipeline_run and retry_failed_jobs run to the end and report progress by job; they can be cancelled between two jobs.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_pipelines", reading::list_pipelines),
            read("list_pipeline_runs", reading::list_pipeline_runs),
            read("get_pipeline_run", reading::get_pipeline_run),
            read("get_job_log", logs::get_job_log),
            read("list_run_artifacts", artifacts::list_run_artifacts),
            read("get_flaky_tests", reading::get_flaky_tests),
            write("start_pipeline_run", running::start_pipeline_run),
            write("retry_failed_jobs", running::retry_failed_jobs),
            write("cancel_pipeline_run", running::cancel_pipeline_run).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![
            resource::template(
                "ci://runs/{run_id}/test-report",
                "test_report",
                "What each test of a run's test job came to, as CSV.",
                "text/csv",
                |ci: &Self| artifacts::listed(ci, artifacts::TEST_REPORT),
                |ci, now, vars| artifacts::test_report(ci, now, vars.get("run_id")),
            ),
            resource::template(
                "ci://runs/{run_id}/timings",
                "timings",
                "How long the jobs and steps of a run took, as JSON.",
                "application/json",
                |ci: &Self| artifacts::listed(ci, artifacts::TIMINGS),
                |ci, now, vars| artifacts::timings(ci, now, vars.get("run_id")),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![prompt::new("explain_failure", logs::explain_failure).complete("run_id", |ci: &Self| {
            ci.runs.values().filter(|run| run.status == types::RunStatus::Failed).map(|run| run.id.clone()).collect()
        })]
    }
}
