import { clipBranches, type ClipBranch } from '../../src/train/network/clip/clip-network.js';
import type { ClipBatch, ClipNetworkKind } from '../../src/train/network/clip/clip-step.js';
import { initialWeights, type Parameters } from '../../src/train/network/initial-weights.js';
import { normal, seededRandom } from '../../src/core/random.js';
import { denseShapes, lflbShapes, lstmShapes, type NamedShape } from '../../src/networks/tensors.js';

const MELS = 128;
const CHANNELS = [8, 8, 16, 8] as const;
const UNITS = 16;

/** One of the paper's networks with few channels, for windows of any length. */
export interface SmallNetwork {
  readonly branches: readonly ClipBranch[];
  readonly shapes: readonly NamedShape[];
  readonly classes: number;
  readonly parameters: Parameters;
}

export function smallNetwork(
  kind: ClipNetworkKind,
  pooling: 'same' | 'valid',
  channelsOfBlocks: readonly [number, number, number, number] = CHANNELS,
): SmallNetwork {
  const branches = clipBranches(kind, pooling);
  const classes = 3;
  const shapes = [
    ...branches.flatMap(({ input, prefix }) => [
      ...channelsOfBlocks.flatMap((channels, index) =>
        lflbShapes(`${prefix}block${index + 1}`, [
          ...(input === 'samples' ? [1, 3] : [3, 3]),
          [1, ...channelsOfBlocks][index] ?? 1,
          channels,
        ]),
      ),
      ...lstmShapes(`${prefix}lstm`, channelsOfBlocks[3], UNITS),
    ]),
    ...denseShapes('emotion', UNITS * branches.length, classes),
  ];
  const parameters = initialWeights(shapes, 1);
  const random = seededRandom(2);
  // Values that training has moved: nothing at 0 or 1.
  for (const { name, trainable } of shapes)
    if (trainable && /(gamma|beta|bias)$/.test(name) && !/block\d\/bias$/.test(name))
      parameters.get(name)?.forEach((value, k, all) => (all[k] = value + 0.3 * normal(random)));
  return { branches, shapes, classes, parameters };
}

/** Clips of noise whose ends are constant: `real` gives the unpadded part of each, as a share of the window. */
export function paddedBatch(
  kind: ClipNetworkKind,
  real: readonly number[],
  { samples, frames }: { readonly samples: number; readonly frames: number },
): ClipBatch {
  const random = seededRandom(3);
  const padded = (rows: number, width: number): Float32Array => {
    const values = Float32Array.from({ length: real.length * rows * width }, () => normal(random));
    for (const [clip, share] of real.entries())
      values.fill(
        -0.7,
        (clip * rows + Math.round(share * rows)) * width,
        share < 1 ? (clip + 1) * rows * width : 0,
      );
    return values;
  };
  return {
    size: real.length,
    ...(kind !== '2d' && { samples: padded(samples, 1) }),
    ...(kind !== '1d' && { frames: padded(frames, MELS) }),
    labels: Int32Array.from(real, (_, clip) => clip % 3),
  };
}
