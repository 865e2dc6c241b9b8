import fc from 'fast-check';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAudioFile } from '../../../src/files/audio-file.js';
import { mixToMono, readAudio } from '../../../src/files/read-audio.js';
import { encodeFlac } from '../../support/encode-flac.js';
import { encodeWav, type WavOptions } from '../../support/encode-wav.js';

const folder = mkdtempSync(join(tmpdir(), 'emotion-meter-files-'));
function write(name: string, bytes: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Values that every format from 8 bits up holds exactly. */
const LEFT = Float32Array.of(0, 0.5, -0.5, 0.25, -1, 0.0078125, 0.75);
const RIGHT = LEFT.map((sample) => sample * 0.5);
const RAMP = Float32Array.from({ length: 50_000 }, (_, index) => ((index * 37) % 65536) / 32768 - 1);

async function readChannels(path: string): Promise<number[][]> {
  const file = await openAudioFile(path);
  const channels: number[][] = Array.from({ length: file.channels }, () => []);
  for await (const block of file.blocks)
    for (const [index, samples] of block.entries())
      for (const sample of samples) channels[index]?.push(sample);
  return channels;
}

/** Says where two long sequences part, without printing them. */
function firstDifference(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  if (actual?.length !== expected.length) return -2;
  return Array.from(expected).findIndex((sample, index) => sample !== actual[index]);
}

describe('WAV', () => {
  const formats: readonly [string, WavOptions][] = [
    ['8-bit PCM', { bits: 8 }],
    ['16-bit PCM', { bits: 16 }],
    ['24-bit PCM', { bits: 24 }],
    ['32-bit PCM', { bits: 32 }],
    ['32-bit float', { bits: 32, float: true }],
    ['64-bit float', { bits: 64, float: true }],
    ['24-bit PCM, extensible', { bits: 24, extensible: true }],
    ['32-bit float, extensible', { bits: 32, float: true, extensible: true }],
    ['RF64', { rf64: true }],
    [
      'unknown chunks of odd and even size',
      {
        extraChunks: [
          ['LIST', 27],
          ['junk', 4],
          ['id3 ', 1],
        ],
      },
    ],
    ['data size 0 as streamers write', { dataSize: 0, riffSize: 0 }],
    ['data size 0xffffffff as streamers write', { dataSize: 0xffffffff, riffSize: 0xffffffff }],
    ['data size 0x7ffff000 as sox writes to a pipe', { dataSize: 0x7ffff000, riffSize: 0x7ffff024 }],
  ];

  it.each(formats)('reads %s', async (name, options) => {
    const path = write(
      'format.wav',
      encodeWav([LEFT, RIGHT.map((s) => (options.bits === 8 ? Math.round(s * 128) / 128 : s))], options),
    );
    const file = await openAudioFile(path);
    expect(file).toMatchObject({ sampleRate: 16000, channels: 2, durationSeconds: LEFT.length / 16000 });
    const [left, right] = await readChannels(path);
    expect(left, name).toEqual([...LEFT]);
    expect(right?.[1]).toBe(0.25);
  });

  it('reads any 16-bit samples at any rate, in blocks, as often as asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 1, maxLength: 40_000 }),
        fc.constantFrom(8000, 22050, 44100, 96000),
        async (whole, sampleRate) => {
          const samples = Float32Array.from(whole, (value) => value / 32768);
          const path = write('any.wav', encodeWav([samples], { sampleRate }));
          const first = await readAudio(path);
          const again = await readAudio(path);
          expect(first.sampleRate).toBe(sampleRate);
          expect(firstDifference(first.samples, samples)).toBe(-1);
          expect(firstDifference(again.samples, samples)).toBe(-1);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('never holds more than a block', async () => {
    const file = await openAudioFile(write('long.wav', encodeWav([RAMP])));
    for await (const block of file.blocks) expect(block[0]?.length).toBeLessThanOrEqual(16384);
  });
});

describe('FLAC', () => {
  it.each([8, 24] as const)('reads samples of %i bits', async (bits) => {
    const path = write('bits.flac', encodeFlac([LEFT, LEFT.map((s) => -s / 2 ** (bits - 8))], { bits }));
    const [left, right] = await readChannels(path);
    expect(left).toEqual([...LEFT]);
    expect(right?.[1]).toBe(-0.5 / 2 ** (bits - 8));
  });

  it('reads stereo, whatever the file is called', async () => {
    const path = write('flac-inside.wav', encodeFlac([RAMP, RAMP.map((s) => -s / 2)], { sampleRate: 44100 }));
    const file = await openAudioFile(path);
    expect(file).toMatchObject({ sampleRate: 44100, channels: 2, durationSeconds: RAMP.length / 44100 });
    const [left, right] = await readChannels(path);
    expect(firstDifference(left, RAMP)).toBe(-1);
    expect(right?.[3]).toBe(Math.round((-(RAMP[3] ?? 0) / 2) * 32768) / 32768);
  });

  it('reads one that does not say how long it is', async () => {
    const path = write('piped.flac', encodeFlac([RAMP], { promised: 0 }));
    expect((await openAudioFile(path)).durationSeconds).toBeUndefined();
    expect(firstDifference((await readAudio(path)).samples, RAMP)).toBe(-1);
  });
});

describe('mixToMono', () => {
  it('is the mean of the channels, and a mono block itself', () => {
    expect([...mixToMono([Float32Array.of(1, 0), Float32Array.of(0, -1)])]).toEqual([0.5, -0.5]);
    expect(mixToMono([LEFT])).toBe(LEFT);
  });
});

describe('files that hold no usable sound', () => {
  const cases: readonly [string, string | Uint8Array, string, RegExp][] = [
    ['empty', '', 'audio-empty', /empty\.wav is empty \(0 bytes\)/],
    ['text', 'Dear reader, this is no sound.', 'audio-undecodable', /begins with "Dear reader,"/],
    ['short', 'RI', 'audio-undecodable', /begins with "RI"/],
    ['head-only', encodeWav([LEFT]).subarray(0, 12), 'audio-empty', /has no data chunk/],
    ['no-samples', encodeWav([new Float32Array()]), 'audio-empty', /without samples/],
    [
      'cut-wav',
      encodeWav([RAMP]).subarray(0, 9000),
      'audio-undecodable',
      /promises 100000 bytes.*holds 8956/,
    ],
    [
      'cut-rf64',
      encodeWav([RAMP], { rf64: true, dataSize: 10 ** 11 }),
      'audio-undecodable',
      /promises 100000000000 bytes/,
    ],
    [
      'mu-law',
      Buffer.from(encodeWav([LEFT], { bits: 8 })).fill(7, 20, 21),
      'audio-undecodable',
      /format 0x0007/,
    ],
    ['no-channels', Buffer.from(encodeWav([LEFT])).fill(0, 22, 24), 'audio-undecodable', /0 channels/],
    [
      'cut-flac',
      encodeFlac([RAMP]).subarray(0, 60_000),
      'audio-undecodable',
      /cut short or broken at sample 28672/,
    ],
    ['no-flac-samples', encodeFlac([new Float32Array()]), 'audio-empty', /without samples/],
    ['no-streaminfo', 'fLaC but no more', 'audio-undecodable', /without its STREAMINFO/],
  ];

  it.each(cases)('%s', async (name, bytes, code, message) => {
    const reading = readAudio(write(`${name}.wav`, bytes));
    await expect(reading).rejects.toMatchObject({ name: 'EmotionError', code });
    await expect(reading).rejects.toThrow(message);
  });

  it('missing files and folders', async () => {
    await expect(readAudio(join(folder, 'none.wav'))).rejects.toMatchObject({ code: 'audio-undecodable' });
    await expect(readAudio(folder)).rejects.toThrow(/is no regular file/);
  });
});
