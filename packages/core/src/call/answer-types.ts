import type { GenerateResult, ObjectResult } from '../contract/result.ts';
import type { Schema, ValueOf } from '../contract/schema.ts';
import type { ProviderTool, Tool } from '../contract/tool.ts';
import type { TextStream } from '../stream/text-stream.ts';

/** Options that decide the type of the answer. */
export interface AnswerShape<
  Format extends Schema | undefined,
  Stream extends boolean | undefined,
  Tools extends readonly (Tool | ProviderTool)[] | undefined,
> {
  readonly schema?: Format;
  readonly stream?: Stream;
  readonly tools?: Tools;
}

/** Whole answer: with a `schema` and without `tools`, `object` is always present. */
export type WholeAnswer<Format, Tools> = [Format] extends [Schema]
  ? [Tools] extends [undefined]
    ? ObjectResult<ValueOf<Format>>
    : GenerateResult<ValueOf<Format>>
  : GenerateResult;

/** Streamed answer of the same options. */
export type StreamedAnswer<Format, Tools> = [Format] extends [Schema]
  ? TextStream<ValueOf<Format>, WholeAnswer<Format, Tools>>
  : TextStream;

/** Answer of a call: streamed with `stream: true`, whole otherwise. */
export type AnswerOf<Format, Stream, Tools> = Stream extends true
  ? StreamedAnswer<Format, Tools>
  : WholeAnswer<Format, Tools>;
