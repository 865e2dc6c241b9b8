/**
 * A training step of the paper's networks over the SIMD kernels, by hand: no tape and no tensors, in memory of its own.
 * @module
 */
import type { NamedShape } from '../../networks/tensors.js';
import { LOG_MEL } from '../../core/feature-spec.js';
import type { Arena } from '../kernels/arena.js';
import type { Reduce } from './block-forward.js';
import { branchBackward, branchForward, type BranchTrace } from './branch-pass.js';
import { isPenalised, type ClipBranch } from './clip-network.js';
import type { ClipBatch, ClipPenalties, ClipStepOutcome } from './clip-step.js';
import type { Parameters } from './initial-weights.js';
import type { BlockStatistics } from './moving-statistics.js';
import { blockActivity, type ClipInput, type PassMode } from './stack-pass.js';

/** A network for the engine; all channels and units are multiples of 8. */
export interface EngineNetwork {
  readonly branches: readonly ClipBranch[];
  readonly shapes: readonly NamedShape[];
  readonly classes: number;
}

/** What a shard of a batch found: sums over its clips, and its part of the gradients without the penalty on parameters. */
export interface ShardOutcome {
  readonly crossEntropy: number;
  readonly activity: number;
  readonly correct: number;
  readonly gradients: Parameters;
  readonly statistics: BlockStatistics;
}

/** How a shard stands in its batch. */
export interface Shard {
  /** Clips of the whole batch. */
  readonly total: number;
  /** Sums over all shards, so that batch normalisation sees the whole batch. */
  readonly reduce: Reduce;
}

/** Clips that are predicted at once. */
const PREDICTED_AT_ONCE = 8;

/** Computes steps and predictions in an arena. */
export class ClipEngine {
  readonly #arena: Arena;
  readonly #network: EngineNetwork;
  readonly #shapes: ReadonlyMap<string, NamedShape['shape']>;

  constructor(arena: Arena, network: EngineNetwork) {
    this.#arena = arena;
    this.#network = network;
    this.#shapes = new Map(network.shapes.map(({ name, shape }) => [name, shape]));
  }

  /** Forward and backward pass of a shard. */
  step(
    batch: ClipBatch,
    parameters: Parameters,
    {
      penalties,
      shard: { total, reduce },
    }: { readonly penalties: Pick<ClipPenalties, 'l2Activity'>; readonly shard: Shard },
  ): ShardOutcome {
    return this.#arena.borrow(() => {
      const traces = this.#forward(batch, parameters, { moving: false, reduce });
      const head = this.#head(traces, batch, { parameters, total });
      const activity = (2 * penalties.l2Activity) / total;
      const gradients = traces.flatMap((trace, index) => {
        const dState = head.dFeatures[index] as Float32Array;
        dState.forEach((d, k) => (dState[k] = d + activity * (trace.state[k] ?? NaN)));
        return [...branchBackward(this.#arena, trace, { dState, activity, reduce })];
      });
      return {
        crossEntropy: head.crossEntropy,
        correct: head.correct,
        activity: penalties.l2Activity > 0 ? this.#activity(traces) : 0,
        gradients: new Map([...gradients, ...head.gradients]),
        statistics: traces.flatMap(({ blocks, network: { branch } }) =>
          blocks.map(({ mean, variance }, index) => ({
            name: `${branch.prefix}block${index + 1}`,
            ...{ mean, variance },
          })),
        ),
      };
    });
  }

  /** Probabilities by the moving statistics, shape [size, K]. */
  predict(batch: ClipBatch, parameters: Parameters): Float32Array {
    const { classes } = this.#network;
    const probabilities = new Float32Array(batch.size * classes);
    for (let first = 0; first < batch.size; first += PREDICTED_AT_ONCE) {
      const part = sliceBatch(batch, first, Math.min(batch.size, first + PREDICTED_AT_ONCE));
      this.#arena.borrow(() => {
        const traces = this.#forward(part, parameters, { moving: true, reduce: (sums) => sums });
        probabilities.set(softmax(this.#logits(traces, parameters), classes), first * classes);
      });
    }
    return probabilities;
  }

  #forward(batch: ClipBatch, parameters: Parameters, mode: PassMode): BranchTrace[] {
    return this.#network.branches.map((branch) =>
      branchForward(
        this.#arena,
        { branch, shapes: this.#shapes, parameters },
        { inputs: clipInputs(batch, branch.input), mode },
      ),
    );
  }

  #activity(traces: readonly BranchTrace[]): number {
    return traces.reduce((sum, trace) => sum + blockActivity(this.#arena, trace) + squares(trace.state), 0);
  }

  /** The fully connected layer over all deep features, shape [batch, K]. */
  #logits(traces: readonly BranchTrace[], parameters: Parameters): Float32Array {
    const { classes } = this.#network;
    const kernel = parameters.get('emotion/kernel') ?? new Float32Array();
    const bias = parameters.get('emotion/bias') ?? new Float32Array();
    const batch = traces[0]?.lstm.batch ?? 0;
    const logits = Float32Array.from({ length: batch * classes }, (_, at) => bias[at % classes] ?? NaN);
    let row = 0;
    for (const { state, lstm } of traces) {
      for (const [at, feature] of state.entries())
        addProduct(logits.subarray(Math.floor(at / lstm.units) * classes), feature, {
          kernel,
          from: (row + (at % lstm.units)) * classes,
          classes,
        });
      row += lstm.units;
    }
    return logits;
  }

  #head(
    traces: readonly BranchTrace[],
    { labels }: ClipBatch,
    { parameters, total }: { readonly parameters: Parameters; readonly total: number },
  ): Head {
    const { classes } = this.#network;
    const probabilities = softmax(this.#logits(traces, parameters), classes);
    let crossEntropy = 0;
    let correct = 0;
    // The gradient of the mean cross-entropy by the logits.
    const dLogits = probabilities.map((p) => p / total);
    for (const [clip, label] of labels.entries()) {
      const row = probabilities.subarray(clip * classes, (clip + 1) * classes);
      crossEntropy -= Math.log(Math.max(row[label] ?? NaN, 1e-37));
      correct += row.indexOf(Math.max(...row)) === label ? 1 : 0;
      dLogits[clip * classes + label] = (dLogits[clip * classes + label] ?? NaN) - 1 / total;
    }
    return { crossEntropy, correct, ...headGradients(traces, parameters, { dLogits, classes }) };
  }
}

interface Head {
  readonly crossEntropy: number;
  readonly correct: number;
  /** One for each branch, shape [batch, U]. */
  readonly dFeatures: readonly Float32Array[];
  readonly gradients: Parameters;
}

function headGradients(
  traces: readonly BranchTrace[],
  parameters: Parameters,
  { dLogits, classes }: { readonly dLogits: Float32Array; readonly classes: number },
): Pick<Head, 'dFeatures' | 'gradients'> {
  const kernel = parameters.get('emotion/kernel') ?? new Float32Array();
  const dKernel = new Float32Array(kernel.length);
  const dBias = new Float32Array(classes);
  dLogits.forEach((d, at) => (dBias[at % classes] = (dBias[at % classes] ?? 0) + d));
  let row = 0;
  const dFeatures = traces.map(({ state, lstm: { units } }) => {
    const first = row;
    row += units;
    return state.map((feature, at) => {
      const from = (first + (at % units)) * classes;
      const clip = Math.floor(at / units) * classes;
      let sum = 0;
      for (let k = 0; k < classes; k++) {
        const d = dLogits[clip + k] ?? NaN;
        sum += d * (kernel[from + k] ?? NaN);
        dKernel[from + k] = (dKernel[from + k] ?? 0) + d * feature;
      }
      return sum;
    });
  });
  const gradients: Parameters = new Map([
    ['emotion/kernel', dKernel],
    ['emotion/bias', dBias],
  ]);
  return { dFeatures, gradients };
}

function addProduct(
  target: Float32Array,
  feature: number,
  {
    kernel,
    from,
    classes,
  }: { readonly kernel: Float32Array; readonly from: number; readonly classes: number },
): void {
  for (let k = 0; k < classes; k++) target[k] = (target[k] ?? NaN) + feature * (kernel[from + k] ?? NaN);
}

/** One shard's, or all shards', sums as the outcome of the whole batch, with the penalties. */
export function joinShards(
  shards: readonly ShardOutcome[],
  parameters: Parameters,
  { total, penalties }: { readonly total: number; readonly penalties: ClipPenalties },
): ClipStepOutcome {
  const add = (pick: (shard: ShardOutcome) => number): number =>
    shards.reduce((sum, shard) => sum + pick(shard), 0);
  const [first, ...others] = shards;
  const gradients: Parameters = new Map(first?.gradients);
  let penalty = 0;
  for (const [name, gradient] of gradients) {
    for (const other of others) addTo(gradient, other.gradients.get(name) ?? gradient, 1);
    if (!isPenalised(name)) continue;
    const values = parameters.get(name) ?? gradient;
    penalty += penalties.l2Parameters * squares(values);
    addTo(gradient, values, 2 * penalties.l2Parameters);
  }
  const crossEntropy = add((shard) => shard.crossEntropy) / total;
  const activity = (penalties.l2Activity * add((shard) => shard.activity)) / total;
  return {
    loss: crossEntropy + penalty + activity,
    crossEntropy,
    correct: add((shard) => shard.correct),
    gradients,
    statistics: first?.statistics ?? [],
  };
}

/** The clips from `first` up to `end`. */
export function sliceBatch(
  { size, samples, frames, labels }: ClipBatch,
  first: number,
  end: number,
): ClipBatch {
  const part = (values: Float32Array): Float32Array =>
    values.subarray((first * values.length) / size, (end * values.length) / size);
  return {
    size: end - first,
    ...(samples !== undefined && { samples: part(samples) }),
    ...(frames !== undefined && { frames: part(frames) }),
    labels: labels.subarray(first, end),
  };
}

function clipInputs({ size, samples, frames }: ClipBatch, input: ClipBranch['input']): ClipInput[] {
  const values = (input === 'samples' ? samples : frames) ?? new Float32Array();
  const width = input === 'samples' ? 1 : LOG_MEL.mels;
  const length = values.length / size;
  return Array.from({ length: size }, (_, clip) => ({
    values: values.subarray(clip * length, (clip + 1) * length),
    width,
  }));
}

function softmax(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let row = 0; row < logits.length; row += classes) {
    const scores = logits.subarray(row, row + classes);
    const most = Math.max(...scores);
    const powers = Array.from(scores, (score) => Math.exp(score - most));
    const sum = powers.reduce((a, b) => a + b, 0);
    powers.forEach((power, k) => (probabilities[row + k] = power / sum));
  }
  return probabilities;
}

function squares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function addTo(target: Float32Array, source: Float32Array, factor: number): void {
  target.forEach((value, k) => (target[k] = value + factor * (source[k] ?? NaN)));
}
