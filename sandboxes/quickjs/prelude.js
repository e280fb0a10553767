// What a program finds when it is loaded, and what stands behind the exports of the guest.
//
// Everything is determined by the program, the configuration of `start` and the calls: the clock moves one second a
// call, randomness comes from the seed and the clock, handles from the seed and a counter. The state between two calls
// is frozen. A tool that reads is given that state itself, so it cannot change it; a tool that writes is given a copy,
// which takes the state's place only when the tool succeeds.
(function prelude(setClock) {
  "use strict";

  const { parse, stringify } = JSON;
  const { hasOwn, keys, freeze, getPrototypeOf } = Object;
  const { isArray } = Array;

  /** An error of the contract: its message goes to the host as it is. */
  class ContractError extends Error {}

  /** A mistake in the program that was found by looking for it. */
  class ProgramError extends Error {}

  /** A result with `isError` that a tool has written itself. Like any error, it undoes the call. */
  class Answer extends Error {}

  /** What a tool says no with. */
  class Refusal extends Error {
    constructor(text, kind) {
      super(text);
      this.kind = kind;
    }
  }

  /** Errors that the engine throws, mostly because of a mistake in the program. */
  const NATIVE = [TypeError, ReferenceError, RangeError, SyntaxError, EvalError, URIError, InternalError];

  // ---- Words -------------------------------------------------------------------------------------------------------

  const KINDS = ["not_found", "conflict", "not_allowed", "invalid"];
  const TYPES = {
    string: ["a string", (value) => typeof value === "string"],
    number: ["a number", Number.isFinite],
    integer: ["a whole number", Number.isInteger],
    boolean: ["true or false", (value) => typeof value === "boolean"],
    array: ["an array", isArray],
    object: ["an object", isObject],
    null: ["null", (value) => value === null],
  };

  function isObject(value) {
    return typeof value === "object" && value !== null && !isArray(value);
  }

  function isText(value) {
    return typeof value === "string" && value.trim() !== "";
  }

  /** A value as a message shows it: what it is, but not all of it. */
  function shown(value) {
    if (typeof value === "function") return "a function";
    const text = stringify(value) ?? String(value);
    return text.length > 80 ? `${text.slice(0, 77)}...` : text;
  }

  function listed(words, last = "or") {
    const head = words.slice(0, -1).join(", ");
    return words.length < 2 ? words.join("") : `${head} ${last} ${words[words.length - 1]}`;
  }

  function counted(number, unit) {
    return `${number} ${unit}${number === 1 ? "" : "s"}`;
  }

  /** Where in the program an error came from, as `line 3, column 7`; nothing if it never was there. */
  function place(error) {
    const found = /program\.js:(\d+):(\d+)/.exec(typeof error?.stack === "string" ? error.stack : "");
    return found && `line ${found[1]}, column ${found[2]}`;
  }

  /** What was thrown, in one sentence. */
  function described(error) {
    if (error instanceof ProgramError) return error.message;
    return error instanceof Error ? `${error.name}: ${error.message}` : `thrown was ${shown(error)}`;
  }

  /** Any error as the host is told it. */
  function explain(error) {
    if (error instanceof ContractError) return error.message.toWellFormed();
    const where = place(error);
    return (where ? `${where}: ${described(error)}` : described(error)).toWellFormed();
  }

  // ---- Schemas -----------------------------------------------------------------------------------------------------

  // A schema is compiled once, to a function that is given a value and returns the first problem with it, or null. A
  // problem is `{ kind, text, path }`. Its path grows on the way back, so that values without a problem cost no texts.

  function problem(text, kind = "wrong") {
    return { kind, text, path: "" };
  }

  /** The problem as it looks from outside the member `step`. */
  function within(step, found) {
    const dot = found.path === "" || found.path.startsWith("[") ? "" : ".";
    found.path = `${step}${dot}${found.path}`;
    return found;
  }

  /** A check of numbers, or null for a keyword that does not bound them. */
  const ofNumbers = (fails, words) => (limit) => (value) =>
    typeof value === "number" && fails(value, limit) ? problem(`must be ${words} ${limit}, not ${value}`) : null;

  /** A check of how much there is of something that `size` measures. */
  const ofSizes = (size, fails, words, unit) => (limit) => (value) => {
    const measured = size(value);
    return fails(measured, limit) ? problem(`must have ${words} ${counted(limit, unit)}, it has ${measured}`) : null;
  };

  const less = (left, right) => left < right;
  const more = (left, right) => left > right;
  // Schemas count characters, JavaScript counts half of some.
  const characters = (value) => (typeof value === "string" ? [...value].length : NaN);
  const items = (value) => (isArray(value) ? value.length : NaN);

  /** What each keyword makes of its argument, in the order in which problems are looked for. */
  const KEYWORDS = {
    type(types, at) {
      const names = [types].flat();
      for (const name of names) {
        if (!hasOwn(TYPES, name))
          wrongSchema(at, `has the type ${shown(name)}: known are ${listed(keys(TYPES), "and")}`);
      }
      const words = listed(names.map((name) => TYPES[name][0]));
      const tests = names.map((name) => TYPES[name][1]);
      return (value) => (tests.some((test) => test(value)) ? null : problem(`must be ${words}, not ${shown(value)}`));
    },
    const: (wanted) => (value) =>
      same(wanted, value) ? null : problem(`must be ${shown(wanted)}, not ${shown(value)}`),
    enum(values, at) {
      if (!isArray(values) || values.length === 0) wrongSchema(at, `must list values in "enum"`);
      const words = listed(values.map(shown));
      return (value) =>
        values.some((one) => same(one, value)) ? null : problem(`must be ${words}, not ${shown(value)}`);
    },
    minLength: ofSizes(characters, less, "at least", "character"),
    maxLength: ofSizes(characters, more, "at most", "character"),
    pattern(text, at) {
      let pattern;
      try {
        pattern = new RegExp(text, "u");
      } catch (error) {
        wrongSchema(at, `has the pattern ${shown(text)}, which is no regular expression: ${error.message}`);
      }
      return (value) =>
        typeof value !== "string" || pattern.test(value)
          ? null
          : problem(`must match the pattern ${text}, ${shown(value)} does not`);
    },
    minimum: ofNumbers(less, "at least"),
    maximum: ofNumbers(more, "at most"),
    exclusiveMinimum: ofNumbers((value, limit) => value <= limit, "more than"),
    exclusiveMaximum: ofNumbers((value, limit) => value >= limit, "less than"),
    // Steps such as 0.01 have no exact form, so the quotient only has to be close to a whole number.
    multipleOf: ofNumbers((value, step) => Math.abs(value / step - Math.round(value / step)) > 1e-9, "a multiple of"),
    minItems: ofSizes(items, less, "at least", "item"),
    maxItems: ofSizes(items, more, "at most", "item"),
    uniqueItems: (unique) => (value) =>
      unique && isArray(value) && new Set(value.map(sortedText)).size < value.length
        ? problem("must not have an item twice")
        : null,
    items(schema, at) {
      const check = compile(schema, `${at}.items`);
      return (value) => {
        for (let index = 0; isArray(value) && index < value.length; index++) {
          const found = check(value[index]);
          if (found) return within(`[${index}]`, found);
        }
        return null;
      };
    },
    required(names, at, schema) {
      if (!isArray(names)) {
        wrongSchema(at, `must have an array of names in "required"; a property has no "required" of its own`);
      }
      for (const name of names) {
        if (!hasOwn(schema.properties ?? {}, name)) {
          wrongSchema(at, `requires ${shown(name)}, which is not among its properties`);
        }
      }
      return (value) => {
        const name = isObject(value) ? names.find((one) => !hasOwn(value, one)) : undefined;
        return name === undefined ? null : within(name, problem("is missing", "missing"));
      };
    },
    additionalProperties(schema, at, { properties = {} }) {
      const names = keys(properties).map((name) => `\`${name}\``);
      const unknown = names.length === 0 ? "there are none" : `expected ${listed(names)}`;
      const check =
        schema === false ? () => problem(unknown, "unknown") : compile(schema, `${at}.additionalProperties`);
      return (value) => {
        for (const name of isObject(value) ? keys(value) : []) {
          const found = hasOwn(properties, name) ? null : check(value[name]);
          if (found) return within(name, found);
        }
        return null;
      };
    },
    properties(schemas, at) {
      if (!isObject(schemas)) wrongSchema(at, `must have an object in "properties", with a schema for each name`);
      const checks = keys(schemas).map((name) => [name, compile(schemas[name], `${at}.properties.${name}`)]);
      return (value) => {
        if (!isObject(value)) return null;
        for (const [name, check] of checks) {
          const found = hasOwn(value, name) ? check(value[name]) : null;
          if (found) return within(name, found);
        }
        return null;
      };
    },
    allOf(schemas, at) {
      return together(branches(schemas, `${at}.allOf`));
    },
    anyOf(schemas, at) {
      const checks = branches(schemas, `${at}.anyOf`);
      return (value) => {
        const found = checks.map((check) => check(value));
        return found.includes(null) ? null : found[0];
      };
    },
    oneOf(schemas, at) {
      const checks = branches(schemas, `${at}.oneOf`);
      return (value) => {
        const found = checks.map((check) => check(value));
        const fitting = found.filter((one) => one === null).length;
        if (fitting > 1) return problem("fits more than one of the forms that exclude each other");
        return fitting === 1 ? null : found[0];
      };
    },
  };

  const ORDER = keys(KEYWORDS);

  /** Keywords that ask nothing of a value. */
  const REMARKS = ["default", "title", "description", "examples", "format", "deprecated", "$schema", "$comment"];

  function wrongSchema(at, what) {
    throw new ProgramError(`${at} ${what}`);
  }

  /** Programs use one schema in several places. */
  const compiled = new Map();

  function compile(schema, at) {
    if (!compiled.has(schema)) compiled.set(schema, compileAnew(schema, at));
    return compiled.get(schema);
  }

  /** Refuses a schema that is written wrongly, or that says something which would not be checked. */
  function compileAnew(schema, at) {
    if (schema === true) return () => null;
    if (schema === false) return () => problem("must be left out");
    if (!isObject(schema)) wrongSchema(at, `must be a JSON Schema object, it is ${shown(schema)}`);
    const used = keys(schema).filter((key) => !REMARKS.includes(key) && schema[key] !== undefined);
    for (const key of used) {
      if (hasOwn(KEYWORDS, key)) continue;
      wrongSchema(at, `uses ${shown(key)}, which is not known here: known are ${listed(ORDER, "and")}`);
    }
    used.sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
    return together(used.map((key) => KEYWORDS[key](schema[key], at, schema)));
  }

  function branches(schemas, at) {
    if (!isArray(schemas) || schemas.length === 0) wrongSchema(at, `must be an array of schemas`);
    return schemas.map((schema, index) => compile(schema, `${at}[${index}]`));
  }

  /** All checks as one, which stops at the first problem. */
  function together(checks) {
    return (value) => {
      for (const check of checks) {
        const found = check(value);
        if (found) return found;
      }
      return null;
    };
  }

  function same(left, right) {
    return left === right || (typeof left === "object" && sortedText(left) === sortedText(right));
  }

  /** Fills in what the caller left out and the schema has a default for. */
  function fillIn(schema, value) {
    if (!isObject(value) || !isObject(schema.properties)) return;
    for (const name of keys(schema.properties)) {
      const part = schema.properties[name];
      if (!isObject(part)) continue;
      if (!hasOwn(value, name) && hasOwn(part, "default")) value[name] = parse(stringify(part.default));
      fillIn(part, value[name]);
    }
  }

  function checkArguments(tool, args) {
    fillIn(tool.given.inputSchema, args);
    const found = tool.checkInput(args);
    if (!found) return;
    const { kind, path, text } = found;
    if (kind === "missing") throw new Refusal(`Missing argument \`${path}\`.`, "invalid");
    if (kind === "unknown") throw new Refusal(`Unknown argument \`${path}\`, ${text}.`, "invalid");
    throw new Refusal(path ? `Argument \`${path}\`: ${text}.` : `The arguments ${text}.`, "invalid");
  }

  // ---- Plain values ------------------------------------------------------------------------------------------------

  /** JSON with the names of every object in order, so that equal values have equal texts. */
  function sortedText(value) {
    if (isArray(value)) return `[${value.map(sortedText).join(",")}]`;
    if (!isObject(value)) return stringify(value);
    const members = keys(value)
      .sort()
      .map((name) => `${stringify(name)}:${sortedText(value[name])}`);
    return `{${members.join(",")}}`;
  }

  /** Freezes a value in depth, or returns a problem: what JSON would lose or turn into something else. */
  function settle(value) {
    if (value === null || typeof value === "string" || typeof value === "boolean") return null;
    if (typeof value === "number") return Number.isFinite(value) ? null : problem(`is ${value}`);
    if (typeof value !== "object") return problem(value === undefined ? "is undefined" : `is a ${typeof value}`);
    if (isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        const found = settle(value[index]);
        if (found) return within(`[${index}]`, found);
      }
    } else {
      const prototype = getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) {
        const hint = value instanceof Date ? ": keep its toISOString()" : "";
        return problem(`is a ${prototype.constructor?.name || "class instance"}${hint}`);
      }
      for (const name of keys(value)) {
        // JSON leaves such a member out; so does the state, lest it differ from its text.
        if (value[name] === undefined) delete value[name];
        else {
          const found = settle(value[name]);
          if (found) return within(name, found);
        }
      }
    }
    freeze(value);
    return null;
  }

  // ---- Randomness and handles --------------------------------------------------------------------------------------

  const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
  /** Handles have 30 bits: six letters. */
  const MASK = 2 ** 30 - 1;

  /** Spreads 32 bits over 32 bits. */
  function mix(bits) {
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return (bits ^ (bits >>> 16)) >>> 0;
  }

  /** 32 bits of a text (FNV-1a). */
  function hash(text) {
    let bits = 0x811c9dc5;
    for (let index = 0; index < text.length; index++) bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193);
    return mix(bits);
  }

  /** A stream of numbers from 0 to below 1 that a label decides. */
  function randomness(label) {
    // Made at the first use: most calls have none.
    let high, low;
    let step = 0;
    const random = () => {
      high ??= hash(`${label}/high`);
      low ??= hash(`${label}/low`);
      step = (step + 0x9e3779b9) | 0;
      return ((mix(high + step) >>> 5) * 2 ** 26 + (mix(low ^ step) >>> 6)) / 2 ** 53;
    };
    random.int = (from, to) => from + Math.floor(random() * (to - from + 1));
    random.pick = (list) => list[Math.floor(random() * list.length)];
    return random;
  }

  /** The handle number `index` of a kind: no two indices have the same one, as every step can be undone. */
  function handle(seed, kind, index) {
    const key = hash(`${seed}/handle/${kind}`);
    let bits = (index ^ key) & MASK;
    for (const salt of [1, 2, 3]) {
      bits = Math.imul(bits, mix(key ^ salt) | 1) & MASK;
      bits ^= bits >>> 15;
    }
    let text = "";
    for (let shift = 25; shift >= 0; shift -= 5) text += LETTERS[(bits >>> shift) & 31];
    return `${kind}_${text}`;
  }

  // ---- Describing servers ------------------------------------------------------------------------------------------

  const SERVER_FIELDS = ["name", "title", "description", "version", "instructions", "tools", "start"];
  const TOOL_FIELDS = ["name", "title", "description", "inputSchema", "outputSchema", "annotations", "run"];
  const HINTS = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"];

  const servers = new Map();
  let loading = true;

  function server(given) {
    if (!loading)
      throw new ProgramError("server() is for the top level of the program: call it neither in start nor in run");
    if (!isObject(given)) throw new ProgramError(`server() takes one object, not ${shown(given)}`);
    const at = isText(given.name) ? `server ${shown(given.name)}` : `the server`;
    const wrong = (what) => {
      throw new ProgramError(`${at} ${what}`);
    };
    if (!isText(given.name)) wrong(`must have a "name", such as "notes"`);
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(given.name)) wrong("must have a name of up to 64 letters, digits, _ and -");
    if (servers.has(given.name)) wrong(`is there already: give the second one another name`);
    checkFields(given, SERVER_FIELDS, wrong);
    for (const field of ["title", "description"]) {
      if (!isText(given[field])) wrong(`must have text in "${field}"`);
    }
    for (const field of ["version", "instructions"]) {
      if (given[field] !== undefined && !isText(given[field])) wrong(`must have text in "${field}", or leave it out`);
    }
    checkFunction(given.start, "start({ seed, now, size, random, id }) { return { ... }; }", "start", wrong);
    if (!isArray(given.tools) || given.tools.length === 0) wrong(`must have an array of at least one tool in "tools"`);
    const tools = new Map();
    given.tools.forEach((tool, index) => {
      const name = isText(tool?.name) ? `tool ${shown(tool.name)}` : `tools[${index}]`;
      const checked = checkTool(tool, `${at}: ${name}`);
      if (tools.has(checked.name)) wrong(`has two tools of the name ${shown(checked.name)}`);
      tools.set(checked.name, checked);
    });
    servers.set(given.name, { given, tools, listing: listing(given) });
  }

  /** The tool with what it takes to call it. */
  function checkTool(tool, at) {
    const wrong = (what) => {
      throw new ProgramError(`${at} ${what}`);
    };
    if (!isObject(tool)) wrong(`must be an object, not ${shown(tool)}`);
    if (!isText(tool.name)) wrong(`must have a "name", such as "list_notes"`);
    if (!/^[A-Za-z0-9_.-]{1,128}$/.test(tool.name)) wrong("must have a name of up to 128 letters, digits, _, - and .");
    checkFields(tool, TOOL_FIELDS, wrong);
    if (!isText(tool.description)) wrong(`must have text in "description": it is all that a caller knows`);
    if (tool.title !== undefined && !isText(tool.title)) wrong(`must have text in "title", or leave it out`);
    const schema = (field) => {
      if (tool[field]?.type !== "object") wrong(`must have a schema of the type "object" in "${field}"`);
      return compile(tool[field], `${at}: ${field}`);
    };
    const checkInput = schema("inputSchema");
    const checkOutput = tool.outputSchema === undefined ? null : schema("outputSchema");
    if (tool.annotations !== undefined) {
      if (!isObject(tool.annotations)) wrong(`must have an object in "annotations"`);
      checkFields(tool.annotations, ["title", ...HINTS], (what) => wrong(`${what} (in "annotations")`));
      for (const hint of HINTS) {
        const value = tool.annotations[hint];
        if (value !== undefined && typeof value !== "boolean") wrong(`must have true or false in "${hint}"`);
      }
    }
    checkFunction(tool.run, "run(state, args, context) { return { ... }; }", "run", wrong);
    return { given: tool, name: tool.name, reads: tool.annotations?.readOnlyHint === true, checkInput, checkOutput };
  }

  function checkFields(object, fields, wrong) {
    for (const key of keys(object)) {
      if (!fields.includes(key)) wrong(`has the field ${shown(key)}: known are ${listed(fields, "and")}`);
    }
  }

  function checkFunction(value, form, field, wrong) {
    if (typeof value !== "function") wrong(`must have a function in "${field}": ${form}`);
    if (value.constructor !== Function)
      wrong(`must have a plain function in "${field}", neither async nor a generator`);
  }

  /** The server as `describe` shows it. It is a text, so that the program cannot change it later. */
  function listing({ name, title, description, version = "1.0.0", instructions, tools }) {
    const listed = tools.map(({ name, title, description, inputSchema, outputSchema, annotations }) => {
      return { name, title, description, inputSchema, outputSchema, annotations };
    });
    return stringify({ name, title, description, version, instructions, tools: listed });
  }

  function refuse(text, kind) {
    if (!isText(text)) throw new ProgramError(`refuse() takes a text that says what is wrong, not ${shown(text)}`);
    if (kind !== undefined && !KINDS.includes(kind)) {
      throw new ProgramError(`refuse() takes ${listed(KINDS.map(shown))} as its second argument, not ${shown(kind)}`);
    }
    return new Refusal(text, kind);
  }

  // ---- One episode -------------------------------------------------------------------------------------------------

  let episode = null;
  // Before there is an episode, and so a seed, there are numbers all the same.
  let random = randomness("top level");

  /** The moment `text` as local time and offset, both exact to the second. */
  function moment(text) {
    const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text);
    const [local, utc] = parts ? [Date.parse(`${parts[1]}Z`), Date.parse(parts[1] + parts[2])] : [NaN, NaN];
    if (Number.isNaN(utc)) throw new ContractError(`now is no RFC 3339 time with offset: ${shown(text)}`);
    return { local, utc, offset: parts[2] };
  }

  /** Moves everything that depends on time to the present tick, and gives the time as text. */
  function tick({ seed, clock, ticks }) {
    setClock(clock.utc + ticks * 1000);
    random = randomness(`${seed}/${ticks}`);
    return new Date(clock.local + ticks * 1000).toISOString().slice(0, 19) + clock.offset;
  }

  function mint(running, kind) {
    if (typeof kind !== "string" || !/^[A-Za-z][A-Za-z0-9_-]*$/.test(kind)) {
      throw new ProgramError(`id() takes a kind such as "note", not ${shown(kind)}`);
    }
    running.minted += 1;
    return handle(running.seed, kind, running.minted);
  }

  function start(configText) {
    episode = null;
    const config = configuration(configText);
    const found = servers.get(config.server);
    if (!found) {
      throw new ContractError(`no such server: ${shown(config.server)} (there are ${[...servers.keys()].join(", ")})`);
    }
    const { seed, size } = config;
    const begun = { found, seed, clock: moment(config.now), ticks: 0, minted: 0, revision: 0, state: null, text: "" };
    const now = tick(begun);
    const id = (kind) => mint(begun, kind);
    // Numbers are exact up to 53 bits. The other bits of a seed still count for `random` and `id`.
    const number = Number(BigInt.asUintN(53, BigInt(seed)));
    const state = found.given.start({ seed: number, now, size, random, id });
    settleState(begun, state, `start of server ${shown(config.server)}`);
    episode = begun;
  }

  function configuration(text) {
    let config;
    try {
      config = parse(text);
    } catch (error) {
      throw new ContractError(`bad configuration: ${error.message}`);
    }
    if (!isObject(config)) throw new ContractError("bad configuration: it is no object");
    const { seed, size = "small" } = config;
    const isSeed = typeof seed === "string" && /^\d{1,20}$/.test(seed) && BigInt(seed) < 2n ** 64n;
    if (!isSeed) throw new ContractError(`seed is no u64: ${shown(seed)}`);
    if (size !== "small" && size !== "large") {
      throw new ContractError(`bad configuration: size is ${shown(size)}, not "small" or "large"`);
    }
    return { ...config, seed: String(BigInt(seed)), size };
  }

  /** Makes a value the state of a running episode, or throws and leaves the episode as it is. */
  function settleState(running, state, who) {
    if (state === undefined || typeof state?.then === "function") {
      throw new ProgramError(
        `${who} must return the state, it returned ${state === undefined ? "nothing" : "a promise"}`,
      );
    }
    // First, because it finds circles, in which the other would go round.
    const text = stringify(state);
    const found = settle(state);
    if (found) {
      const { path, text } = within("state", found);
      throw new ProgramError(`${who} left something in the state that is no JSON: ${path} ${text}`);
    }
    running.state = state;
    running.text = text;
  }

  function call(name, argumentsText) {
    if (!episode) throw new ContractError("not started");
    const tool = episode.found.tools.get(name);
    if (!tool) throw new ContractError(`unknown tool: ${name}`);
    let args;
    try {
      args = parse(argumentsText);
    } catch (error) {
      throw new ContractError(`the arguments are no JSON object: ${error.message}`);
    }
    if (!isObject(args)) throw new ContractError(`the arguments are no JSON object: ${shown(args)}`);
    episode.ticks += 1;
    const { minted } = episode;
    try {
      return tool.reads ? read(tool, args) : write(tool, args);
    } catch (error) {
      // Else a refused call would be seen in the handles that follow.
      episode.minted = minted;
      return refusal(error, tool.reads);
    }
  }

  function read(tool, args) {
    const now = tick(episode);
    checkArguments(tool, args);
    const id = () => {
      throw new ProgramError("a tool with readOnlyHint must not call context.id");
    };
    return outcome(tool, tool.given.run(episode.state, args, { now, random, id })).text;
  }

  function write(tool, args) {
    const now = tick(episode);
    checkArguments(tool, args);
    const state = parse(episode.text);
    const id = (kind) => mint(episode, kind);
    const { text, failed } = outcome(tool, tool.given.run(state, args, { now, random, id }));
    if (failed) throw new Answer(text);
    settleState(episode, state, `tool ${shown(tool.name)}`);
    episode.revision += 1;
    return text;
  }

  /** What a tool returned, as the text of a `CallToolResult`. */
  function outcome(tool, value) {
    const wrong = (what) => {
      throw new ProgramError(`the tool ${shown(tool.name)} returned ${what}`);
    };
    if (value instanceof Error) throw value;
    if (value === undefined) wrong("nothing: return an object");
    if (typeof value === "function" || typeof value === "symbol") wrong(`a ${typeof value}`);
    if (typeof value?.then === "function") wrong("a promise: there is nothing to wait for");
    if (isObject(value) && isArray(value.content) && value.content.every((part) => isText(part?.type))) {
      const failed = value.isError === true;
      if (!failed) checkResult(tool, value.structuredContent);
      return { text: stringify(value), failed };
    }
    const text = stringify(value);
    if (isObject(value)) {
      checkResult(tool, value, text);
      return { text: `{"structuredContent":${text}}`, failed: false };
    }
    checkResult(tool, undefined);
    const shownText = typeof value === "string" ? value : text;
    return { text: stringify({ content: [{ type: "text", text: shownText }] }), failed: false };
  }

  function checkResult(tool, structured, text) {
    if (!tool.checkOutput?.(structured)) return;
    // What counts is the text, which has no members that are undefined, and texts for dates.
    const found = tool.checkOutput(text === undefined ? structured : parse(text));
    if (!found) return;
    const what = found.kind === "unknown" ? "is not in it" : found.text;
    throw new ProgramError(
      `the result of ${shown(tool.name)} does not fit its outputSchema: ${found.path || "it"} ${what}`,
    );
  }

  /** An error as the result that a caller sees. Errors that nobody meant say where in the program they arose. */
  function refusal(error, reads) {
    if (error instanceof Answer) return error.message;
    let text = error instanceof Error ? error.message : typeof error === "string" ? error : shown(error);
    error = Object(error);
    if ([ProgramError, ...NATIVE].some((kind) => getPrototypeOf(error) === kind.prototype)) {
      const where = place(error);
      text = where ? `${described(error)} (${where} of the program)` : described(error);
      if (reads && /read-only|not extensible|could not delete/.test(error.message)) {
        text += "; a tool with readOnlyHint must not change the state";
      }
    }
    const result = { isError: true, content: [{ type: "text", text: text || "The call failed." }] };
    if (error instanceof Refusal && error.kind) result._meta = { "mcplab/error": error.kind };
    return stringify(result);
  }

  // ---- The rest of the contract ------------------------------------------------------------------------------------

  /** Called once, when the program has run. */
  function loaded() {
    loading = false;
    if (servers.size === 0) {
      throw new ProgramError(
        "the program never calls server({ name, title, description, tools, start }): it must at least once",
      );
    }
  }

  function describe() {
    return `[${[...servers.values()].map((one) => one.listing).join(",")}]`;
  }

  function revision() {
    return episode ? episode.revision : 0;
  }

  function state() {
    if (!episode) return "null";
    const { minted, state } = episode;
    return sortedText({ minted, server: episode.found.given.name, state });
  }

  globalThis.server = server;
  globalThis.refuse = refuse;
  Math.random = () => random();

  return { describe, start, call, revision, state, explain, loaded };
});
