import { featureHash } from '../../../src/core/feature-spec.js';
import { LEVELLED_LOG_MEL } from '../../../src/features/speech-level.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFloat16, encodeFloat16 } from '../../../src/networks/float16.js';
import { checkManifest, decodeWeights, encodeWeights } from '../../../src/networks/weights.js';
import { randomModel, SMALL_STREAM } from '../../support/random-model.js';

const { manifest, bytes, values } = randomModel(SMALL_STREAM, 1);

describe('a weights file', () => {
  it('gives back what was written: float32', () => {
    const decoded = decodeWeights(
      checkManifest(JSON.parse(JSON.stringify(manifest)), [manifest.features.hash]),
      bytes,
    );
    expect([...decoded]).toEqual([...values]);
  });

  it('gives back what was written to 11 bits: float16, at any offset of its buffer', () => {
    const { bytes: halves, entry } = encodeWeights(manifest.weights.tensors, values, 'float16');
    expect(halves.byteLength).toBe(bytes.byteLength / 2);
    const shifted = new Uint8Array(halves.byteLength + 1);
    shifted.set(halves, 1);
    const decoded = decodeWeights({ ...manifest, weights: entry }, shifted.subarray(1));
    for (const [name, expected] of values)
      for (const [index, value] of expected.entries())
        expect(Math.abs((decoded.get(name)?.[index] ?? NaN) - value)).toBeLessThanOrEqual(
          Math.max(Math.abs(value) * 2 ** -11, 2 ** -25),
        );
  });

  it.each([
    ['one byte short', bytes.slice(1), 'model-truncated'],
    ['one byte long', Uint8Array.of(...bytes, 0), 'model-truncated'],
    ['empty', new Uint8Array(0), 'model-truncated'],
    ['another one', randomModel(SMALL_STREAM, 2).bytes, 'model-hash'],
  ])('is refused: %s', (_, wrong, code) => {
    expect(() => decodeWeights(manifest, wrong)).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('is not written with numbers that are not finite, or of another size', () => {
    const broken = new Map(values).set('lstm/bias', new Float32Array(48).fill(NaN));
    expect(() => encodeWeights(manifest.weights.tensors, broken, 'float32')).toThrow(/lstm\/bias/);
    const short = new Map(values).set('lstm/bias', new Float32Array(47));
    expect(() => encodeWeights(manifest.weights.tensors, short, 'float32')).toThrow(/47/);
  });
});

describe('a manifest', () => {
  const { features, weights } = manifest;
  it.each<[string, unknown, RegExp]>([
    ['nothing', null, /format/],
    ['no network', { ...manifest, network: undefined }, /"network"/],
    ['an unknown network', { ...manifest, network: { kind: 'transformer' } }, /"transformer"/],
    ['an unknown pooling', { ...manifest, network: { kind: 'cnn-lstm-2d', pooling: 'mean' } }, /"mean"/],
    ['weights without tensors', { ...manifest, weights: { ...weights, tensors: undefined } }, /tensors/],
    ['a spread of zero', { ...manifest, features: { ...features, std: 0 } }, /std is 0/],
    ['no network at all', { ...manifest, network: null }, /cannot be read/],
    ['no weights at all', { ...manifest, weights: null }, /weights is null/],
    ['features of nothing', { ...manifest, features: { ...features, spec: null } }, /cannot be read/],
    [
      'a decision without a threshold',
      { ...manifest, decision: { ...manifest.decision, enter: undefined } },
      /decision.enter is undefined/,
    ],
    [
      'a decision out of range',
      { ...manifest, decision: { ...manifest.decision, smoothing: 0 } },
      /decision.smoothing is 0/,
    ],
    [
      'thresholds the wrong way round',
      { ...manifest, decision: { ...manifest.decision, enter: 0.2, leave: 0.6 } },
      /decision.leave is 0.6, above/,
    ],
    ['another kind of number', { ...manifest, weights: { ...weights, dtype: 'int8' } }, /dtype is "int8"/],
    ['a file that is no name', { ...manifest, weights: { ...weights, file: 7 } }, /weights.file is 7/],
    ['a mean that is no number', { ...manifest, features: { ...features, mean: 'loud' } }, /mean is "loud"/],
  ])('is refused: %s', (_, json, message) => {
    expect(() => checkManifest(json, [featureHash(LEVELLED_LOG_MEL)])).toThrow(message);
    expect(() => checkManifest(json, [featureHash(LEVELLED_LOG_MEL)])).toThrow(
      expect.objectContaining({ code: 'model-invalid' }) as Error,
    );
  });
});

describe('float16', () => {
  it('keeps every half, bit for bit', () => {
    const halves = Uint16Array.from({ length: 65536 }, (_, bits) => bits).filter(
      (bits) => (bits & 0x7c00) !== 0x7c00,
    );
    expect(encodeFloat16(decodeFloat16(halves))).toEqual(halves);
  });

  it('rounds to the nearest half', () => {
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const bits = encodeFloat16(Float32Array.of(value))[0] ?? 0;
        const error = (candidate: number) =>
          Math.abs((decodeFloat16(Uint16Array.of(candidate))[0] ?? NaN) - value);
        for (const neighbour of [bits - 1, bits + 1].filter((candidate) => (candidate & 0x7fff) < 0x7c00))
          expect(error(bits)).toBeLessThanOrEqual(error(neighbour & 0xffff));
      }),
      { numRuns: 2000 },
    );
  });

  it('makes what is too large infinite, and what is too small zero', () => {
    const decoded = decodeFloat16(encodeFloat16(Float32Array.of(65520, -1e9, 1e-9, -1e-9, Infinity, NaN)));
    expect([...decoded]).toEqual([Infinity, -Infinity, 0, -0, Infinity, NaN]);
  });
});
