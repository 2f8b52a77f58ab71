/** Text that is built from many small pieces. */
export interface StringBuilder {
  /** Number of characters so far. */
  readonly length: number;
  add(piece: string): void;
  /** Returns the whole text. */
  text(): string;
}

/**
 * Maximum number of pieces to hold before they are joined. A small string needs several times the memory of its text,
 * and a part of a larger string keeps all of that string in memory.
 */
const most = 256;

/** Minimum length of pieces that are not copied. */
const large = 4096;

/** Creates a builder with a text to begin with. */
export function createStringBuilder(beginning = ''): StringBuilder {
  return new Pieces(beginning);
}

/** A class, because an object with functions takes five times as long to create, and each answer creates several. */
class Pieces implements StringBuilder {
  readonly #small: string[] = [];
  #whole: string;
  #length: number;

  constructor(beginning: string) {
    this.#whole = beginning;
    this.#length = beginning.length;
  }

  get length(): number {
    return this.#length;
  }

  add(piece: string): void {
    this.#length += piece.length;
    if (piece.length >= large) {
      this.#join();
      this.#whole += piece;
    } else if (this.#small.push(piece) >= most) {
      this.#join();
    }
  }

  text(): string {
    this.#join();
    return this.#whole;
  }

  #join(): void {
    if (this.#small.length > 0) this.#whole += this.#small.join('');
    this.#small.length = 0;
  }
}
