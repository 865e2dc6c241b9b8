/**
 * The forward pass of a local feature learning block in training, over a grid of clips.
 * @module
 */
import { BATCH_NORM_EPSILON, type LflbShape } from '../../../networks/lflb.js';
import type { Arena } from '../../kernels/arena.js';
import { clipPosition, gridPositions, imageShape, innerPositions, type Grid } from './block-grid.js';
import { keptRows, pooledRows, poolLength, type ClipRows, type RowPool } from './padded-rows.js';

/** Sizes of a block's convolution. */
export interface BlockSize {
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** A block's values: the kernel of shape [mels, time, in, out], and its normalisation. */
export interface BlockValues {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
}

/** Sums over the shards of a batch, in place: identity where there is one. */
export type Reduce = (sums: Float64Array) => Float64Array;

/** What a forward pass leaves for the backward pass. */
export interface BlockTrace {
  readonly grid: Grid;
  readonly size: BlockSize;
  readonly shape: LflbShape;
  readonly values: BlockValues;
  readonly input: number;
  readonly distances: number;
  readonly convolved: number;
  /** Address of the pooled output of each clip, dense [rows, width, channels], and of its winners. */
  readonly output: readonly number[];
  readonly winner: readonly number[];
  /** What is kept of each clip in the output. */
  readonly outputRows: readonly ClipRows[];
  readonly outputWidth: number;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  /** Values a channel in the whole batch, rows left out included. */
  readonly count: number;
}

/** Mean and variance that normalise: `null` takes the batch's. */
export type Moments = Pick<BlockTrace, 'mean' | 'variance' | 'count'>;

/** What a block reads, and how. */
export interface BlockInput {
  readonly grid: Grid;
  readonly input: number;
  readonly size: BlockSize;
  readonly shape: LflbShape;
  readonly values: BlockValues;
}

/** The pool along time. */
export function timePool({ poolTime, pooling }: LflbShape): RowPool {
  return { size: poolTime, pooling };
}

/**
 * The forward pass.
 * @param moments the moving statistics, or `null` for the batch's own.
 */
export function blockForward(
  arena: Arena,
  block: BlockInput,
  { moments, reduce }: { readonly moments: Moments | null; readonly reduce: Reduce },
): BlockTrace {
  const { grid, size, shape, values } = block;
  const distances = tapDistances(arena, block, 1);
  const convolved = arena.floats(gridPositions(grid) * size.outputs);
  const { first, count: positions } = innerPositions(grid);
  arena.borrow(() => {
    const taps = size.kernelHeight * size.kernelWidth;
    const panels = arena.floats(values.kernel.length);
    arena.run('packPanels', arena.put(values.kernel), panels, taps, size.inputs, size.outputs);
    arena.run(
      'convolve',
      ...[block.input + 4 * first * size.inputs, distances, panels, convolved + 4 * first * size.outputs],
      ...[positions, size.inputs, size.outputs, taps, 0],
    );
  });
  const found = moments ?? batchMoments(arena, { grid, convolved, channels: size.outputs, reduce });
  const outputRows = grid.clips.map((clip) => pooledRows(clip, timePool(shape)));
  const mels = poolLength(grid.width, { size: shape.poolMels, pooling: shape.pooling });
  const outputSizes = outputRows.map((rows) => keptRows(rows) * mels.length * size.outputs);
  const trace: BlockTrace = {
    ...block,
    ...found,
    distances,
    convolved,
    output: outputSizes.map((count) => arena.floats(count)),
    winner: outputSizes.map((count) => arena.floats(count)),
    outputRows,
    outputWidth: mels.length,
  };
  normaliseAndPool(arena, trace, moments !== null);
  return trace;
}

function normaliseAndPool(arena: Arena, trace: BlockTrace, withBias: boolean): void {
  const { grid, size, shape, values, convolved } = trace;
  const scaleValues = values.gamma.map((g, c) => g * inverseDeviation(trace, c));
  // Batch statistics are taken before the bias, which they would subtract again.
  const shiftValues = values.beta.map(
    (b, c) => b + ((withBias ? (values.bias[c] ?? 0) : 0) - (trace.mean[c] ?? 0)) * (scaleValues[c] ?? 0),
  );
  const mels = poolLength(grid.width, { size: shape.poolMels, pooling: shape.pooling });
  arena.borrow(() => {
    const scale = arena.put(scaleValues);
    const shift = arena.put(shiftValues);
    for (const [clip, rows] of grid.clips.entries())
      arena.run(
        'normalisePoolElu',
        ...[convolved + 4 * clipPosition(grid, clip) * size.outputs, scale, shift],
        ...[trace.output[clip] ?? NaN, trace.winner[clip] ?? NaN, 1, keptRows(rows), grid.width, grid.pitch],
        ...[size.outputs, keptRows(trace.outputRows[clip] as ClipRows), trace.outputWidth],
        ...[shape.poolTime, shape.poolMels, poolLength(rows.full, timePool(shape)).before, mels.before],
      );
  });
}

/** Bytes from a position to each tap's input; `sign` -1 for the transposed convolution. */
export function tapDistances(arena: Arena, { grid, size, shape }: BlockInput, sign: 1 | -1): number {
  const channels = sign === 1 ? size.inputs : size.outputs;
  return arena.putIntegers(
    Array.from({ length: size.kernelHeight * size.kernelWidth }, (_, tap) => {
      const mel = Math.floor(tap / size.kernelWidth) - shape.padMels[0];
      const time = (tap % size.kernelWidth) - shape.padTime[0];
      return sign * 4 * channels * (time * grid.pitch + mel);
    }),
  );
}

function batchMoments(
  arena: Arena,
  {
    grid,
    convolved,
    channels,
    reduce,
  }: {
    readonly grid: Grid;
    readonly convolved: number;
    readonly channels: number;
    readonly reduce: Reduce;
  },
): Moments {
  const local = arena.borrow(() => {
    const sums = arena.doubles(2 * channels);
    const scratch = arena.floats(2 * channels);
    const add = (position: number, factor: number, rows: number): void => {
      arena.run(
        'imageMoments',
        ...[convolved + 4 * position * channels, sums, sums + 8 * channels, scratch, factor],
        ...[...imageShape(grid, rows), channels],
      );
    };
    for (const [clip, rows] of grid.clips.entries()) {
      const start = clipPosition(grid, clip);
      add(start, 1, keptRows(rows));
      if (rows.gap > 0) add(start + (rows.head - 1) * grid.pitch, rows.gap, 1);
    }
    return arena.readDoubles(sums, 2 * channels);
  });
  const values = grid.clips.reduce((sum, { full }) => sum + full * grid.width, 0);
  const total = reduce(Float64Array.of(...local, values));
  const count = total[2 * channels] ?? NaN;
  const mean = Float32Array.from({ length: channels }, (_, c) => (total[c] ?? NaN) / count);
  const variance = Float32Array.from({ length: channels }, (_, c) =>
    Math.max(0, (total[channels + c] ?? NaN) / count - ((total[c] ?? NaN) / count) ** 2),
  );
  return { mean, variance, count };
}

/** 1 / sqrt(variance + epsilon) of a channel. */
export function inverseDeviation({ variance }: Pick<BlockTrace, 'variance'>, channel: number): number {
  return 1 / Math.sqrt((variance[channel] ?? NaN) + BATCH_NORM_EPSILON);
}
