//! What the host keeps for one running component: its limits, what it has taken of them, and its world.

use thiserror::Error;
use wasmtime::ResourceLimiter;

use super::host::World;
use crate::limits::{LimitHit, Limits};

/// Core instances in one component: the adapters of composed ones are many and small.
const INSTANCES: usize = 1_000;

/// Memories in one component, each of which takes 4 GiB of addresses, and tables.
const MEMORIES: usize = 64;
const TABLES: usize = 1_000;

pub(super) struct Home {
    pub limits: Limits,
    pub world: World,
    /// Bytes of all memories together.
    pub memory_bytes: usize,
    table_elements: usize,
    /// By how much memory and tables grew last, if that did not fail.
    last: (usize, usize),
    host_calls: u64,
}

/// Why the host ends a component in one of the calls that it makes.
#[derive(Debug, PartialEq, Eq, Error)]
pub(super) enum Ended {
    #[error("the component called {0}, which the sandbox does not give")]
    NotGiven(String),
    #[error("the component called {0} with types that the sandbox does not know")]
    OtherTypes(String),
    #[error("the component ended itself")]
    Exit,
    #[error("the component asked for {asked} random bytes at once, allowed are {limit}")]
    Random { asked: u64, limit: u64 },
    #[error("the component waits for nothing at all, which would take for ever")]
    WaitForNothing,
}

impl Home {
    pub(super) fn new(limits: Limits, world: World) -> Self {
        Self { limits, world, memory_bytes: 0, table_elements: 0, last: (0, 0), host_calls: 0 }
    }

    /// Begins to count a new call into the component.
    pub(super) fn begin(&mut self) {
        self.host_calls = 0;
    }

    /// Counts one call to the host, which may cost the host more than the component's fuel says.
    pub(super) fn host_call(&mut self) -> Result<(), LimitHit> {
        let limit = self.limits.host_calls;
        self.host_calls = self.host_calls.saturating_add(1);
        if self.host_calls > limit { Err(LimitHit::HostCalls { limit }) } else { Ok(()) }
    }

    /// Takes back what was counted for a growth that then failed.
    fn shrink(&mut self) {
        let (memory, table) = std::mem::take(&mut self.last);
        self.memory_bytes = self.memory_bytes.saturating_sub(memory);
        self.table_elements = self.table_elements.saturating_sub(table);
    }
}

/// The limits hold for all instances of a component together.
impl ResourceLimiter for Home {
    fn memory_growing(&mut self, current: usize, asked: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let (more, limit) = (asked.saturating_sub(current), self.limits.memory_bytes);
        let asked = self.memory_bytes.saturating_add(more);
        if asked > limit {
            return Err(LimitHit::Memory { asked, limit }.into());
        }
        (self.memory_bytes, self.last) = (asked, (more, 0));
        Ok(true)
    }

    fn memory_grow_failed(&mut self, _error: wasmtime::Error) -> wasmtime::Result<()> {
        self.shrink();
        Ok(())
    }

    fn table_growing(&mut self, current: usize, asked: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let (more, limit) = (asked.saturating_sub(current), self.limits.table_elements);
        let asked = self.table_elements.saturating_add(more);
        if asked > limit {
            return Err(LimitHit::Table { asked, limit }.into());
        }
        (self.table_elements, self.last) = (asked, (0, more));
        Ok(true)
    }

    fn table_grow_failed(&mut self, _error: wasmtime::Error) -> wasmtime::Result<()> {
        self.shrink();
        Ok(())
    }

    fn instances(&self) -> usize {
        INSTANCES
    }

    fn memories(&self) -> usize {
        MEMORIES
    }

    fn tables(&self) -> usize {
        TABLES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memories_are_counted_together() {
        let limits = Limits { memory_bytes: 10, table_elements: 4, ..Limits::default() };
        let mut home = Home::new(limits, World::new(0, 0));
        assert!(home.memory_growing(0, 4, None).unwrap());
        assert!(home.memory_growing(0, 4, None).unwrap());
        assert!(home.memory_growing(4, 6, None).unwrap());
        assert_eq!(home.memory_bytes, 10);
        let error = home.memory_growing(4, 5, None).unwrap_err();
        assert_eq!(error.downcast_ref(), Some(&LimitHit::Memory { asked: 11, limit: 10 }));
        assert!(home.table_growing(0, 4, None).unwrap());
        assert!(home.table_growing(0, 1, None).is_err());
    }

    #[test]
    fn what_failed_to_grow_does_not_count() {
        let limits = Limits { memory_bytes: 10, table_elements: 4, ..Limits::default() };
        let mut home = Home::new(limits, World::new(0, 0));
        for _ in 0..3 {
            assert!(home.memory_growing(0, 8, None).unwrap());
            home.memory_grow_failed(wasmtime::Error::msg("no")).unwrap();
            assert!(home.table_growing(0, 3, None).unwrap());
            home.table_grow_failed(wasmtime::Error::msg("no")).unwrap();
        }
        assert_eq!((home.memory_bytes, home.table_elements), (0, 0));
    }

    #[test]
    fn host_calls_are_counted_for_each_call() {
        let mut home = Home::new(Limits { host_calls: 3, ..Limits::default() }, World::new(0, 0));
        for _ in 0..2 {
            home.begin();
            assert!((0..3).all(|_| home.host_call().is_ok()));
            assert_eq!(home.host_call(), Err(LimitHit::HostCalls { limit: 3 }));
        }
    }
}
