/**
 * Local feature learning blocks one on the other, forward and backward: from inputs to the sequence that an LSTM reads.
 * @module
 */
import type { LflbShape } from '../../../networks/lflb.js';
import type { NamedShape } from '../../../networks/tensors.js';
import type { Arena } from '../../kernels/arena.js';
import { blockBackward } from './block-backward.js';
import {
  blockForward,
  timePool,
  type BlockSize,
  type BlockTrace,
  type Moments,
  type Reduce,
} from './block-forward.js';
import { clipPosition, gridPositions, layGrid, marginOf, type Grid } from './block-grid.js';
import type { ClipBranch } from '../clip/clip-network.js';
import type { Parameters } from '../initial-weights.js';
import { compressRows, constantRun, fullIndex, keptRows, wholeRows, type ClipRows } from './padded-rows.js';
import { addRowsBack, copyRows, type RowCopies } from './row-copies.js';

/** A branch with its tensors. */
export interface BranchNetwork {
  readonly branch: Pick<ClipBranch, 'prefix' | 'blocks'>;
  readonly shapes: ReadonlyMap<string, NamedShape['shape']>;
  readonly parameters: Parameters;
}

/** One clip's input, shape [rows, width] row-major. */
export interface ClipInput {
  readonly values: Float32Array;
  readonly width: number;
}

/** What the forward pass of the blocks leaves for the backward pass. */
export interface StackTrace {
  readonly network: BranchNetwork;
  readonly blocks: readonly BlockTrace[];
  /** Address of the time-major sequence that the blocks leave, shape [steps, batch, features]. */
  readonly sequence: number;
  readonly steps: number;
}

/** How batch normalisation finds its moments. */
export interface PassMode {
  /** True for the moving statistics of the parameters. */
  readonly moving: boolean;
  readonly reduce: Reduce;
}

/** What a forward pass reads, and how. */
export interface BranchInputs {
  readonly inputs: readonly ClipInput[];
  readonly mode: PassMode;
}

/** The forward pass. */
export function stackForward(
  arena: Arena,
  network: BranchNetwork,
  { inputs, mode }: BranchInputs,
): StackTrace {
  const { branch } = network;
  const blocks: BlockTrace[] = [];
  let place = placeInputs(arena, inputs, branch.blocks);
  for (const [index, shape] of branch.blocks.entries()) {
    const name = `${branch.prefix}block${index + 1}`;
    const moments = mode.moving ? movingMoments(network.parameters, name) : null;
    const block = { ...place, shape, size: blockSize(network, name), values: blockValues(network, name) };
    const trace = blockForward(arena, block, { moments, reduce: mode.reduce });
    blocks.push(trace);
    const next = branch.blocks[index + 1];
    if (next !== undefined) place = placeOutput(arena, trace, next);
  }
  const last = blocks.at(-1) as BlockTrace;
  const batch = inputs.length;
  const steps = last.outputRows[0]?.full ?? 0;
  const sequence = arena.floats(steps * batch * rowFloats(last));
  for (const copies of sequenceCopies(last, sequence)) copyRows(arena, copies);
  return { network, blocks, sequence, steps };
}

/** The sum of squares of the outputs of all blocks, rows left out included. */
export function blockActivity(arena: Arena, { blocks }: StackTrace): number {
  let sum = 0;
  for (const trace of blocks)
    for (const [clip, rows] of trace.outputRows.entries()) {
      const row = rowFloats(trace);
      const output = trace.output[clip] ?? NaN;
      sum += arena.run('sumOfSquares', output, keptRows(rows) * row);
      if (rows.gap > 0) sum += rows.gap * arena.run('sumOfSquares', output + 4 * (rows.head - 1) * row, row);
    }
  return sum;
}

/** What a backward pass needs beside gradients. */
export interface Backward {
  /** The activity penalty's gradient is this times each block output. */
  readonly activity: number;
  readonly reduce: Reduce;
}

/**
 * The backward pass.
 * @param options `dSequence`: address of the gradient of the sequence that they left.
 * @returns gradients by name.
 */
export function stackBackward(
  arena: Arena,
  trace: StackTrace,
  { dSequence, activity, reduce }: Backward & { readonly dSequence: number },
): Parameters {
  const { prefix } = trace.network.branch;
  const gradients: Parameters = new Map();
  // Where the gradient of each block's output comes from: the layer above it.
  let copiesAbove = (block: BlockTrace): readonly RowCopies[] => sequenceCopies(block, dSequence);
  for (let index = trace.blocks.length - 1; index >= 0; index--) {
    const block = trace.blocks[index] as BlockTrace;
    const dOutput = outputGradient(arena, block, { copies: copiesAbove(block), activity });
    const { kernel, gamma, beta, input } = blockBackward(arena, block, {
      dOutput,
      inputGradient: index > 0,
      reduce,
    });
    const name = `${prefix}block${index + 1}`;
    gradients.set(`${name}/kernel`, kernel).set(`${name}/gamma`, gamma).set(`${name}/beta`, beta);
    copiesAbove = (below) => gridCopies(below, block.grid, input);
  }
  return gradients;
}

function outputGradient(
  arena: Arena,
  block: BlockTrace,
  { copies, activity }: { readonly copies: readonly RowCopies[]; readonly activity: number },
): number[] {
  const row = rowFloats(block);
  return copies.map((copy, clip) => {
    const { head, gap, ...rest } = block.outputRows[clip] as ClipRows;
    const floats = keptRows({ head, gap, ...rest }) * row;
    const gradient = arena.zeros(floats);
    const output = block.output[clip] ?? NaN;
    addRowsBack(arena, { ...copy, source: gradient });
    if (activity > 0) {
      arena.run('addScaled', gradient, output, activity, floats);
      const at = 4 * (head - 1) * row;
      if (gap > 0) arena.run('addScaled', gradient + at, output + at, gap * activity, row);
    }
    return gradient;
  });
}

interface Place {
  readonly grid: Grid;
  readonly input: number;
}

function placeInputs(arena: Arena, inputs: readonly ClipInput[], [first]: ClipBranch['blocks']): Place {
  if (first === undefined) throw new RangeError('the network has no block');
  const width = inputs[0]?.width ?? 1;
  const grid = layGrid(
    inputs.map(({ values }) => {
      const rows = values.length / width;
      return isCentred(first)
        ? compressRows(rows, constantRun(values, width), timePool(first))
        : wholeRows(rows);
    }),
    { width, margin: marginOf(first) },
  );
  const input = arena.zeros(gridPositions(grid));
  const target = arena.view(input, gridPositions(grid));
  for (const [clip, { values }] of inputs.entries()) {
    const rows = grid.clips[clip] as ClipRows;
    const start = clipPosition(grid, clip);
    for (let kept = 0; kept < keptRows(rows); kept++) {
      const from = fullIndex(rows, kept) * width;
      target.set(values.subarray(from, from + width), start + kept * grid.pitch);
    }
  }
  return { grid, input };
}

function placeOutput(arena: Arena, trace: BlockTrace, next: ClipBranch['blocks'][number]): Place {
  const clips = trace.outputRows.map(({ full, constant }) => compressRows(full, constant, timePool(next)));
  const grid = layGrid(clips, { width: trace.outputWidth, margin: marginOf(next) });
  const input = arena.zeros(gridPositions(grid) * trace.size.outputs);
  for (const copies of gridCopies(trace, grid, input)) copyRows(arena, copies);
  return { grid, input };
}

/** Whether padding can be computed once: what is known of constant rows holds for convolutions of 3 that look one row to either side. */
function isCentred({ padTime: [before, after] }: LflbShape): boolean {
  return before === 1 && after === 1;
}

/** From a block's output to the grid of the next block. */
function gridCopies(trace: BlockTrace, grid: Grid, address: number): RowCopies[] {
  const channels = trace.size.outputs;
  return trace.outputRows.map((from, clip) => ({
    from,
    to: grid.clips[clip] as ClipRows,
    row: rowFloats(trace),
    source: trace.output[clip] ?? NaN,
    target: address + 4 * clipPosition(grid, clip) * channels,
    step: grid.pitch * channels,
  }));
}

/** From the last block's output to the LSTM's time-major sequence. */
function sequenceCopies(trace: BlockTrace, address: number): RowCopies[] {
  const row = rowFloats(trace);
  return trace.outputRows.map((from, clip) => ({
    from,
    to: wholeRows(from.full),
    row,
    source: trace.output[clip] ?? NaN,
    target: address + 4 * clip * row,
    step: trace.outputRows.length * row,
  }));
}

function rowFloats({ outputWidth, size }: BlockTrace): number {
  return outputWidth * size.outputs;
}

function blockSize({ shapes }: BranchNetwork, name: string): BlockSize {
  const [kernelHeight = NaN, kernelWidth = NaN, inputs = NaN, outputs = NaN] =
    shapes.get(`${name}/kernel`) ?? [];
  return { kernelHeight, kernelWidth, inputs, outputs };
}

function blockValues({ parameters }: BranchNetwork, name: string): BlockTrace['values'] {
  const part = (suffix: string): Float32Array => value(parameters, `${name}/${suffix}`);
  return { kernel: part('kernel'), bias: part('bias'), gamma: part('gamma'), beta: part('beta') };
}

function movingMoments(parameters: Parameters, name: string): Moments {
  return {
    mean: value(parameters, `${name}/mean`),
    variance: value(parameters, `${name}/variance`),
    count: NaN,
  };
}

/** A tensor's values. */
export function value(parameters: Parameters, name: string): Float32Array {
  const values = parameters.get(name);
  if (values === undefined) throw new RangeError(`the parameters have no "${name}"`);
  return values;
}
