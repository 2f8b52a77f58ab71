/** Samples per second, as in the audio of Omni models. */
const rate = 24_000;

/** Returns a tone of 440 Hz for a tenth of a second, as 16-bit little-endian samples in three base64 pieces. */
export function tone(): readonly string[] {
  const samples = Array.from({ length: rate / 10 }, (_, index) => Math.sin((2 * Math.PI * 440 * index) / rate));
  const bytes = Buffer.alloc(samples.length * 2);
  for (const [index, sample] of samples.entries()) bytes.writeInt16LE(Math.round(sample * 8000), index * 2);
  const third = bytes.length / 3;
  return [0, 1, 2].map((piece) => bytes.subarray(piece * third, (piece + 1) * third).toString('base64'));
}
