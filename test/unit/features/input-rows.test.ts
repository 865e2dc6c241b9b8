import { describe, expect, it } from 'vitest';
import {
  featureHash,
  LOG_MEL,
  rowWidth,
  type FrontEndName,
  type InputSpec,
} from '../../../src/core/feature-spec.js';
import { FRONT_END_OF_HASH, FRONT_ENDS } from '../../../src/features/front-ends.js';
import { InputRows } from '../../../src/features/input-rows.js';
import { LogMelStream } from '../../../src/features/log-mel-stream.js';
import { Leveller } from '../../../src/features/speech-level.js';
import { SampleRing } from '../../../src/ring/sample-ring.js';
import { babble } from '../../support/signals.js';

const SOUND = babble(1.3);
const FRAMES = { mean: -40, std: 20 };
const SAMPLES = { mean: 0.01, std: 0.1 };

const INPUTS: Readonly<Record<FrontEndName, InputSpec>> = {
  'levelled-log-mel': { frontEnd: 'levelled-log-mel', frames: FRAMES, samples: null },
  'log-mel': { frontEnd: 'log-mel', frames: FRAMES, samples: null },
  samples: { frontEnd: 'samples', frames: null, samples: SAMPLES },
  'log-mel-and-samples': { frontEnd: 'log-mel-and-samples', frames: FRAMES, samples: SAMPLES },
};

/** All rows of the sound, heard in pieces of `size` samples. */
function rowsOf(input: InputSpec, size: number): Float32Array[] {
  const [stream, leveller, sound] = [new LogMelStream(), new Leveller(), new SampleRing()];
  const rows = new InputRows(input, sound);
  const width = rowWidth(input);
  const all: Float32Array[] = [];
  const add = (raw: Float32Array): void => {
    const values = rows.rows({ raw, levelled: leveller.push(raw).frames });
    expect(values).toHaveLength((raw.length / LOG_MEL.mels) * width);
    for (let at = 0; at < values.length; at += width) all.push(values.subarray(at, at + width));
  };
  for (let at = 0; at < SOUND.length; at += size) {
    const piece = SOUND.subarray(at, at + size);
    sound.append(piece);
    add(stream.push(piece));
  }
  add(stream.flush());
  return all;
}

describe('the front ends', () => {
  it('are told apart by their hashes', () => {
    expect(FRONT_END_OF_HASH.size).toBe(4);
    for (const [hash, name] of FRONT_END_OF_HASH) expect(featureHash(FRONT_ENDS[name])).toBe(hash);
  });

  it.each(Object.values(INPUTS))('give the same rows however the sound is cut: %o', (input) => {
    expect(rowsOf(input, 777)).toEqual(rowsOf(input, 40_000));
  });

  it('give row k the samples from the centre of frame k on, and silence after the end', () => {
    const rows = rowsOf(INPUTS.samples, 4096);
    expect(rows).toHaveLength(1 + Math.floor(SOUND.length / 512));
    const scaled = (index: number): number => Math.fround(((SOUND[index] ?? 0) - SAMPLES.mean) / SAMPLES.std);
    for (const [k, row] of rows.entries())
      for (const n of [0, 1, 300, 511]) expect(row[n]).toBeCloseTo(scaled(512 * k + n), 5);
  });

  it('put the samples behind the log-mels', () => {
    const both = rowsOf(INPUTS['log-mel-and-samples'], 4096);
    const [mels, sound] = [rowsOf(INPUTS['log-mel'], 4096), rowsOf(INPUTS.samples, 4096)];
    for (const [k, row] of both.entries())
      expect([...row]).toEqual([...(mels[k] ?? []), ...(sound[k] ?? [])]);
  });

  it('leave the level in, but for the levelled one', () => {
    const raw = rowsOf(INPUTS['log-mel'], 4096);
    const levelled = rowsOf(INPUTS['levelled-log-mel'], 4096);
    expect(raw[20]).not.toEqual(levelled[20]);
  });
});
