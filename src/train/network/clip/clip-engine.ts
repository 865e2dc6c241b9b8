/**
 * A training step of the paper's networks over the SIMD kernels, by hand: no tape and no tensors, in memory of its own.
 * @module
 */
import type { NamedShape } from '../../../networks/tensors.js';
import { LOG_MEL } from '../../../core/feature-spec.js';
import type { Arena } from '../../kernels/arena.js';
import type { Reduce } from '../passes/block-forward.js';
import { branchBackward, branchForward, type BranchTrace } from '../passes/branch-pass.js';
import { headAnswers, headStep, type DeepFeature } from './clip-head.js';
import { isPenalised, type ClipBranch } from './clip-network.js';
import type { ClipBatch, ClipPenalties, ClipStepOutcome } from './clip-step.js';
import type { Parameters } from '../initial-weights.js';
import type { BlockStatistics } from '../moving-statistics.js';
import { blockActivity, type ClipInput, type PassMode } from '../passes/stack-pass.js';

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
export const PREDICTED_AT_ONCE = 8;

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
      const head = headStep(traces.map(deepFeature), batch.labels, {
        parameters,
        classes: this.#network.classes,
        total,
      });
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
        statistics: statisticsOf(traces),
      };
    });
  }

  /** What the blocks see of a batch, without its gradients. */
  observe(batch: ClipBatch, parameters: Parameters, reduce: Reduce = (sums) => sums): BlockStatistics {
    return this.#arena.borrow(() =>
      statisticsOf(this.#forward(batch, parameters, { moving: false, reduce })),
    );
  }

  /** Probabilities by the moving statistics, shape [size, K]. */
  predict(batch: ClipBatch, parameters: Parameters): Float32Array {
    const { classes } = this.#network;
    const probabilities = new Float32Array(batch.size * classes);
    this.#look(batch, parameters, (first, features) => {
      probabilities.set(headAnswers(features, { parameters, classes }), first * classes);
    });
    return probabilities;
  }

  /** Deep features by the moving statistics: of each clip those of every branch, one after the other. Shape [size, U]. */
  features(batch: ClipBatch, parameters: Parameters): Float32Array {
    const all: Float32Array[] = [];
    this.#look(batch, parameters, (_, features) => {
      const clips = (features[0]?.state.length ?? 0) / (features[0]?.units ?? 1);
      for (let clip = 0; clip < clips; clip++)
        for (const { state, units } of features) all.push(state.slice(clip * units, (clip + 1) * units));
    });
    return joinArrays(all);
  }

  /** Shows the deep features by the moving statistics, some clips at a time. */
  #look(
    batch: ClipBatch,
    parameters: Parameters,
    see: (firstClip: number, features: readonly DeepFeature[]) => void,
  ): void {
    for (let first = 0; first < batch.size; first += PREDICTED_AT_ONCE) {
      const part = sliceBatch(batch, first, Math.min(batch.size, first + PREDICTED_AT_ONCE));
      this.#arena.borrow(() => {
        const traces = this.#forward(part, parameters, { moving: true, reduce: (sums) => sums });
        see(first, traces.map(deepFeature));
      });
    }
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
}

function statisticsOf(traces: readonly BranchTrace[]): BlockStatistics {
  return traces.flatMap(({ blocks, network: { branch } }) =>
    blocks.map(({ mean, variance }, index) => ({
      name: `${branch.prefix}block${index + 1}`,
      ...{ mean, variance },
    })),
  );
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

function deepFeature({ state, lstm: { units } }: BranchTrace): DeepFeature {
  return { state, units };
}

/** One after the other. */
export function joinArrays(arrays: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    joined.set(array, at);
    at += array.length;
  }
  return joined;
}

function squares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function addTo(target: Float32Array, source: Float32Array, factor: number): void {
  target.forEach((value, k) => (target[k] = value + factor * (source[k] ?? NaN)));
}
