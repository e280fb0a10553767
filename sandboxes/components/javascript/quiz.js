// A server in JavaScript, as a WebAssembly component: a score board for a quiz.
//
// The component exports the world `tool-server` of `sandboxes/wit/server.wit`. All state is in `board`; equal
// configurations and equal calls give equal answers, because nothing here looks at a clock or draws a random number.

const TEAMS = [
  "Quizzards", "The Know-It-Owls", "Fact Finders", "Trivia Tigers", "Los Sabios", "Les Malins", "Die Schlaumeier",
  "Question Marks", "Brain Waves", "Agatha Quiztie", "Norfolk & Chance", "Smarty Pints",
];

const text = (description) => ({ type: "string", description });
const whole = (description, more = {}) => ({ type: "integer", description, ...more });
const object = (properties, required = Object.keys(properties)) => ({ type: "object", properties, required });
const team = { id: text("Id of the team."), name: text("Name of the team."), points: whole("Its points so far.") };
const annotations = (reads) => ({
  readOnlyHint: reads, destructiveHint: false, idempotentHint: reads, openWorldHint: false,
});

const tools = [
  {
    name: "list_teams",
    description: "Lists the teams, best first. Use it to find ids.",
    inputSchema: { ...object({}), additionalProperties: false },
    outputSchema: object({ teams: { type: "array", description: "The teams.", items: object(team) } }),
    annotations: annotations(true),
  },
  {
    name: "add_team",
    description: "Lets another team take part. Fails if the name is taken.",
    inputSchema: { ...object({ name: text("Name of the team.") }), additionalProperties: false },
    outputSchema: object(team),
    annotations: annotations(false),
  },
  {
    name: "award_points",
    description: "Gives a team points for a round.",
    inputSchema: {
      ...object({ team_id: text("Id of the team."), points: whole("Points of the round.", { minimum: 1, maximum: 10 }) }),
      additionalProperties: false,
    },
    outputSchema: object(team),
    annotations: annotations(false),
  },
];

const server = {
  name: "quiz",
  title: "Quiz night",
  description: "The score board of a quiz night.",
  version: "1.0.0",
  instructions: "Teams are named by their id.",
  tools,
};

let board = null;

// xorshift64* on BigInts: the seed is a u64 in decimal text.
class Chance {
  constructor(seed) {
    this.state = BigInt.asUintN(64, BigInt(seed) * 0x9e3779b97f4a7c15n + 0x1234567n) || 1n;
  }

  below(count) {
    let x = this.state;
    x ^= x >> 12n;
    x = BigInt.asUintN(64, x ^ (x << 25n));
    x ^= x >> 27n;
    this.state = x;
    return Number((x * 0x2545f4914f6cdd1dn >> 32n) % BigInt(count));
  }
}

class Board {
  constructor(seed) {
    this.chance = new Chance(seed);
    this.teams = [];
    this.revision = 0n;
    const names = [...TEAMS];
    for (let index = 0; index < 5; index += 1) {
      const [name] = names.splice(this.chance.below(names.length), 1);
      this.add(name, this.chance.below(40));
    }
  }

  add(name, points = 0) {
    const id = `team_${this.chance.below(1 << 24).toString(16).padStart(6, "0")}`;
    const team = { id, name, points };
    this.teams.push(team);
    return team;
  }
}

class Refused extends Error {
  constructor(code, sentence) {
    super(sentence);
    this.code = code;
  }
}

const calls = {
  list_teams: () => ({ teams: [...board.teams].sort((a, b) => b.points - a.points || a.name.localeCompare(b.name)) }),
  add_team: ({ name }) => {
    if (typeof name !== "string" || name.trim() === "") {
      throw new Refused("invalid", "Argument `name`: say what the team is called.");
    }
    if (board.teams.some((team) => team.name.toLowerCase() === name.trim().toLowerCase())) {
      throw new Refused("conflict", `A team is called ${name.trim()} already.`);
    }
    board.revision += 1n;
    return board.add(name.trim());
  },
  award_points: ({ team_id: id, points }) => {
    if (!Number.isInteger(points) || points < 1 || points > 10) {
      throw new Refused("invalid", "Argument `points`: a round has 1 to 10 points.");
    }
    const team = board.teams.find((team) => team.id === id);
    if (!team) {
      throw new Refused("not_found", "No team has this id. Use list_teams to find ids.");
    }
    team.points += points;
    board.revision += 1n;
    return team;
  },
};

export function describe() {
  return JSON.stringify([server]);
}

// An error is thrown as the text that it is: `result<_, string>`.
export function start(config) {
  const { server: name, seed } = JSON.parse(config);
  if (name !== server.name) {
    throw `no such server: ${name}`;
  }
  board = new Board(seed);
}

export function callTool(name, text) {
  if (!board) {
    throw "not started";
  }
  if (!Object.hasOwn(calls, name)) {
    throw `unknown tool: ${name}`;
  }
  try {
    return JSON.stringify({ structuredContent: calls[name](JSON.parse(text)) });
  } catch (refused) {
    if (!(refused instanceof Refused)) {
      throw `${refused}`;
    }
    const content = [{ type: "text", text: refused.message }];
    return JSON.stringify({ isError: true, content, _meta: { "mcplab/error": refused.code } });
  }
}

export function revision() {
  return board ? board.revision : 0n;
}

export function state() {
  return JSON.stringify(board && board.teams);
}
