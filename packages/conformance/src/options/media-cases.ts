import type { OptionCase } from './option-case.ts';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=';
const wav = Buffer.from('RIFF\u0024\0\0\0WAVEfmt \u0010\0\0\0', 'latin1').toString('base64');
const flac = Buffer.from('fLaC\0\0\0\u0022', 'latin1').toString('base64');
const mp4 = Buffer.from('\0\0\0\u0018ftypmp42\0\0\0\0', 'latin1').toString('base64');
const pdf = Buffer.from('%PDF-1.4\n', 'latin1').toString('base64');

const media = (kind: 'images' | 'audio' | 'videos' | 'files', name: string, source: string): OptionCase => ({
  row: `\`${kind}\``,
  name: `${kind} ${name}`,
  options: { [kind]: [source] },
  names: [kind.replace(/s$/, '')],
  throws: true,
  texts: [source.replace(/^data:.*,/, ''), 'Name a tree.'],
});

/** Media of the prompt. */
export const mediaCases: readonly OptionCase[] = [
  media('images', 'as a data URL', `data:image/png;base64,${png}`),
  media('audio', 'wav', `data:audio/wav;base64,${wav}`),
  media('audio', 'flac', `data:audio/flac;base64,${flac}`),
  media('videos', 'mp4', `data:video/mp4;base64,${mp4}`),
  media('files', 'pdf', `data:application/pdf;base64,${pdf}`),
];
