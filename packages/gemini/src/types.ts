import type { Gemini } from './models.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Keys of `providerOptions` for Gemini: request fields without a Rephysco option. Values are sent unchanged. */
export interface GeminiOptions {
  readonly cachedContent?: string;
  /** Fields merged with the `generationConfig` that Rephysco builds. */
  readonly generationConfig?: Fields;
  readonly labels?: Readonly<Record<string, string>>;
  readonly safetySettings?: readonly Fields[];
  readonly serviceTier?: string;
  readonly systemInstruction?: Fields;
  readonly toolConfig?: Fields;
  readonly tools?: readonly Fields[];
  /** Task of an `embed` call. */
  readonly taskType?: string;
  /** Title of the document in an `embed` call. */
  readonly title?: string;
  readonly outputDimensionality?: number;
}

declare module '@rephysco/core' {
  interface ProviderTypes {
    gemini: {
      models: (typeof Gemini)[keyof typeof Gemini];
      options: GeminiOptions;
      spellings: 'Gemini';
    };
  }
}
