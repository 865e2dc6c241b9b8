/**
 * The backward pass of a local feature learning block, over a grid of clips.
 * @module
 */
import type { Arena } from '../../kernels/arena.js';
import { inverseDeviation, tapDistances, type BlockTrace, type Reduce } from './block-forward.js';
import { clipPosition, gridPositions, imageShape, innerPositions, layGrid } from './block-grid.js';
import { keptRows, type ClipRows } from './padded-rows.js';

/** Gradients of a block's values; `input` is the address of the input's gradient in the input's grid, 0 where nobody asked. */
export interface BlockGradients {
  readonly kernel: Float32Array;
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly input: number;
}

/**
 * The backward pass. With x^ = (z - mean) / deviation, y = gamma x^ + beta and g the gradient that arrives at y (zero but at each pool's
 * winner): dBeta = sum g; dGamma = sum g x^; dz = gamma / deviation * (g - m dBeta / M - m x^ dGamma / M), M values a channel (Ioffe
 * and Szegedy, 2015), m how many rows a row stands for.
 * @param dOutput address of the gradient of each clip's output; overwritten.
 */
export function blockBackward(
  arena: Arena,
  trace: BlockTrace,
  {
    dOutput,
    inputGradient,
    reduce,
  }: { readonly dOutput: readonly number[]; readonly inputGradient: boolean; readonly reduce: Reduce },
): BlockGradients {
  const { size, grid, mean, values } = trace;
  const channels = size.outputs;
  const input = inputGradient ? arena.floats(gridPositions(grid) * size.inputs) : 0;
  const local = winnerSums(arena, trace, dOutput);
  const sums = reduce(local);
  const dGamma = (of: Float64Array, c: number): number =>
    ((of[c] ?? NaN) - (mean[c] ?? NaN) * (of[channels + c] ?? NaN)) * inverseDeviation(trace, c);
  const scale = values.gamma.map((g, c) => g * inverseDeviation(trace, c));
  const slope = scale.map((s, c) => (-s * inverseDeviation(trace, c) * dGamma(sums, c)) / trace.count);
  const offset = scale.map(
    (s, c) => (-s * (sums[channels + c] ?? NaN)) / trace.count - (mean[c] ?? NaN) * (slope[c] ?? NaN),
  );
  const kernel = arena.borrow(() => kernelAndInput(arena, trace, { dOutput, input, scale, slope, offset }));
  // The shards' gradients are summed later: each gives its own part.
  return {
    kernel,
    gamma: Float32Array.from({ length: channels }, (_, c) => dGamma(local, c)),
    beta: Float32Array.from({ length: channels }, (_, c) => local[channels + c] ?? NaN),
    input,
  };
}

/** Turns dOutput into the gradient at the winners; sums of it times the winner, then plain. */
function winnerSums(arena: Arena, trace: BlockTrace, dOutput: readonly number[]): Float64Array {
  const { grid, size, convolved } = trace;
  const channels = size.outputs;
  const sums = new Float64Array(2 * channels);
  arena.borrow(() => {
    const partial = arena.floats(2 * channels);
    for (const [clip, rows] of trace.outputRows.entries()) {
      const windows = keptRows(rows) * trace.outputWidth;
      const image = convolved + 4 * clipPosition(grid, clip) * channels;
      for (let window = 0; window < windows; window += WINDOWS_PER_SUM) {
        const at = 4 * window * channels;
        arena.clear(partial, 2 * channels);
        arena.run(
          'poolEluGradient',
          ...[image, (trace.output[clip] ?? NaN) + at, (trace.winner[clip] ?? NaN) + at],
          ...[(dOutput[clip] ?? NaN) + at, partial, partial + 4 * channels],
          ...[Math.min(WINDOWS_PER_SUM, windows - window), channels],
        );
        const found = arena.view(partial, 2 * channels);
        for (let k = 0; k < sums.length; k++) sums[k] = (sums[k] ?? 0) + (found[k] ?? NaN);
      }
    }
  });
  return sums;
}

/** Pool windows whose gradients are summed in single precision before the sum goes into double precision. */
const WINDOWS_PER_SUM = 512;

interface DenseGradient {
  readonly dOutput: readonly number[];
  readonly input: number;
  readonly scale: Float32Array;
  readonly slope: Float32Array;
  readonly offset: Float32Array;
}

/** The kernel's gradient; the input's goes to `input`. One clip at a time, so that the gradient of all positions never stands in memory. */
function kernelAndInput(arena: Arena, trace: BlockTrace, dense: DenseGradient): Float32Array {
  const { grid, size, values } = trace;
  const taps = size.kernelHeight * size.kernelWidth;
  const dKernel = arena.zeros(values.kernel.length);
  const back = tapDistances(arena, trace, -1);
  const panels = arena.floats(values.kernel.length);
  if (dense.input > 0)
    arena.run('packTransposedPanels', arena.put(values.kernel), panels, taps, size.inputs, size.outputs);
  for (const [clip, rows] of grid.clips.entries())
    arena.borrow(() => {
      const kept = keptRows(rows);
      const single = layGrid([rows], grid);
      const convolved = arena.zeros(gridPositions(single) * size.outputs);
      const { first, count } = innerPositions(single);
      const start = convolved + 4 * first * size.outputs;
      const from = clipPosition(grid, clip);
      convolvedGradient(arena, trace, { ...dense, clip, target: start });
      arena.run(
        'correlate',
        ...[trace.input + 4 * from * size.inputs, trace.distances, start, dKernel],
        ...[count, size.inputs, size.outputs, taps],
      );
      if (dense.input > 0)
        arena.run(
          'convolve',
          ...[start, back, panels, dense.input + 4 * from * size.inputs],
          ...[(kept - 1) * grid.pitch + grid.width, size.outputs, size.inputs, taps, 0],
        );
    });
  return arena.view(dKernel, values.kernel.length).slice();
}

/** dz of one clip, into a cleared grid of its own. */
function convolvedGradient(
  arena: Arena,
  trace: BlockTrace,
  { clip, target, dOutput, ...vectors }: DenseGradient & { readonly clip: number; readonly target: number },
): void {
  const { grid, size } = trace;
  const channels = size.outputs;
  const rows = grid.clips[clip] as ClipRows;
  const image = trace.convolved + 4 * clipPosition(grid, clip) * channels;
  const affine = (factor: number, row: number, count: number): void => {
    const at = 4 * row * grid.pitch * channels;
    const slope = arena.put(vectors.slope.map((s) => factor * s));
    const offset = arena.put(vectors.offset.map((o) => factor * o));
    arena.run('imageAffine', image + at, slope, offset, target + at, ...imageShape(grid, count), channels);
  };
  affine(1, 0, keptRows(rows));
  if (rows.gap > 0) affine(1 + rows.gap, rows.head - 1, 1);
  const windows = keptRows(trace.outputRows[clip] as ClipRows) * trace.outputWidth;
  arena.run(
    'scatterWinners',
    ...[dOutput[clip] ?? NaN, trace.winner[clip] ?? NaN, arena.put(vectors.scale), target, windows, channels],
  );
}
