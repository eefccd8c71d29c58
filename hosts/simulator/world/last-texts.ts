/** Texts whose reading is kept: those that are on their way at one time. */
const TEXTS_MAX = 512;

/** Reads texts, each once for as long as it is one of the last that came. */
export class LastTexts<Value> {
  readonly #parse: (text: string) => Value;
  readonly #known = new Map<string, Value>();

  constructor(parse: (text: string) => Value) {
    this.#parse = parse;
  }

  /** What a text says. The same object for the same text: it must not be changed. */
  read(text: string): Value {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= TEXTS_MAX) this.#known.clear();
    const value = this.#parse(text);
    this.#known.set(text, value);
    return value;
  }
}
