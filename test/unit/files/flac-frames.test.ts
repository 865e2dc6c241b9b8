import fc from 'fast-check';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/files/byte-source.js';
import { openAudioFile } from '../../../src/files/audio-file.js';
import { flacFrames } from '../../../src/files/flac-frames.js';
import { readAudio } from '../../../src/files/read-audio.js';
import { corpora } from '../../support/corpora.js';
import { encodeFlac } from '../../support/encode-flac.js';

const folder = mkdtempSync(join(tmpdir(), 'emotion-meter-flac-'));
/** What `encodeFlac` writes before the first frame: `fLaC` and STREAMINFO. */
const HEAD_BYTES = 42;

/** Samples a frame in what `encodeFlac` writes, and the bytes of a full mono frame numbered below 128. */
const BLOCK = 4096;
const FRAME_BYTES = 10 + 1 + 2 * BLOCK + 2;

const noise = (length: number): Float32Array => {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor(state / 32768) / 32768 - 1;
  });
};

/** A whole frame header with a right CRC-8, as 16-bit samples: what a decoder may take for the start of a frame. */
const FALSE_HEADER = Float32Array.from(
  [0xff, 0xf8, 0x69, 0x98, 0x00, 0x0f, 0x99, 0x00].flatMap((high, index, bytes) =>
    index % 2 === 0 ? [((((high << 8) | (bytes[index + 1] ?? 0)) << 16) >> 16) / 32768] : [],
  ),
);

function withFalseHeaders(samples: Float32Array, positions: readonly number[]): Float32Array {
  const copy = samples.slice();
  for (const position of positions) copy.set(FALSE_HEADER, position);
  return copy;
}

function sourceOf(bytes: Uint8Array, onRead: (length: number) => void = () => undefined): ByteSource {
  return {
    path: 'made.flac',
    size: bytes.length,
    read: (position, length) => {
      onRead(length);
      return Promise.resolve(bytes.slice(position, position + length));
    },
  };
}

async function framesOf(bytes: Uint8Array): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for await (const frame of flacFrames(sourceOf(bytes))) frames.push(frame.slice());
  return frames;
}

async function readBytes(bytes: Uint8Array): Promise<Float32Array> {
  const path = join(folder, 'made.flac');
  writeFileSync(path, bytes);
  return (await readAudio(path)).samples;
}

const sameSamples = (actual: Float32Array, expected: Float32Array): boolean =>
  Buffer.from(actual.buffer).equals(Buffer.from(expected.slice().buffer));

const altered = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ 0x10 : byte));

describe('flacFrames', () => {
  it('splits a stream without losing a byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 70_000 }), async (length) => {
        const file = encodeFlac([noise(length)]);
        const frames = await framesOf(file);
        expect(frames).toHaveLength(Math.ceil(length / BLOCK));
        expect(Buffer.concat(frames).equals(file.subarray(HEAD_BYTES))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('is not misled by headers inside of frames, the last included', async () => {
    const samples = withFalseHeaders(noise(10_000), [0, 1, 100, 5000, 8192, 9000, 9996]);
    const file = encodeFlac([samples]);
    expect(file.includes(Buffer.of(0xff, 0xf8, 0x69, 0x98, 0x00, 0x0f, 0x99), file.length - 20)).toBe(true);
    expect(await framesOf(file)).toHaveLength(3);
    expect(sameSamples(await readBytes(file), samples)).toBe(true);
  });

  it('passes over every metadata block', async () => {
    const file = encodeFlac([noise(5000)]);
    const head = file.subarray(0, HEAD_BYTES);
    head[4] = 0;
    const padding = Buffer.concat([Buffer.of(0x81, 0x01, 0x11, 0x70), Buffer.alloc(70_000, 0xff)]);
    const padded = Buffer.concat([head, padding, file.subarray(HEAD_BYTES)]);
    expect(sameSamples(await readBytes(padded), noise(5000))).toBe(true);
  });

  const tails: readonly [string, Uint8Array][] = [
    ['an ID3v1 tag', Buffer.concat([Buffer.from('TAGSome title'), Buffer.alloc(115)])],
    ['zeros, which keep any CRC right', new Uint8Array(300)],
    ['noise longer than is searched at a time', Buffer.from(noise(60_000).map((s) => s * 128).buffer)],
  ];
  it.each(tails)('leaves out what follows the last frame: %s', async (_, tail) => {
    const samples = noise(9000);
    for (const promised of [9000, 0]) {
      const file = Buffer.concat([encodeFlac([samples], { promised }), tail]);
      expect(sameSamples(await readBytes(file), samples)).toBe(true);
    }
  });

  it('holds a bounded part of the file, however long that is', async () => {
    const reads: number[] = [];
    const source = sourceOf(encodeFlac([noise(600_000)]), (length) => reads.push(length));
    let frames = 0;
    for await (const frame of flacFrames(source)) frames += Math.sign(frame.length);
    expect(frames).toBe(Math.ceil(600_000 / BLOCK));
    expect(Math.max(...reads)).toBeLessThan(150_000);
    // A part is read again only where a search has to look ahead beyond what was read.
    expect(reads.reduce((sum, length) => sum + length, 0)).toBeLessThan(3 * source.size);
  });
});

describe('broken FLAC', () => {
  const third = HEAD_BYTES + 2 * FRAME_BYTES;
  const whole = (promised: number): Uint8Array => encodeFlac([noise(20_000)], { promised });
  const cases: readonly [string, (file: Uint8Array) => Uint8Array, number][] = [
    ['a sample', (file) => altered(file, third + 4000), 8192],
    ['a footer', (file) => altered(file, third + FRAME_BYTES - 1), 8192],
    ['the sync code', (file) => altered(file, third), 4096],
    ['the first frame header', (file) => altered(file, HEAD_BYTES + 2), 0],
    ['the last frame', (file) => altered(file, file.length - 100), 16384],
    ['the end, which is missing', (file) => file.subarray(0, -1), 16384],
  ];
  it.each(cases)('is named with its file and position: %s', async (_, damage, position) => {
    for (const promised of [20_000, 0]) {
      const reading = readBytes(damage(whole(promised)));
      await expect(reading).rejects.toMatchObject({ code: 'audio-undecodable' });
      await expect(reading).rejects.toThrow(
        new RegExp(`made\\.flac is FLAC cut short or broken at sample ${position}$`),
      );
    }
  });

  it('is named when its metadata does not end', async () => {
    const head = encodeFlac([noise(10)]).subarray(0, HEAD_BYTES);
    head[4] = 0;
    await expect(readBytes(head)).rejects.toThrow(/cut short in its metadata/);
  });

  it('is named when whole frames are missing at the end', async () => {
    const reading = readBytes(whole(20_000).subarray(0, third));
    await expect(reading).rejects.toThrow(/8192 of its 20000 samples/);
  });
});

describe.skipIf(corpora === undefined)('FLAC recordings (needs EMOTION_CORPORA)', () => {
  const names = [
    'emodb/10a02Na',
    'emodb/12a01Lb',
    'emodb/14b01Fa',
    'rir/sb_rir3',
    'rir/webaudio_feedback-spring',
    'rir/webaudio_filter-rhythm3',
  ];
  it.each(names)('that other splitters cut short are read to their end: %s', async (name) => {
    const path = join(corpora ?? '', `${name}.flac`);
    const { samples, sampleRate } = await readAudio(path);
    expect(samples.length / sampleRate).toBe((await openAudioFile(path)).durationSeconds);
  });
});
