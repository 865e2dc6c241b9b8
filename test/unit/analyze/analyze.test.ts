import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyzeFile, type FileFailure, type FileReport } from '../../../src/analyze/analyze-file.js';
import { loadModel } from '../../../src/node/load-model.js';
import { encodeFlac } from '../../support/encode-flac.js';
import { encodeWav } from '../../support/encode-wav.js';
import { writeModel } from '../../support/model-folder.js';
import { randomModel, SMALL_STREAM } from '../../support/random-model.js';
import { ROOT } from '../../support/shell.js';
import { babble } from '../../support/signals.js';

const folder = mkdtempSync(join(tmpdir(), 'emotion-meter-analyze-'));
const file = (name: string): string => join(folder, name);
const VOICE = babble(6);

beforeAll(() => {
  writeModel(file('model'), randomModel(SMALL_STREAM, 1));
  writeModel(file('paper-1d'), randomModel({ kind: 'cnn-lstm-1d', pooling: 'same' }, 2));
  writeFileSync(file('voice.wav'), encodeWav([VOICE]));
  writeFileSync(file('voice.flac'), encodeFlac([VOICE, VOICE]));
  writeFileSync(file('silence.wav'), encodeWav([new Float32Array(48000)]));
  writeFileSync(file('second.wav'), encodeWav([VOICE.subarray(0, 16000)]));
  writeFileSync(file('text.wav'), 'this is text');
  writeFileSync(file('empty.wav'), '');
});

function analyze(...args: string[]): {
  lines: (FileReport & FileFailure)[];
  text: string;
  status: number | null;
} {
  const main = join(ROOT, 'src/analyze/main.ts');
  const { stdout, status } = spawnSync(join(ROOT, 'node_modules/.bin/tsx'), [main, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  const lines = args.includes('--json')
    ? stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as FileReport & FileFailure)
    : [];
  return { lines, text: stdout, status };
}

describe('analyze, from the shell', () => {
  it('prints one JSON object a line, broken files among the others, and ends with 1', () => {
    const names = [
      'voice.wav',
      'text.wav',
      'voice.flac',
      'empty.wav',
      'none.wav',
      'silence.wav',
      'second.wav',
    ];
    const { lines, status } = analyze('--model', 'model', '--json', ...names);
    expect(status).toBe(1);
    expect(lines.map((line) => line.file)).toEqual(names);
    const [voice, text, flac, empty, none, silence, second] = lines;
    expect(voice?.frames.length).toBeGreaterThan(20);
    expect(voice?.frames[0]?.t).toBeCloseTo(0.288, 6);
    for (const { probabilities } of voice?.frames ?? [])
      expect(Object.values(probabilities).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
    expect(Object.keys(voice?.probabilities ?? {})).toEqual(voice?.labels);
    expect(flac).toEqual({ ...voice, file: 'voice.flac' });
    expect(text?.error.code).toBe('audio-undecodable');
    expect(empty?.error.code).toBe('audio-empty');
    expect(none?.error.message).toMatch(/none\.wav/);
    expect(silence).toMatchObject({ valid: false, reason: 'silence', dominant: null });
    expect(second?.frames.length).toBeGreaterThan(1);
  });

  it('prints a table without --json, and ends with 0 when all is well', () => {
    const { text, status } = analyze('voice.wav', '--model=model', '--backend', 'cpu');
    expect(status).toBe(0);
    expect(text).toMatch(/^voice\.wav {2}.+\n$/);
  });

  it('runs a network that reads samples: a verdict a second, and one about the end', () => {
    const { lines, status } = analyze('voice.wav', 'silence.wav', '--model', 'paper-1d', '--json');
    expect(status).toBe(0);
    const [voice, silence] = lines;
    // 188 frames: 23 columns, judged after every fourth and at the end.
    expect(voice?.frames.map(({ t }) => Math.round((t - 0.032) / 0.256))).toEqual([4, 8, 12, 16, 20, 23]);
    expect(silence).toMatchObject({ valid: false, reason: 'silence', dominant: null });
  });

  it('ends with 2 and prints nothing when the command is wrong', () => {
    expect(analyze('voice.wav', '--josn')).toMatchObject({ status: 2, text: '' });
    expect(analyze('voice.wav', '--model', 'nowhere')).toMatchObject({ status: 2, text: '' });
  });
});

describe('analyzeFile', () => {
  it('lets a long recording pass through: its memory does not grow with its length', async () => {
    const inference = await loadModel('model', { backend: 'wasm', folder });
    const minute = encodeWav([babble(60)]);
    const minutes = (count: number): string => {
      const name = file(`${count}-minutes.wav`);
      const head = Buffer.from(minute.subarray(0, 44));
      head.writeUInt32LE((minute.length - 44) * count, 40);
      writeFileSync(name, Buffer.concat([head, ...Array.from({ length: count }, () => minute.subarray(44))]));
      return name;
    };
    const peak = async (path: string): Promise<number> => {
      let most = 0;
      const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 5);
      const report = await analyzeFile('long', path, inference);
      clearInterval(watch);
      expect(report).not.toHaveProperty('error');
      return most;
    };
    const short = minutes(1);
    const long = minutes(4);
    await peak(short);
    expect((await peak(long)) - (await peak(short))).toBeLessThan(8e6);
    inference.dispose();
  });
});
