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
  const small: string[] = [];
  let whole = '';
  const join = (): void => {
    if (small.length > 0) whole += small.join('');
    small.length = 0;
  };
  return {
    add(piece) {
      if (piece.length >= large) {
        join();
        whole += piece;
      } else if (small.push(piece) >= most) {
        join();
      }
    },
    text() {
      join();
      return whole;
    },
  };
}
