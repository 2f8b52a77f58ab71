import { findModel, type GenerateRequest } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { geminiModels } from '../models.ts';
import { ask } from '../testing/test-service.ts';
import { toBody } from './to-body.ts';

const bodyOf = (fields: Partial<GenerateRequest> = {}, model = 'gemini-3.8-flash') =>
  toBody(ask({ model, ...fields }), findModel(geminiModels, model));

const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];

describe('A body', () => {
  it('contains only what was set', () => {
    expect(bodyOf()).toEqual({ body: { contents }, warnings: [] });
  });

  it('contains every parameter under its own name', () => {
    const fields = { temperature: 0, topP: 0.9, maxTokens: 10, stop: ['x'], seed: 7 };
    expect(bodyOf(fields).body.generationConfig).toEqual({
      temperature: 0,
      topP: 0.9,
      maxOutputTokens: 10,
      stopSequences: ['x'],
      seed: 7,
    });
  });

  it('omits a parameter that the model rejects, with a warning', () => {
    const model = { id: 'm', input: ['text'], refuses: ['seed'] } as const;
    expect(toBody(ask({ seed: 7, model: 'm' }), model)).toEqual({
      body: { contents },
      warnings: ["m does not support 'seed'; it was left out."],
    });
  });

  it('joins system prompts, or puts them before the messages if the model supports none', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'system', content: '' },
      { role: 'user', content: 'Hi' },
    ] as const;
    expect(bodyOf({ messages }).body).toEqual({ systemInstruction: { parts: [{ text: 'Be brief.' }] }, contents });
    expect(bodyOf({ messages }, 'gemma-4-31b-it').body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Be brief.' }, { text: 'Hi' }] }],
    });
  });

  it('declares tools with their unchanged JSON Schema', () => {
    const parameters = { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { const: 1 } } };
    const tools = [
      { name: 'add', description: 'Adds', parameters, strict: true },
      { name: 'now', parameters: {} },
    ];
    expect(bodyOf({ tools }).body).toEqual({
      contents,
      tools: [
        {
          functionDeclarations: [
            { name: 'add', description: 'Adds', parametersJsonSchema: parameters },
            { name: 'now' },
          ],
        },
      ],
    });
    expect(bodyOf({ tools: [] }).body).toEqual({ contents });
  });

  it.each([
    ['auto', { mode: 'AUTO' }],
    ['none', { mode: 'NONE' }],
    ['required', { mode: 'ANY' }],
    [{ name: 'add' }, { mode: 'ANY', allowedFunctionNames: ['add'] }],
  ] as const)('translates the choice %j to %j', (toolChoice, functionCallingConfig) => {
    const tools = [{ name: 'add', parameters: {} }];
    expect(bodyOf({ tools, toolChoice }).body.toolConfig).toEqual({ functionCallingConfig });
  });

  it('requests JSON for a schema', () => {
    const schema = { type: 'object', additionalProperties: false };
    expect(bodyOf({ schema }).body.generationConfig).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    });
  });

  it("ends with the provider's own options, those of generationConfig among the others", () => {
    const providerOptions = { cachedContent: 'cachedContents/1', generationConfig: { topK: 3, seed: 8 } };
    expect(bodyOf({ maxTokens: 10, seed: 7, providerOptions }).body).toEqual({
      contents,
      cachedContent: 'cachedContents/1',
      generationConfig: { maxOutputTokens: 10, topK: 3, seed: 8 },
    });
  });
});
