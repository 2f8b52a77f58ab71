/** A text that comes in many small pieces. */
export interface GatheredText {
  add(piece: string): void;
  /** All of it. */
  text(): string;
}

/** Pieces that are held one by one: more are joined, since a small piece takes several times the room of its text. */
const most = 256;

/** Starts with an empty one. */
export function gatherText(): GatheredText {
  const pieces: string[] = [];
  let loose = 0;
  return {
    add(piece) {
      pieces.push(piece);
      loose += 1;
      if (loose < most) return;
      pieces.push(pieces.splice(-most).join(''));
      loose = 0;
    },
    text() {
      // Kept in place of the pieces: a long text is asked for more than once.
      if (pieces.length > 1) pieces.splice(0, pieces.length, pieces.join(''));
      loose = 0;
      return pieces[0] ?? '';
    },
  };
}
