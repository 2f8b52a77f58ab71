/** Text that is built from many small pieces. */
export interface StringBuilder {
  add(piece: string): void;
  /** Returns the whole text. */
  text(): string;
}

/**
 * Maximum number of pieces to hold before joining, because a small string needs several times the memory of its text.
 */
const most = 256;

/** Minimum length of pieces that are not copied, because Node joins strings of that length by reference. */
const large = 64;

/**
 * Creates an empty builder. Large pieces are shared by all builders that add them, so that a long answer is not copied
 * for each layer.
 */
export function createStringBuilder(): StringBuilder {
  return new Pieces();
}

/** A class, because an object with functions takes five times as long to create, and each answer creates several. */
class Pieces implements StringBuilder {
  readonly #small: string[] = [];
  #whole = '';

  add(piece: string): void {
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
