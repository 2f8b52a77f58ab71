import type { EmbedResult } from '../contract/provider.ts';
import type { GenerateResult } from '../contract/result.ts';
import type { MapCall } from '../map/map-types.ts';

/** Formats of a file of items. */
export type BatchFormat = 'jsonl' | 'csv' | 'txt';

/** File of items. */
export interface BatchFile {
  readonly path: string;
  /** Format of the file. @default the extension of its name: `.jsonl` (also `.ndjson`), `.csv` or `.txt` */
  readonly format?: BatchFormat | undefined;
}

/** Content of a file of items, for example standard input. */
export interface BatchData {
  readonly data: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
  readonly format: BatchFormat;
}

/** Options of one call, with an id that the outcome repeats. */
export interface BatchPrompt extends MapCall {
  readonly id?: string | undefined;
}

/** Texts to embed in one call. */
export interface BatchTexts {
  readonly id?: string | undefined;
  readonly input: string | readonly string[];
  readonly model?: string | undefined;
  readonly dimensions?: number | undefined;
}

/** Line of a batch file of the Chat Completions, Responses or Embeddings API. */
export interface BatchLine {
  readonly custom_id?: string | undefined;
  readonly method?: string | undefined;
  /** Endpoint of the request. @default '/v1/chat/completions' */
  readonly url?: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Item of a batch. Text is a prompt. */
export type BatchInput = string | BatchPrompt | BatchTexts | BatchLine;

/** Items of a batch: a list, anything that can be iterated, a file, or the content of a file. */
export type BatchItems<Input> = Iterable<Input> | AsyncIterable<Input> | BatchFile | BatchData;

/** Result of an item: vectors for texts to embed, an answer otherwise. */
export type BatchResultOf<Input> = [Input] extends [BatchTexts] ? EmbedResult : GenerateResult;
