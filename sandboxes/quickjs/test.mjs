// Drives the built module as a host does. Run `./build.sh` first, then `node --test sandboxes/quickjs/test.mjs`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Guest } from "./guest.mjs";

const at = (path) => new URL(path, import.meta.url);
const module = new WebAssembly.Module(
  readFileSync(process.env.QUICKJS_WASM ?? at("../../target/quickjs/quickjs.wasm")),
);
const NOTES = readFileSync(at("examples/notes.js"), "utf8");
const TODO = readFileSync(at("examples/todo.js"), "utf8");
const NOW = "2026-03-05T14:30:00+01:00";

const loaded = (program) => new Guest(module).load(program);
const notes = (seed = "7") => loaded(NOTES).start({ server: "notes", seed, now: NOW });

/** A started server whose one tool `t` has a body of the caller's. */
function one(run, { tool = "", start = "({ n: 0, list: [3, 1, 2] })", before = "", seed = "7", now = NOW } = {}) {
  const program = `${before}
server({ name: "s", title: "S", description: "A server.", start: (world) => (${start}), tools: [
  { name: "t", description: "A tool.", inputSchema: { type: "object" }, ${tool}
    run(state, args, context) { ${run} } },
] });`;
  return loaded(program).start({ server: "s", seed, now });
}

const READ = "annotations: { readOnlyHint: true },";
const text = (result) => result.content[0].text;

test("the module is what a host can fork: no imports, one memory, the contract's exports", () => {
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const exported = WebAssembly.Module.exports(module);
  const names = exported.filter(({ kind }) => kind === "function").map(({ name }) => name);
  for (const name of ["describe", "start", "call-tool", "revision", "state", "load", "cabi_realloc"]) {
    assert.ok(names.includes(name), name);
  }
  for (const name of ["describe", "start", "call-tool", "state", "load"]) {
    assert.ok(names.includes(`cabi_post_${name}`), name);
  }
  assert.ok(exported.some(({ name, kind }) => name === "memory" && kind === "memory"));
});

test("no path of the machine that built it is in the module", () => {
  const bytes = readFileSync(process.env.QUICKJS_WASM ?? at("../../target/quickjs/quickjs.wasm"), "latin1");
  for (const place of [process.cwd(), process.env.HOME, "/registry/src/", "/tmp/", "/home/"]) {
    assert.ok(!place || !bytes.includes(place), place);
  }
});

test("before a program and before a start there is nothing, and it is said", () => {
  const guest = new Guest(module);
  assert.equal(guest.describe(), "[]");
  assert.equal(guest.state(), "null");
  assert.equal(guest.revision, 0);
  assert.throws(() => guest.start({}), { message: "no program is loaded" });
  assert.throws(() => guest.call("list_notes"), { message: "not started" });
  guest.load(TODO);
  assert.throws(() => guest.call("list_items"), { message: "not started" });
  assert.equal(guest.state(), "null");
  assert.throws(() => guest.load(TODO), { message: "a program is loaded already" });
});

test("a program that failed to load can be mended and loaded again", () => {
  const guest = new Guest(module);
  assert.throws(() => guest.load("server("));
  guest.load(TODO).start({ server: "todo", seed: "1", now: NOW });
  assert.equal(guest.call("list_items").structuredContent.items.length, 1);
});

test("describe lists servers and tools as the program wrote them", () => {
  const [server, ...rest] = JSON.parse(loaded(NOTES).describe());
  assert.deepEqual(rest, []);
  assert.equal(server.name, "notes");
  assert.equal(server.version, "1.0.0");
  const names = server.tools.map(({ name }) => name);
  assert.deepEqual(names, "list_notes search_notes read_note create_note update_note tag_note delete_note".split(" "));
  assert.deepEqual(Object.keys(server.tools[0]), [
    "name",
    "title",
    "description",
    "inputSchema",
    "outputSchema",
    "annotations",
  ]);
  const both = JSON.parse(loaded(NOTES + TODO).describe());
  assert.deepEqual(
    both.map(({ name }) => name),
    ["notes", "todo"],
  );
});

test("a notebook: create, search, update by version, tag, delete", () => {
  const guest = notes();
  const create = (args) => guest.call("create_note", args).structuredContent.note;
  assert.equal(guest.call("list_notes", { limit: 3 }).structuredContent.notes.length, 3);
  assert.equal(guest.call("list_notes").structuredContent.total, 8);
  assert.equal(guest.revision, 0);

  const note = create({ title: "Piano tuner", body: "Comes on Monday." });
  assert.match(note.id, /^note_[0-9a-z]{6}$/);
  assert.deepEqual(note, {
    id: note.id,
    title: "Piano tuner",
    body: "Comes on Monday.",
    tags: [],
    version: 1,
    created: "2026-03-05T14:30:03+01:00",
    updated: "2026-03-05T14:30:03+01:00",
  });
  const found = guest.call("search_notes", { query: "PIANO monday" }).structuredContent;
  assert.deepEqual(
    found.notes.map(({ id }) => id),
    [note.id],
  );

  const update = (version, body) => guest.call("update_note", { id: note.id, version, body });
  assert.equal(update(1, "Comes on Tuesday.").structuredContent.note.version, 2);
  assert.deepEqual(update(1, "Comes on Friday."), {
    isError: true,
    content: [{ type: "text", text: `Note ${note.id} is at version 2, not 1: read it again first.` }],
    _meta: { "mcplab/error": "conflict" },
  });
  const tags = { id: note.id, add: ["home", "music"], remove: ["work"] };
  assert.deepEqual(guest.call("tag_note", tags).structuredContent.note.tags, ["home", "music"]);
  assert.equal(guest.call("tag_note", tags).structuredContent.note.version, 3);
  assert.deepEqual(guest.call("delete_note", { id: note.id }).structuredContent, { deleted: note.id, remaining: 8 });
  assert.equal(guest.call("read_note", { id: note.id })._meta["mcplab/error"], "not_found");
  assert.equal(guest.revision, 5);
  const large = loaded(NOTES).start({ server: "notes", seed: "7", now: NOW, size: "large" });
  assert.equal(large.call("list_notes").structuredContent.total, 80);
});

test("the shortest example works", () => {
  const guest = loaded(TODO).start({ server: "todo", seed: "1", now: NOW });
  const { id } = guest.call("add_item", { text: "Buy soap" }).structuredContent;
  assert.equal(guest.call("complete_item", { id }).structuredContent.done, true);
  assert.equal(text(guest.call("complete_item", { id })), `Item ${id} is done already.`);
});

test("equal seeds and calls give equal bytes, other seeds give others", () => {
  const calls = [
    ["list_notes", "{}"],
    ["create_note", '{"title":"One","tags":["b","a"]}'],
    ["create_note", '{"title":"One"}'],
    ["create_note", '{"title":7}'],
    ["search_notes", '{"query":"one"}'],
  ];
  const run = (guest) => [...calls.map((call) => guest.callText(...call)), guest.state()];
  assert.deepEqual(run(notes()), run(notes()));
  assert.notDeepEqual(run(notes()), run(notes("8")));
  assert.notEqual(notes(String(2n ** 64n - 1n)).state(), notes(String(2n ** 64n - 2n)).state());
  const again = notes("99");
  run(again);
  assert.deepEqual(run(again.start({ server: "notes", seed: "7", now: NOW })), run(notes()));
});

test("a copy of the memory is a fork", () => {
  const origin = notes();
  origin.call("create_note", { title: "Before" });
  const fork = new Guest(module);
  const [from, to] = [origin.exports.memory, fork.exports.memory];
  to.grow((from.buffer.byteLength - to.buffer.byteLength) / 65536);
  new Uint8Array(to.buffer).set(new Uint8Array(from.buffer));
  assert.equal(fork.state(), origin.state());
  const ask = (guest) => guest.callText("create_note", '{"title":"After"}');
  assert.equal(ask(fork), ask(origin));
  fork.call("create_note", { title: "Only here" });
  assert.equal(origin.call("search_notes", { query: "only here" }).structuredContent.total, 0);
});

test("errors of the contract", () => {
  const guest = notes();
  const fails = (work, message) => assert.throws(work, { message });
  fails(() => guest.call("drop_notes"), "unknown tool: drop_notes");
  fails(() => guest.callText("list_notes", "[]"), "the arguments are no JSON object: []");
  fails(() => guest.callText("list_notes", "{"), /^the arguments are no JSON object: /);
  const deep = `{"title":${"[".repeat(5000)}${"]".repeat(5000)}}`;
  fails(() => guest.callText("list_notes", deep), /nested more than 100 deep/);
  const start = (config) => guest.start({ server: "notes", seed: "7", now: NOW, ...config });
  fails(() => start({ server: "mail" }), 'no such server: "mail" (there are notes)');
  fails(() => start({ seed: 7 }), "seed is no u64: 7");
  fails(() => start({ seed: String(2n ** 64n) }), /^seed is no u64/);
  fails(() => start({ now: "2026-03-05T14:30:00" }), /^now is no RFC 3339 time with offset/);
  fails(() => start({ size: "huge" }), 'bad configuration: size is "huge", not "small" or "large"');
  fails(() => guest.call("list_notes"), "not started");
});

test("arguments that do not fit the schema are refused by name, and defaults are filled in", () => {
  const guest = notes();
  const check = (tool, args, message) => {
    const result = guest.call(tool, args);
    assert.equal(text(result), message);
    assert.equal(result._meta["mcplab/error"], "invalid");
  };
  check("create_note", {}, "Missing argument `title`.");
  check("create_note", { title: "x", colour: 1 }, "Unknown argument `colour`, expected `title`, `body` or `tags`.");
  check("create_note", { title: 5 }, "Argument `title`: must be a string, not 5.");
  check("create_note", { title: "" }, "Argument `title`: must have at least 1 character, it has 0.");
  check(
    "create_note",
    { title: "x", tags: ["a", "B"] },
    'Argument `tags[1]`: must match the pattern ^[a-z0-9]+(-[a-z0-9]+)*$, "B" does not.',
  );
  check("create_note", { title: "x", tags: ["a", "a"] }, "Argument `tags`: must not have an item twice.");
  check("list_notes", { limit: 2.5 }, "Argument `limit`: must be a whole number, not 2.5.");
  check("list_notes", { limit: 51 }, "Argument `limit`: must be at most 50, not 51.");
  assert.equal(guest.revision, 0);

  const schema = `properties: { kind: { enum: ["a", "b"] }, size: { type: ["integer", "null"] },
    where: { type: "object", properties: { x: { type: "number", default: 1 } }, required: ["x"] },
    who: { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] },
    many: { oneOf: [{ type: "integer" }, { const: "all" }] }, step: { multipleOf: 0.01 } }`;
  const shapes = one("return args", { tool: `inputSchema: { type: "object", ${schema} },` });
  const fits = (args, result = args) => assert.deepEqual(shapes.call("t", args).structuredContent, result);
  const fails = (args, message) => assert.equal(text(shapes.call("t", args)), message);
  fits({ kind: "b", size: null, who: ["me"], many: "all", step: 0.29 });
  fits({ where: {}, more: true }, { where: { x: 1 }, more: true });
  fails({ kind: "c" }, 'Argument `kind`: must be "a" or "b", not "c".');
  fails({ size: "x" }, 'Argument `size`: must be a whole number or null, not "x".');
  fails({ where: { x: "1" } }, 'Argument `where.x`: must be a number, not "1".');
  fails({ who: 3 }, "Argument `who`: must be a string, not 3.");
  fails({ many: "some" }, 'Argument `many`: must be a whole number, not "some".');
  fails({ step: 0.295 }, "Argument `step`: must be a multiple of 0.01, not 0.295.");
});

test("what a tool returns becomes a result", () => {
  const result = (run, options) => one(run, options).call("t");
  assert.deepEqual(result("return { a: 1 }"), { structuredContent: { a: 1 } });
  assert.deepEqual(result("return { content: 'a text of its own' }").structuredContent, {
    content: "a text of its own",
  });
  assert.deepEqual(result("return [1, 2]"), { content: [{ type: "text", text: "[1,2]" }] });
  assert.deepEqual(result("return 'done'"), { content: [{ type: "text", text: "done" }] });
  assert.deepEqual(result("return null"), { content: [{ type: "text", text: "null" }] });
  const whole = { content: [{ type: "image", data: "", mimeType: "image/png" }] };
  assert.deepEqual(result(`return ${JSON.stringify(whole)}`), whole);
  for (const [run, message] of [
    ["", /^the tool "t" returned nothing: return an object/],
    ["return Promise.resolve(1)", /returned a promise/],
    ["return () => 1", /returned a function/],
  ]) {
    assert.match(text(result(run)), message);
  }
  const out = `outputSchema: { type: "object", properties: { a: { type: "string" } }, required: ["a"] },`;
  assert.deepEqual(result("return { a: new Date(0), b: undefined }", { tool: out }).structuredContent, {
    a: "1970-01-01T00:00:00.000Z",
  });
  assert.match(text(result("return { b: 1 }", { tool: out })), /does not fit its outputSchema: a is missing/);
  assert.match(text(result("return [1]", { tool: out })), /does not fit its outputSchema: it must be an object/);
});

test("an error is a result, and undoes everything that the call did", () => {
  const started = JSON.parse(one("return 1").state());
  for (const [run, message, kind] of [
    ["throw refuse('No.', 'not_allowed')", "No.", "not_allowed"],
    ["return refuse('No.')", "No."],
    ["throw new Error('Full.')", "Full."],
    ["throw 'just a text'", "just a text"],
    ["class Odd extends Error {} throw new Odd('Odd.')", "Odd."],
    ["return { isError: true, content: [{ type: 'text', text: 'Mine.' }] }", "Mine."],
    ["state.x.y = 1", /^TypeError: cannot set property 'y' of undefined \(line 4, column \d+ of the program\)$/],
    ["const f = () => f() + 1; f()", /^RangeError: Maximum call stack size exceeded/],
    ["state.when = new Date(); return 1", /state that is no JSON: state.when is a Date: keep its toISOString\(\)/],
    ["state.list.push(NaN); return 1", /no JSON: state.list\[4\] is NaN/],
    ["state.self = state; return 1", /^TypeError: circular reference/],
    ["state.all = new Map(); return 1", /no JSON: state.all is a Map/],
    ["refuse()", /^refuse\(\) takes a text that says what is wrong, not undefined/],
    ["refuse('x', 'bad')", /^refuse\(\) takes "not_found", "conflict", "not_allowed" or "invalid"/],
    ["context.id()", /^id\(\) takes a kind such as "note", not undefined/],
  ]) {
    const guest = one(`state.n = 5; state.list.push(4); context.id("a"); ${run}`);
    const result = guest.call("t");
    assert.equal(result.isError, true, run);
    if (message instanceof RegExp) assert.match(text(result), message, run);
    else assert.equal(text(result), message);
    assert.equal(result._meta?.["mcplab/error"], kind);
    assert.deepEqual(JSON.parse(guest.state()), started, run);
    assert.equal(guest.revision, 0);
  }
});

test("a tool that reads cannot change the state", () => {
  for (const run of ["state.n = 5", "state.list.push(1)", "state.list.sort()", "delete state.n", "state.list[0] = 9"]) {
    const guest = one(`${run}; return 1`, { tool: READ });
    const before = guest.state();
    assert.match(text(guest.call("t")), /a tool with readOnlyHint must not change the state$/, run);
    assert.equal(guest.state(), before);
  }
  const guest = one("return context.id('x')", { tool: READ });
  assert.match(text(guest.call("t")), /^a tool with readOnlyHint must not call context.id/);
  assert.equal(one("return state.list.toSorted()", { tool: READ }).call("t").content[0].text, "[1,2,3]");
});

test("the revision counts the calls of tools that may write, the state text has sorted names and no clock", () => {
  const guest = one("state.b = { z: 1, 10: 2, a: undefined }; return context.now");
  assert.equal(text(guest.call("t")), "2026-03-05T14:30:01+01:00");
  assert.equal(guest.state(), '{"minted":0,"server":"s","state":{"b":{"10":2,"z":1},"list":[3,1,2],"n":0}}');
  const before = guest.state();
  assert.equal(text(guest.call("t")), "2026-03-05T14:30:02+01:00");
  assert.equal(guest.state(), before);
  assert.equal(guest.revision, 2);
});

test("time and randomness come from the configuration and the calls alone", () => {
  const run = "return [context.now, new Date(), Date.now(), Math.random(), context.random(), performance.now()]";
  const ask = (options) => {
    const guest = one(run, options);
    return [JSON.parse(text(guest.call("t"))), JSON.parse(text(guest.call("t")))];
  };
  const [first, second] = ask();
  assert.deepEqual(first.slice(0, 3), ["2026-03-05T14:30:01+01:00", "2026-03-05T13:30:01.000Z", 1772717401000]);
  assert.deepEqual(second.slice(0, 3), ["2026-03-05T14:30:02+01:00", "2026-03-05T13:30:02.000Z", 1772717402000]);
  const numbers = [...first.slice(3, 5), ...second.slice(3, 5), ...ask({ seed: "8" })[0].slice(3, 5)];
  assert.equal(new Set(numbers).size, 6);
  assert.ok(numbers.every((number) => number >= 0 && number < 1));
  assert.deepEqual(ask(), ask());
  const utc = one("return context.now", { now: "2026-12-31T23:59:59.5Z" });
  assert.equal(text(utc.call("t")), "2027-01-01T00:00:00Z");
  const world = one("return state", { start: "{ ...world, random: world.random.int(3, 3), id: world.id('x') }" });
  const { id, ...rest } = world.call("t").structuredContent;
  assert.deepEqual(rest, { seed: 7, now: NOW, size: "small", random: 3 });
  assert.match(id, /^x_/);
});

test("numbers are spread evenly, handles never repeat", () => {
  const before = `
    const make = ({ random, id }) => {
      const bins = new Array(10).fill(0);
      for (let draw = 0; draw < 10000; draw++) bins[Math.floor(random() * 10)] += 1;
      return { bins, handles: new Set(Array.from({ length: 5000 }, () => id("h"))).size };
    };`;
  const { bins, handles } = one("return state", { before, start: "make(world)" }).call("t").structuredContent;
  assert.equal(handles, 5000);
  assert.ok(
    bins.every((count) => count > 850 && count < 1150),
    String(bins),
  );
});

test("texts of any language pass, and halves of characters do no harm", () => {
  const guest = one(
    "if (args.fail) throw refuse(args.half + '\\ud800'); state.note = args.note + '\\ud83d'; return state",
  );
  assert.equal(guest.call("t", { note: "žluťoučký 🐎" }).structuredContent.note, "žluťoučký 🐎\ud83d");
  assert.match(guest.state(), /"note":"žluťoučký 🐎\\ud83d"/);
  assert.equal(text(guest.call("t", { fail: true, half: "x" })), "x\ud800");
  assert.throws(() => loaded("throw new Error('\\ud800')"), { message: "line 1, column 11: Error: \ufffd" });
  assert.throws(() => loaded("let a = 1;\0"));
});

test("what a program keeps in variables does not outlive the episode", () => {
  const guest = one("count += 1; return count", { before: "let count = 0;" });
  assert.equal(text(guest.call("t")), "1");
  assert.equal(text(guest.call("t")), "2");
  guest.start({ server: "s", seed: "7", now: NOW });
  assert.equal(text(guest.call("t")), "1");
});

test("a program that is wrong is told where, what and how to mend it", () => {
  const tool = (fields) =>
    `server({ name: "s", title: "S", description: "D.", start: () => ({}), tools: [{ name: "t", description: "A tool.", inputSchema: { type: "object" }, run: () => 1, ${fields} }] })`;
  const serverWith = (fields) =>
    tool("")
      .replace("server({", "server({ ...{}, ")
      .replace(/ \}\)$/, `, ${fields} })`);
  for (const [program, message] of [
    ["let x = ;", /^line 1, column 9: SyntaxError: unexpected token/],
    ["\n\n  later();", "line 3, column 3: ReferenceError: later is not defined"],
    ["// nothing", /^the program never calls server\(\{ name, title, description, tools, start \}\)/],
    ["throw 'x'", 'thrown was "x"'],
    ["import fs from 'fs'", /^line 1, column \d+: SyntaxError/],
    ["const f = () => f() + 1; f()", /RangeError: Maximum call stack size exceeded$/],
    ["\nserver(3)", "line 2, column 1: server() takes one object, not 3"],
    ["server({})", 'line 1, column 1: the server must have a "name", such as "notes"'],
    ["server({ name: 'a b' })", /server "a b" must have a name of up to 64 letters, digits, _ and -$/],
    ["server({ name: 'a', title: 'A' })", /server "a" must have text in "description"$/],
    [
      "server({ name: 'a', tittle: 'A' })",
      /server "a" has the field "tittle": known are name, title, description, version/,
    ],
    ["server({ name: 'a', title: 'A', description: 'B' })", /must have a function in "start": start\(\{ seed, now/],
    [serverWith("tools: []"), /must have an array of at least one tool in "tools"$/],
    [serverWith("instructions: 3"), /must have text in "instructions", or leave it out$/],
    [tool("name: 'a tool'"), /tool "a tool" must have a name of up to 128 letters/],
    [tool("description: ''"), /server "s": tool "t" must have text in "description": it is all that a caller knows$/],
    [tool("handler() {}"), /tool "t" has the field "handler": known are name, title/],
    [tool("run: 3"), /tool "t" must have a function in "run": run\(state, args, context\)/],
    [tool("async run() {}"), /tool "t" must have a plain function in "run", neither async nor a generator$/],
    [tool("inputSchema: { properties: {} }"), /must have a schema of the type "object" in "inputSchema"$/],
    [tool("annotations: { readonlyHint: true }"), /has the field "readonlyHint": known are title, readOnlyHint/],
    [tool("annotations: { readOnlyHint: 1 }"), /must have true or false in "readOnlyHint"$/],
    [
      tool("outputSchema: { type: 'object', $ref: '#' }"),
      /tool "t": outputSchema uses "\$ref", which is not known here/,
    ],
    [
      tool("inputSchema: { type: 'object', properties: { a: { type: 'text' } } }"),
      /tool "t": inputSchema.properties.a has the type "text": known are string, number/,
    ],
    [
      tool("inputSchema: { type: 'object', properties: { a: { type: 'string', required: true } } }"),
      /inputSchema.properties.a must have an array of names in "required"; a property has no "required" of its own$/,
    ],
    [tool("inputSchema: { type: 'object', required: ['a'] }"), /requires "a", which is not among its properties$/],
    [tool("inputSchema: { type: 'object', properties: { a: { pattern: '(' } } }"), /which is no regular expression/],
    [`${tool("")}\n${tool("")}`, /^line 2, column 1: server "s" is there already: give the second one another name$/],
  ]) {
    assert.throws(() => loaded(program), { message }, program);
  }
  const starts = (start, message) => assert.throws(() => one("return 1", { start }), { message });
  starts("undefined", 'start of server "s" must return the state, it returned nothing');
  starts(
    "{ at: [new Date()] }",
    /start of server "s" left something in the state that is no JSON: state.at\[0\] is a Date/,
  );
  starts("world.nothing.at", /^line 2, column \d+: TypeError: cannot read property 'at' of undefined$/);
});
