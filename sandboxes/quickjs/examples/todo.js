// The shortest server that is of use: one list, a tool that reads it and two that change it.
server({
  name: "todo",
  title: "To-do list",
  description: "One shared list of things to do.",
  start: ({ id }) => ({ items: [{ id: id("item"), text: "Water the plants", done: false }] }),
  tools: [
    {
      name: "list_items",
      description: "Lists all items, in the order in which they were added.",
      inputSchema: { type: "object", properties: {}, additionalProperties: false },
      annotations: { readOnlyHint: true },
      run: (state) => ({ items: state.items }),
    },
    {
      name: "add_item",
      description: "Adds an item at the end of the list and returns it with its new id.",
      inputSchema: {
        type: "object",
        properties: { text: { type: "string", minLength: 1, description: "What is to be done." } },
        required: ["text"],
        additionalProperties: false,
      },
      run(state, { text }, { id }) {
        const item = { id: id("item"), text, done: false };
        state.items.push(item);
        return item;
      },
    },
    {
      name: "complete_item",
      description: "Marks an item as done. Fails if there is no such item or it is done already.",
      inputSchema: {
        type: "object",
        properties: { id: { type: "string", description: "The item's id, from list_items." } },
        required: ["id"],
        additionalProperties: false,
      },
      annotations: { destructiveHint: false },
      run(state, args) {
        const item = state.items.find((one) => one.id === args.id);
        if (!item) throw refuse(`There is no item ${args.id}.`, "not_found");
        if (item.done) throw refuse(`Item ${item.id} is done already.`, "conflict");
        item.done = true;
        return item;
      },
    },
  ],
});
