/** A text that comes in many small pieces. */
export interface StringBuilder {
  add(piece: string): void;
  /** All of it. */
  text(): string;
}

/** Small pieces that are held one by one: more are joined, since a small piece takes several times the room of its text. */
const most = 256;

/** Characters from which on a piece is not copied: Node joins strings of that length by reference. */
const large = 64;

/**
 * Creates an empty text. Large pieces are shared with everybody else who gathers them, so that a long answer is not in
 * memory once for each layer.
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
