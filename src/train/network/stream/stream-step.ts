/**
 * What a training step of the streaming network takes and gives.
 * @module
 */
import type { Random } from '../../../core/random.js';
import type { NamedShape } from '../../../networks/tensors.js';
import type { Parameters } from '../initial-weights.js';
import type { BlockStatistics } from '../moving-statistics.js';

/** Regularisation and the weight of the second head. */
export interface LossSettings {
  readonly labelSmoothing: number;
  /** Share of column features, and of hidden values, that are dropped. */
  readonly dropout: number;
  /** Weight of the speech head's loss beside the emotion's. */
  readonly speechWeight: number;
}

/** A network in training: its tensors' shapes and values, and how its loss is made. */
export interface StepNetwork {
  readonly shapes: readonly NamedShape[];
  /** The caller changes the values in place between steps. */
  readonly parameters: Parameters;
  readonly settings: LossSettings;
}

/** What a step found. */
export interface StepOutcome {
  readonly emotionLoss: number;
  readonly speechLoss: number;
  /** Share of asked-for columns whose likeliest class is right, weighted like the loss. */
  readonly accuracy: number;
  readonly gradients: Parameters;
  readonly statistics: BlockStatistics;
}

/** What is multiplied into column features, shape [size, F], and into hidden values, shape [size, U]. */
export type DropoutMasks = Readonly<Record<'columns' | 'hidden', Float32Array>>;

/** Inverted dropout; a feature is dropped for a whole stream, so that the LSTM cannot fill it in from the next column. */
export function dropoutMasks(
  random: Random,
  { shapes, settings: { dropout } }: Pick<StepNetwork, 'shapes' | 'settings'>,
  size: number,
): DropoutMasks {
  const width = (name: string): number => shapes.find((shape) => shape.name === name)?.shape[0] ?? 0;
  const mask = (features: number): Float32Array =>
    Float32Array.from({ length: size * features }, () => (random() < dropout ? 0 : 1 / (1 - dropout)));
  return { columns: mask(width('lstm/kernel')), hidden: mask(width('lstm/recurrent')) };
}
