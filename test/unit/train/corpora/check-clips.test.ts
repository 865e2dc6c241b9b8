import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import * as reading from '../../../../src/files/read-audio.js';
import { loadClips, takeClips } from '../../../../src/train/clips/load-clips.js';
import { demandUsable } from '../../../../src/train/corpora/check-clips.js';
import type { Clip, Corpus } from '../../../../src/train/corpora/corpus.js';
import { openCorpus } from '../../../../src/train/corpora/open-corpus.js';
import { loadVoice } from '../../../../src/train/corpora/voice.js';
import { loadPlanned } from '../../../../src/train/experiment/plan-experiment.js';
import { parseExperimentArgs } from '../../../../src/train/experiment/config-experiment.js';
import { openTrainingSounds } from '../../../../src/train/stream-network/training-sounds.js';
import { planFolds } from '../../../../src/train/protocols/protocols.js';
import { encodeWav } from '../../../support/encode-wav.js';
import { folderWith } from '../../../support/folder-with.js';

vi.mock('../../../../src/files/read-audio.js', { spy: true });

const sound = (samples: number): Float32Array => new Float32Array(samples).fill(0.1);
const GOOD = encodeWav([sound(2048)]);
const READING = { reading: { kind: '1d', sound: 'raw' } } as const;

/** `size` clips of two speakers and two emotions; `others` are the first ones. */
async function corpusOf(others: Readonly<Record<string, Uint8Array>>, size = 20): Promise<Corpus> {
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

describe('reading clips', () => {
  it('takes good ones as they are, and decodes each once', async () => {
    const { clips } = await corpusOf({});
    const decoded = vi.mocked(reading.readAudio).mockClear();
    const done: number[] = [];
    const { shelf, bad } = await loadClips(clips, { ...READING, onClip: (count) => done.push(count) });
    expect(bad).toEqual([]);
    expect(shelf.size).toBe(20);
    expect(decoded).toHaveBeenCalledTimes(20);
    expect(done.at(-1)).toBe(20);
  });

  it('counts those of which only the first 8 s are heard', async () => {
    const files = { 'a.wav': encodeWav([sound(128_001)]), 'b.wav': encodeWav([sound(128_000)]) };
    const { shelf, cut } = await loadClips((await corpusOf(files)).clips, READING);
    expect(cut).toBe(1);
    expect(shelf.get('mine/a')?.samples).toHaveLength(128_000);
  });

  it('takes clips in the order asked for, and never fewer', async () => {
    const { clips } = await corpusOf({});
    const [first, second, third] = clips as [Clip, Clip, Clip];
    const { shelf } = await loadClips([first, second], READING);
    expect(takeClips(shelf, [second, first]).map(({ clip }) => clip)).toEqual([second, first]);
    expect(() => takeClips(shelf, [first, third])).toThrow(`the clip mine/${third.name} was not read`);
  });

  it('names one unreadable file among 500, and leaves it out only on demand', async () => {
    const { clips } = await corpusOf({ 'broken.wav': new TextEncoder().encode('this is no sound') }, 500);
    const { shelf, bad } = await loadClips(clips, READING);
    const options = { count: clips.length, skipBad: false };
    expect(() => {
      demandUsable(bad, options);
    }).toThrow(
      /^1 of 500 clips cannot be used; --skip-bad leaves them out\n {2}mine broken: .*broken\.wav begins with "this is no s"/,
    );
    demandUsable(bad, { ...options, skipBad: true });
    expect(shelf.size).toBe(499);
    expect(shelf.has('mine/broken')).toBe(false);
  });

  it('leaves it out of the streams that the streaming network learns from, and says so', async () => {
    const [good, broken] = [encodeWav([sound(4096)]), GOOD.subarray(0, 3000)];
    const files = { 'mine/a.wav': good, 'mine/b.wav': good, 'mine/c.wav': broken };
    const index = 'file,speaker,sex,emotion\na.wav,x,f,sad\nb.wav,y,f,happy\nc.wav,y,f,happy\n';
    const folder = folderWith({ ...files, 'mine/index.csv': index });
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => {
      said.mockRestore();
    });
    const options = { corpora: ['mine'], data: folder };
    const { corpora } = await openTrainingSounds({ ...options, skipBad: true });
    expect(corpora[0].clips.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(said.mock.calls.flat().join('\n')).toMatch(/left out:\n {2}mine c: .*c\.wav/);
    await expect(openTrainingSounds({ ...options, skipBad: false })).rejects.toThrow(
      /^1 of 3 clips cannot be used; --skip-bad leaves them out\n {2}mine c: .*c\.wav/,
    );
    writeFileSync(join(folder, 'mine/c.wav'), encodeWav([sound(3583)]));
    await expect(openTrainingSounds({ ...options, skipBad: false })).rejects.toThrow(
      'c.wav is too short for the network: 3583 samples of 3584',
    );
    writeFileSync(join(folder, 'mine/c.wav'), encodeWav([sound(3584)]));
    expect((await openTrainingSounds({ ...options, skipBad: false })).corpora[0].clips).toHaveLength(3);
    writeFileSync(join(folder, 'mine/c.wav'), broken);
    await expect(loadVoice(join(folder, 'mine/c.wav'))).rejects.toThrow('c.wav');
    writeFileSync(join(folder, 'mine/a.wav'), encodeWav([sound(100)]));
    await expect(openTrainingSounds({ ...options, skipBad: true })).rejects.toThrow(
      'mine has no usable clip of sadness',
    );
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
    ['at a rate that nobody uses', encodeWav([sound(4096)], { sampleRate: 500 }), 'x.wav has 500 Hz'],
  ])('tells a clip %s', async (_, file, why) => {
    const { bad } = await loadClips((await corpusOf({ 'x.wav': file })).clips, READING);
    expect(bad).toHaveLength(1);
    expect(bad[0]?.why).toContain(why);
  });

  it('tells a file that the index names and that is not there', async () => {
    const index = 'file,speaker,sex,emotion\na.wav,x,f,sad\nb.wav,y,f,happy\nc.wav,y,f,happy\n';
    const folder = folderWith({ 'index.csv': index, 'a.wav': GOOD, 'b.wav': GOOD });
    const { bad } = await loadClips((await openCorpus('mine', folder)).clips, READING);
    expect(bad[0]?.why).toContain(join(folder, 'c.wav'));
  });

  it('does not leave out a whole class', async () => {
    const rows = ['a.wav,x,f,sad', 'b.wav,y,f,sad', 'c.wav,z,f,happy', 'd.wav,w,f,happy', 'e.wav,y,f,happy'];
    const index = `file,speaker,sex,emotion\n${rows.join('\n')}\n`;
    const folder = folderWith({ 'index.csv': index, 'a.wav': GOOD, 'b.wav': GOOD, 'c.wav': GOOD });
    const plan = planFolds('paper-si', {
      ...{ corpora: [await openCorpus('mine', folder)], labels: null, seeds: [1], heldOut: ['z'] },
    });
    const command = parseExperimentArgs([
      ...['--corpus', 'mine', '--data', folder, '--network', '1d', '--split', 'paper-si'],
      ...['--out', 'o', '--skip-bad'],
    ]);
    if (command === null) throw new Error('there is a command');
    await expect(loadPlanned(plan, command.config)).rejects.toThrow(
      'paper-si, fold z has no training clip of happiness',
    );
  });
});
