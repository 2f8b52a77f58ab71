import { Config, ConfigurationError, type MediaPart, type Message, UnsupportedError } from '@rephysco/core';
import { collect } from '@rephysco/core/provider';
import { afterEach, describe, expect, it } from 'vitest';
import { ask, json, testService } from '../testing/test-service.ts';
import { inlineMedia } from './inline-media.ts';

const image = (url: string): MediaPart => ({ type: 'image', url });
const saying = (...parts: readonly MediaPart[]): readonly Message[] => [{ role: 'user', content: parts }];

afterEach(() => Config.reset());

describe('Media', () => {
  it('that the service cannot load are sent in the messages', async () => {
    const messages: readonly Message[] = [
      { role: 'user', content: 'Hi' },
      ...saying(image('https://pictures.example/a.png'), image('data:image/png;base64,aGk=')),
    ];
    const download = async (part: MediaPart): Promise<MediaPart> => ({ ...part, url: `data:of-${part.url}` });
    expect(await inlineMedia(messages, 'https://gateway.example/v1beta', download)).toEqual([
      { role: 'user', content: 'Hi' },
      ...saying(image('data:of-https://pictures.example/a.png'), image('data:image/png;base64,aGk=')),
    ]);
  });

  it.each([
    'gs://bucket/a.png',
    'https://generativelanguage.googleapis.com/v1beta/files/abc-123',
    'https://gateway.example/v1beta/files/abc-123',
    'https://www.youtube.com/watch?v=abc',
    'https://youtu.be/abc',
  ])('that it can load are sent as URLs: %s', async (url) => {
    const refuse = (): never => {
      throw new Error('It was downloaded.');
    };
    const messages = saying(image(url));
    expect(await inlineMedia(messages, 'https://gateway.example/v1beta', refuse)).toEqual(messages);
  });

  it.each(['https://127.0.0.1/secret.png', 'http://pictures.example/a.png', 'https://youtube.com@127.0.0.1/'])(
    'from an address like %s are rejected before a request is sent',
    async (url) => {
      await using service = await testService([json({})]);
      const asked = service.provider.generate(ask({ messages: saying(image(url)) }));
      await expect(collect(asked)).rejects.toBeInstanceOf(ConfigurationError);
      expect(service.requests).toEqual([]);
    },
  );

  it('are not downloaded if downloads are off', async () => {
    Config.update({ downloadMedia: false });
    await using service = await testService([json({})]);
    const messages = saying(image('https://pictures.example/a.png'));
    await expect(collect(service.provider.generate(ask({ messages })))).rejects.toBeInstanceOf(UnsupportedError);
    await expect(service.provider.countTokens?.(ask({ messages }))).rejects.toBeInstanceOf(UnsupportedError);
    expect(service.requests).toEqual([]);
  });
});
