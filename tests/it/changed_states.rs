//! What servers tell of changes in their state makes the very text of the state.

use mcplab::eval::Suite;
use mcplab::exec::{self, Server};
use mcplab::model::{Episode, Seed};
use mcplab::score::Document;

#[tokio::test]
async fn states_told_by_their_changes_are_the_states_told_whole() {
    let module = exec::builtin().unwrap();
    let mut told = 0;
    for task in Suite::read("core").unwrap().tasks.iter().step_by(3) {
        let servers: std::collections::BTreeSet<&String> = task.reference.iter().map(|call| &call.server).collect();
        for name in servers {
            let Some(mut server) = module.server(name) else { continue };
            server.reset(&Episode { seed: Seed(task.seed), now: task.now.clone() }).await.unwrap();
            let (_, start) = server.states().await.remove(0);
            let (start, first) = (Document::read(start).unwrap(), server.state_digest());
            for call in task.reference.iter().filter(|call| call.server == *name) {
                server.call(&call.tool, &call.arguments).await;
                let changes = server.changes().await.expect("built-in servers tell");
                let (_, whole) = server.states().await.remove(0);
                let changed = Document::changed(&start, &changes).expect("changes that fit");
                assert_eq!(changed.text(), whole, "{} {}", task.id, call.tool);
                told += usize::from(server.state_digest() != first);
            }
        }
    }
    assert!(told > 100, "{told} changes");
}
