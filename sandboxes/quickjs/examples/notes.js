// A notebook with tags. Every note has a version, so that two writers do not overwrite each other: an update must name
// the version that it is based on.

const NOTE = {
  type: "object",
  properties: {
    id: { type: "string" },
    title: { type: "string" },
    body: { type: "string" },
    tags: { type: "array", items: { type: "string" } },
    version: { type: "integer", description: "Goes up by one with every change." },
    created: { type: "string", format: "date-time" },
    updated: { type: "string", format: "date-time" },
  },
  required: ["id", "title", "body", "tags", "version", "created", "updated"],
  additionalProperties: false,
};

const SUMMARY = {
  type: "object",
  properties: {
    id: { type: "string" },
    title: { type: "string" },
    tags: { type: "array", items: { type: "string" } },
    updated: { type: "string", format: "date-time" },
  },
  required: ["id", "title", "tags", "updated"],
  additionalProperties: false,
};

const ID = { type: "string", description: "The note's id, such as note_7f3k2a, from list_notes or search_notes." };
const TITLE = {
  type: "string",
  minLength: 1,
  maxLength: 120,
  description: "One line that says what the note is about.",
};
const BODY = { type: "string", maxLength: 20000, description: "The text of the note, in Markdown." };
const TAG = {
  type: "string",
  pattern: "^[a-z0-9]+(-[a-z0-9]+)*$",
  maxLength: 30,
  description: "A tag: lower case letters and digits, words joined by a hyphen.",
};

function input(properties, required = []) {
  return { type: "object", properties, required, additionalProperties: false };
}

function output(properties) {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}

function find(state, id) {
  const note = state.notes.find((one) => one.id === id);
  if (!note) throw refuse(`There is no note ${id}. list_notes shows the notes there are.`, "not_found");
  return note;
}

function summary({ id, title, tags, updated }) {
  return { id, title, tags, updated };
}

/** Newest first; notes of the same time stay in the order of their making. */
function newestFirst(notes) {
  return notes.toSorted((a, b) => (a.updated < b.updated ? 1 : a.updated > b.updated ? -1 : 0));
}

/** One page of notes, and how many there are in all. */
function page(notes, { limit, offset }) {
  return {
    notes: newestFirst(notes)
      .slice(offset, offset + limit)
      .map(summary),
    total: notes.length,
  };
}

const PAGE = {
  limit: { type: "integer", minimum: 1, maximum: 50, default: 20, description: "At most so many notes." },
  offset: { type: "integer", minimum: 0, default: 0, description: "Skips so many notes, to see further pages." },
};
const PAGE_OUT = output({ notes: { type: "array", items: SUMMARY }, total: { type: "integer" } });

const SUBJECTS = [
  ["Packing list for {place}", "Passport, chargers, rain jacket.\n\nAsk {who} about the spare suitcase.", ["travel"]],
  [
    "Call with {who}",
    "- offer stands until Friday\n- {who} sends the drawings\n- next call in two weeks",
    ["work", "calls"],
  ],
  ["Book: {book}", "Recommended by {who}. The second half is said to be better than the first.", ["reading"]],
  ["Ideas for {who}'s birthday", "1. cookery course\n2. a weekend in {place}\n3. {book}, signed", ["family"]],
  ["Boiler", "Serviced in spring, pressure should stay above 1.2 bar. Number of the service is on the lid.", ["home"]],
  ["Soup from {place}", "Two onions, a litre of stock, lemon at the very end. Serves four.", ["recipes"]],
  ["Minutes, garden club", "{who} takes over the water rota. Next meeting after the trip to {place}.", ["club"]],
  ["Router settings", "Guest network is off. Channel 6 works better than automatic.", ["home", "tech"]],
];
const WORDS = {
  place: ["Porto", "Ghent", "Tallinn", "Turin", "Bergen", "Graz"],
  who: ["Amira", "Jonas", "Mei", "Tomasz", "Lucía", "Nadia"],
  book: ["The Salt Road", "Low Tide", "Eleven Bridges", "A Winter Ledger"],
};

/** A time so many minutes before another, written in the same offset. */
function before(now, minutes) {
  const offset = now.slice(19);
  const local = new Date(Date.parse(`${now.slice(0, 19)}Z`) - minutes * 60000);
  return local.toISOString().slice(0, 19) + offset;
}

function firstNotes({ now, size, random, id }) {
  const notes = [];
  for (let index = 0; index < (size === "large" ? 80 : 8); index++) {
    const words = Object.fromEntries(Object.entries(WORDS).map(([kind, list]) => [kind, random.pick(list)]));
    const fill = (text) => text.replace(/\{(\w+)\}/g, (_, kind) => words[kind]);
    const [title, body, tags] = SUBJECTS[index % SUBJECTS.length];
    const created = before(now, random.int(60, 90 * 24 * 60));
    notes.push({ id: id("note"), title: fill(title), body: fill(body), tags, version: 1, created, updated: created });
  }
  return { notes };
}

server({
  name: "notes",
  title: "Notebook",
  description: "A personal notebook: short Markdown notes with tags.",
  instructions:
    "Search before you create, so that no note is there twice. Read a note before you change it: update_note " +
    "wants the version that you read.",
  start: firstNotes,
  tools: [
    {
      name: "list_notes",
      title: "List notes",
      description: "Lists notes without their text, the most recently changed first. Can be narrowed to one tag.",
      inputSchema: input({ tag: { ...TAG, description: "Only notes that have this tag." }, ...PAGE }),
      outputSchema: PAGE_OUT,
      annotations: { readOnlyHint: true },
      run: (state, args) =>
        page(
          state.notes.filter((note) => !args.tag || note.tags.includes(args.tag)),
          args,
        ),
    },
    {
      name: "search_notes",
      title: "Search notes",
      description:
        "Finds the notes whose title or text contains every word of the query, whatever the case of its letters.",
      inputSchema: input({ query: { type: "string", minLength: 1, description: "Words to look for." }, ...PAGE }, [
        "query",
      ]),
      outputSchema: PAGE_OUT,
      annotations: { readOnlyHint: true },
      run(state, args) {
        const words = args.query.toLowerCase().split(/\s+/).filter(Boolean);
        if (words.length === 0) throw refuse("The query has no words.", "invalid");
        const text = (note) => `${note.title}\n${note.body}`.toLowerCase();
        return page(
          state.notes.filter((note) => words.every((word) => text(note).includes(word))),
          args,
        );
      },
    },
    {
      name: "read_note",
      title: "Read a note",
      description: "Returns one note with its text and its present version.",
      inputSchema: input({ id: ID }, ["id"]),
      outputSchema: output({ note: NOTE }),
      annotations: { readOnlyHint: true },
      run: (state, { id }) => ({ note: find(state, id) }),
    },
    {
      name: "create_note",
      title: "Create a note",
      description: "Creates a note and returns it with its new id. Two notes must not have the same title.",
      inputSchema: input(
        {
          title: TITLE,
          body: { ...BODY, default: "" },
          tags: {
            type: "array",
            items: TAG,
            uniqueItems: true,
            maxItems: 10,
            default: [],
            description: "Tags to begin with.",
          },
        },
        ["title"],
      ),
      outputSchema: output({ note: NOTE }),
      annotations: { destructiveHint: false },
      run(state, { title, body, tags }, { now, id }) {
        const twin = state.notes.find((note) => note.title.toLowerCase() === title.toLowerCase());
        if (twin) throw refuse(`Note ${twin.id} has the title "${twin.title}" already.`, "conflict");
        const note = { id: id("note"), title, body, tags, version: 1, created: now, updated: now };
        state.notes.push(note);
        return { note };
      },
    },
    {
      name: "update_note",
      title: "Update a note",
      description:
        "Replaces the title, the text or both of a note. Fails if the note has been changed since the version that " +
        "is named: then read it again.",
      inputSchema: input(
        {
          id: ID,
          version: { type: "integer", minimum: 1, description: "The version that you read." },
          title: TITLE,
          body: BODY,
        },
        ["id", "version"],
      ),
      outputSchema: output({ note: NOTE }),
      annotations: { destructiveHint: true },
      run(state, { id, version, title, body }, { now }) {
        const note = find(state, id);
        if (title === undefined && body === undefined) throw refuse("Name a new title, a new body or both.", "invalid");
        if (version !== note.version) {
          throw refuse(`Note ${id} is at version ${note.version}, not ${version}: read it again first.`, "conflict");
        }
        const twin = state.notes.find((one) => one !== note && one.title.toLowerCase() === title?.toLowerCase());
        if (twin) throw refuse(`Note ${twin.id} has the title "${twin.title}" already.`, "conflict");
        Object.assign(note, {
          title: title ?? note.title,
          body: body ?? note.body,
          version: version + 1,
          updated: now,
        });
        return { note };
      },
    },
    {
      name: "tag_note",
      title: "Tag a note",
      description:
        "Adds tags to a note and removes tags from it. Tags that are there already, or not there, are no mistake.",
      inputSchema: input(
        {
          id: ID,
          add: { type: "array", items: TAG, default: [], description: "Tags to add." },
          remove: { type: "array", items: TAG, default: [], description: "Tags to remove." },
        },
        ["id"],
      ),
      outputSchema: output({ note: NOTE }),
      annotations: { destructiveHint: false, idempotentHint: true },
      run(state, { id, add, remove }, { now }) {
        const note = find(state, id);
        const both = add.find((tag) => remove.includes(tag));
        if (both) throw refuse(`Tag ${both} cannot be both added and removed.`, "invalid");
        const tags = [...new Set([...note.tags, ...add])].filter((tag) => !remove.includes(tag));
        if (tags.length > 10)
          throw refuse(`A note has at most 10 tags; this one would have ${tags.length}.`, "not_allowed");
        if (tags.join() !== note.tags.join()) Object.assign(note, { tags, version: note.version + 1, updated: now });
        return { note };
      },
    },
    {
      name: "delete_note",
      title: "Delete a note",
      description: "Deletes a note for good. There is no way to get it back.",
      inputSchema: input({ id: ID }, ["id"]),
      outputSchema: output({ deleted: { type: "string" }, remaining: { type: "integer" } }),
      annotations: { destructiveHint: true },
      run(state, { id }) {
        state.notes.splice(state.notes.indexOf(find(state, id)), 1);
        return { deleted: id, remaining: state.notes.length };
      },
    },
  ],
});
