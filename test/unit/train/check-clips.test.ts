import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkClips } from '../../../src/train/corpora/check-clips.js';
import { openCorpus, type OpenedCorpus } from '../../../src/train/corpora/open-corpus.js';
import { encodeWav } from '../../support/encode-wav.js';
import { folderWith } from '../../support/folder-with.js';

const sound = (samples: number): Float32Array => new Float32Array(samples).fill(0.1);
const GOOD = encodeWav([sound(2048)]);

/** `size` clips of two speakers and two emotions; `others` are the first ones. */
async function corpusOf(others: Readonly<Record<string, Uint8Array>>, size = 20): Promise<OpenedCorpus> {
  const names = [
    ...Object.keys(others),
    ...Array.from({ length: size - Object.keys(others).length }, (_, n) => `clip${n}.wav`),
  ];
  const rows = names.map(
    (name, index) => `${name},speaker${index % 2},female,${index % 4 < 2 ? 'sad' : 'happy'}`,
  );
  const folder = folderWith({
    ...Object.fromEntries(names.map((name) => [name, others[name] ?? GOOD])),
    'index.csv': ['file,speaker,sex,emotion', ...rows, ''].join('\n'),
  });
  return openCorpus('mine', folder);
}

describe('checking all clips', () => {
  it('takes a corpus of good ones as it is', async () => {
    const corpus = await corpusOf({});
    const read: number[] = [];
    const checked = await checkClips(corpus, { skipBad: false, onProgress: (done) => read.push(done) });
    expect(checked).toEqual({ corpus, bad: [] });
    expect(read.at(-1)).toBe(20);
  });

  it('names one unreadable file among 500, and leaves it out only on demand', async () => {
    const corpus = await corpusOf({ 'broken.wav': new TextEncoder().encode('this is no sound') }, 500);
    await expect(checkClips(corpus, { skipBad: false })).rejects.toThrow(
      /^1 of 500 clips cannot be used; --skip-bad leaves them out\n {2}mine broken: .*broken\.wav begins with "this is no s"/,
    );
    const { corpus: rest, bad } = await checkClips(corpus, { skipBad: true });
    expect(bad.map(({ clip }) => clip.name)).toEqual(['broken']);
    expect(rest.clips).toHaveLength(499);
  });

  it.each([
    ['shorter than one FFT', encodeWav([sound(2047)]), '2047 samples of 2048'],
    [
      'shorter than one FFT at 16 kHz',
      encodeWav([sound(6000)], { sampleRate: 48000 }),
      '2000 samples of 2048',
    ],
    ['with NaN', encodeWav([sound(4096).fill(NaN, 9, 10)], { bits: 32, float: true }), 'no numbers'],
    ['cut off', GOOD.subarray(0, 3000), 'x.wav'],
    ['without samples', encodeWav([sound(0)]), 'x.wav'],
    ['at a rate that nobody uses', encodeWav([sound(4096)], { sampleRate: 500 }), '500'],
  ])('tells a clip %s', async (_, file, why) => {
    const { bad } = await checkClips(await corpusOf({ 'x.wav': file }), { skipBad: true });
    expect(bad).toHaveLength(1);
    expect(bad[0]?.why).toContain(why);
  });

  it('tells a file that the index names and that is not there', async () => {
    const index = 'file,speaker,sex,emotion\na.wav,x,f,sad\nb.wav,y,f,happy\nc.wav,y,f,happy\n';
    const folder = folderWith({ 'index.csv': index, 'a.wav': GOOD, 'b.wav': GOOD });
    const { bad } = await checkClips(await openCorpus('mine', folder), { skipBad: true });
    expect(bad[0]?.why).toContain(join(folder, 'c.wav'));
  });

  it('does not leave out a whole class', async () => {
    const index = 'file,speaker,sex,emotion\na.wav,x,f,sad\nb.wav,y,f,sad\nc.wav,y,f,happy\n';
    const folder = folderWith({ 'index.csv': index, 'a.wav': GOOD, 'b.wav': GOOD });
    const corpus = await openCorpus('mine', folder);
    await expect(checkClips(corpus, { skipBad: true })).rejects.toThrow('mine has no clip of happiness');
  });
});
