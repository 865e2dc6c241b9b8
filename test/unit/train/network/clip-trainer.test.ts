import { describe, expect, it } from 'vitest';
import { normal, seededRandom } from '../../../../src/core/random.js';
import { Arena } from '../../../../src/train/kernels/arena.js';
import { ClipEngine } from '../../../../src/train/network/clip/clip-engine.js';
import {
  clipBranches,
  clipShapes,
  initialClipWeights,
  joinNetworks,
} from '../../../../src/train/network/clip/clip-network.js';
import { ClipTrainer } from '../../../../src/train/network/clip/clip-trainer.js';
import { TapeTrainer } from '../../../../src/train/network/clip/tape-trainer.js';
import { initialWeights, type Parameters } from '../../../../src/train/network/initial-weights.js';
import { useWasmBackend } from '../../../../src/train/wasm-backend.js';
import {
  compressRows,
  keptRows,
  pooledRows,
  wholeRows,
} from '../../../../src/train/network/passes/padded-rows.js';

const PENALTIES = { l2Parameters: 0, l2Activity: 0 };

describe('a trainer', () => {
  it('names what is missing among the parameters', async () => {
    const parameters = initialWeights(clipShapes('2d', 7), 1);
    parameters.delete('block2/gamma');
    await expect(ClipTrainer.open({ kind: '2d', classes: 7, parameters })).rejects.toThrow(/block2\/gamma/);
  });

  it('names what is wrong with a batch', async () => {
    const parameters = initialWeights(clipShapes('2d', 7), 1);
    const trainer = await ClipTrainer.open({ kind: '2d', classes: 7, parameters });
    const batch = { size: 1, frames: new Float32Array(251 * 128), labels: Int32Array.of(7) };
    await expect(trainer.step(batch, PENALTIES)).rejects.toThrow('label 7');
    await expect(trainer.step({ ...batch, frames: new Float32Array(5) }, PENALTIES)).rejects.toThrow(
      '5 frame',
    );
    await expect(
      trainer.step({ ...batch, size: 0, frames: new Float32Array() }, PENALTIES),
    ).rejects.toThrow();
  });
});

describe('the start of the network over samples', () => {
  /** How far apart the deep features of a loud and a soft clip of 2.8 s, padded to 8 s, are: the largest difference. */
  async function distance(parameters: Parameters): Promise<number> {
    const network = { branches: clipBranches('1d', 'same'), shapes: clipShapes('1d', 7), classes: 7 };
    const engine = new ClipEngine(await Arena.open(), network);
    const random = seededRandom(1);
    const samples = new Float32Array(2 * 128_000);
    for (let at = 0; at < 44_800; at++) {
      samples[at] = 2 * normal(random);
      samples[128_000 + at] = 0.2 * normal(random);
    }
    const batch = { size: 2, samples, labels: Int32Array.of(0, 1) };
    const features = engine.features(batch, parameters);
    const [loud, soft] = [features.subarray(0, 256), features.subarray(256)];
    return Math.max(...loud.map((value, unit) => Math.abs(value - (soft[unit] ?? NaN))));
  }

  it('remembers a clip through its padding, which Keras’s forget gates do not', async () => {
    expect(await distance(initialWeights(clipShapes('1d', 7), 1))).toBeLessThan(1e-6);
    expect(await distance(initialClipWeights('1d', 7, 1))).toBeGreaterThan(0.01);
  });

  it('is Keras’s otherwise', () => {
    const started = initialClipWeights('1d', 7, 1);
    for (const [name, values] of initialWeights(clipShapes('1d', 7), 1))
      if (name !== 'lstm/bias') expect(started.get(name), name).toEqual(values);
  });
});

describe('a trainer on a backend of TensorFlow.js', () => {
  it('answers as the kernels do, for more clips than go at once', { timeout: 120_000 }, async () => {
    await useWasmBackend();
    const options = { kind: '2d', classes: 7, parameters: initialClipWeights('2d', 7, 1) } as const;
    const random = seededRandom(3);
    const frames = Float32Array.from({ length: 9 * 251 * 128 }, () => normal(random));
    const batch = { size: 9, frames, labels: new Int32Array(9) };
    const kernels = await ClipTrainer.open(options);
    const expected = await kernels.predict(batch);
    const actual = await new TapeTrainer(options).predict(batch);
    expect(actual).toHaveLength(63);
    for (const [k, p] of expected.entries()) expect(actual[k]).toBeCloseTo(p, 4);
  });

  it('names what is wrong with a batch, too', async () => {
    const trainer = new TapeTrainer({ kind: '2d', classes: 7, parameters: initialClipWeights('2d', 7, 1) });
    const batch = { size: 1, frames: new Float32Array(251 * 128), labels: Int32Array.of(7) };
    await expect(trainer.step(batch, PENALTIES)).rejects.toThrow('label 7');
  });
});

describe('the fusion of two trained networks', () => {
  it('takes over their tensors and keeps its own last layer', () => {
    const fresh = initialWeights(clipShapes('fusion', 7), 1);
    const samples = initialWeights(clipShapes('1d', 7), 2);
    const frames = initialWeights(clipShapes('2d', 7), 3);
    const joined = joinNetworks(fresh, { samples, frames });
    expect(joined.get('1d/block1/kernel')).toEqual(samples.get('block1/kernel'));
    expect(joined.get('2d/lstm/recurrent')).toEqual(frames.get('lstm/recurrent'));
    expect(joined.get('emotion/kernel')).toEqual(fresh.get('emotion/kernel'));
    expect([...joined.keys()]).toEqual([...fresh.keys()]);
  });
});

describe('rows of padding', () => {
  it.each(['same', 'valid'] as const)('are left out by whole pool strides, %s', (pooling) => {
    const pool = { size: 4, pooling };
    const rows = compressRows(32_000, [9_000, 32_000], pool);
    expect(rows.gap % 4).toBe(0);
    expect(keptRows(rows)).toBeLessThan(9_100);
    const out = pooledRows(rows, pool);
    expect(out.full).toBe(8_000);
    expect(keptRows(out)).toBe(8_000 - rows.gap / 4);
  });

  it('are all kept where the clip fills the window', () => {
    expect(compressRows(251, [250, 251], { size: 2, pooling: 'same' })).toEqual(wholeRows(251, [250, 251]));
  });
});
