//! The task lists as the world has them.

use super::Tasks;
use super::types::{Assignee, Priority, Repeat, Task, TaskList, TaskStatus};
use crate::world::World;
use crate::world::agenda::appointments;
use crate::world::cast::Cast;
use crate::world::todo::{Rhythm, Todo, TodoList, todos};

pub fn generate(world: &World) -> Tasks {
    let cast = Cast::generate(world);
    let todos = todos(world, &cast, &appointments(world, &cast));
    let list = |(index, list): (usize, &TodoList)| {
        let id = world.id("tdl", index);
        (id.clone(), TaskList { id, name: list.name.clone() })
    };
    let contact = |index: usize| Assignee { contact_id: world.id("con", index), name: cast.people[index].name() };
    let task = |(index, todo): (usize, &Todo)| {
        let id = world.id("tsk", index);
        let task = Task {
            id: id.clone(),
            list_id: world.id("tdl", todo.list),
            title: todo.title.clone(),
            details: todo.details.clone(),
            status: if todo.done.is_some() { TaskStatus::Completed } else { TaskStatus::Open },
            priority: match todo.urgency {
                1 => Priority::Urgent,
                2 => Priority::High,
                3 => Priority::Normal,
                _ => Priority::Low,
            },
            due_date: todo.due,
            assignee: todo.assignee.map(contact),
            parent_task_id: todo.parent.map(|parent| world.id("tsk", parent)),
            blocked_by_task_ids: todo.blocked_by.iter().map(|blocker| world.id("tsk", *blocker)).collect(),
            repeat: todo.rhythm.map(|rhythm| match rhythm {
                Rhythm::Daily => Repeat::Daily,
                Rhythm::Weekly => Repeat::Weekly,
                Rhythm::Monthly => Repeat::Monthly,
            }),
            event_id: todo.appointment.map(|appointment| world.id("evt", appointment)),
            created_at: todo.done.map_or(todo.created, |done| todo.created.min(done.plus_days(-1))),
            completed_at: todo.done,
        };
        (id, task)
    };
    Tasks {
        contacts: (0..cast.people.len()).map(|index| (world.id("con", index), contact(index))).collect(),
        task_lists: todos.lists.iter().enumerate().map(list).collect(),
        tasks: todos.tasks.iter().enumerate().map(task).collect(),
    }
}
