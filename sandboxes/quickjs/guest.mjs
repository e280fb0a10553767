// The guest as a host sees it: texts in and out of its memory, as the canonical ABI lays them out.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export class Guest {
  /** A new instance of a compiled module. The module imports nothing. */
  constructor(module) {
    this.exports = new WebAssembly.Instance(module, {}).exports;
  }

  #pass(text) {
    const bytes = encoder.encode(text);
    const address = this.exports.cabi_realloc(0, 0, 1, bytes.length);
    new Uint8Array(this.exports.memory.buffer, address, bytes.length).set(bytes);
    return [address, bytes.length];
  }

  #text(address) {
    const view = new DataView(this.exports.memory.buffer);
    const [start, length] = [view.getUint32(address, true), view.getUint32(address + 4, true)];
    return decoder.decode(new Uint8Array(this.exports.memory.buffer, start, length));
  }

  /** Calls an export that returns a text or, if it can fail, throws the error it returned. */
  #ask(name, canFail, ...texts) {
    const address = this.exports[name](...texts.flatMap((text) => this.#pass(text)));
    try {
      if (!canFail) return this.#text(address);
      const failed = new Uint8Array(this.exports.memory.buffer)[address] === 1;
      if (failed) throw new Error(this.#text(address + 4));
      return name === "call-tool" ? this.#text(address + 4) : undefined;
    } finally {
      this.exports[`cabi_post_${name}`](address);
    }
  }

  load(program) {
    this.#ask("load", true, program);
    return this;
  }

  describe() {
    return this.#ask("describe", false);
  }

  start(config) {
    this.#ask("start", true, JSON.stringify(config));
    return this;
  }

  /** The result's text, as the guest wrote it. */
  callText(name, text) {
    return this.#ask("call-tool", true, name, text);
  }

  call(name, args = {}) {
    return JSON.parse(this.callText(name, JSON.stringify(args)));
  }

  get revision() {
    return Number(this.exports.revision());
  }

  state() {
    return this.#ask("state", false);
  }
}
