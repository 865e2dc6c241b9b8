/**
 * The optimisers that the paper's search chooses from (its section 3.4), as pure rules over arrays by name. Each gives the numbers of
 * TensorFlow.js' own with its default constants.
 * @module
 */
import { startAdam, stepAdam, type AdamSettings, type Values } from './adamw.js';

/** What an optimiser remembers between steps: arrays by slot and tensor. */
export interface OptimiserState {
  readonly step: number;
  readonly slots: Readonly<Record<string, Values>>;
}

/** How gradients change values. */
export interface Optimiser {
  /** The state before the first step for the tensors of `values`. */
  start(values: Values): OptimiserState;
  /** One step: changes `values`, and the arrays of `state`, in place for each gradient; returns the next state. */
  step(
    values: Map<string, Float32Array>,
    gradients: Values,
    options: { readonly state: OptimiserState; readonly rate: number },
  ): OptimiserState;
}

/** Keeps square roots and divisions away from zero. */
const EPSILON = 1e-7;

/** value -= rate * gradient. */
export const sgd = slotOptimiser({}, ({ value, gradient, rate }) => {
  for (let i = 0; i < value.length; i++) value[i] = at(value, i) - rate * at(gradient, i);
});

/** Adagrad (Duchi, Hazan and Singer, 2011): each value's rate falls with the sum of its squared gradients. */
export const adagrad = slotOptimiser({ squares: 0.1 }, ({ value, gradient, slots: { squares }, rate }) => {
  for (let i = 0; i < value.length; i++) {
    const g = at(gradient, i);
    const sum = at(squares, i) + g * g;
    squares[i] = sum;
    value[i] = at(value, i) - (rate * g) / Math.sqrt(sum + EPSILON);
  }
});

/** Share of the old value in RMSProp's moving mean. */
const DECAY = 0.9;

/** RMSProp (Tieleman and Hinton, 2012), without momentum: each value's rate falls with the moving mean of its squared gradients. */
export const rmsprop = slotOptimiser({ squares: 0 }, ({ value, gradient, slots: { squares }, rate }) => {
  for (let i = 0; i < value.length; i++) {
    const g = at(gradient, i);
    const mean = DECAY * at(squares, i) + (1 - DECAY) * g * g;
    squares[i] = mean;
    value[i] = at(value, i) - (rate * g) / Math.sqrt(mean + EPSILON);
  }
});

/** Adam's constants as its authors give them: no decay, no clipping. */
const PLAIN_ADAM: AdamSettings = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: EPSILON,
  weightDecay: 0,
  clipNorm: Infinity,
};

/** Adam (Kingma and Ba, 2015, algorithm 1). */
export const adam: Optimiser = {
  start(values) {
    const { step, first, second } = startAdam(values);
    return { step, slots: { first, second } };
  },
  step(values, gradients, { state, rate }) {
    const { first = new Map(), second = new Map() } = state.slots;
    const moments = { step: state.step, first, second };
    const { step } = stepAdam(values, gradients, { state: moments, rate, settings: PLAIN_ADAM });
    return { step, slots: { first, second } };
  },
};

/** The optimisers by the names of the command line. */
export const OPTIMISERS = { adagrad, adam, rmsprop, sgd } as const;

/** The name of an optimiser. */
export type OptimiserName = keyof typeof OPTIMISERS;

/** The names, in the order in which they are printed. */
export const OPTIMISER_NAMES = Object.keys(OPTIMISERS) as OptimiserName[];

interface TensorUpdate<Slot extends string> {
  readonly value: Float32Array;
  readonly gradient: Float32Array;
  readonly slots: Readonly<Record<Slot, Float32Array>>;
  readonly rate: number;
}

/** An optimiser of one rule a tensor; `initial` names its slots and their first values. */
function slotOptimiser<Slot extends string>(
  initial: Readonly<Record<Slot, number>>,
  update: (tensor: TensorUpdate<Slot>) => void,
): Optimiser {
  const names = Object.keys(initial) as Slot[];
  const filled = (values: Values, first: number): Values =>
    new Map([...values].map(([name, { length }]) => [name, new Float32Array(length).fill(first)]));
  return {
    start: (values) => ({
      step: 0,
      slots: Object.fromEntries(names.map((slot) => [slot, filled(values, initial[slot])])),
    }),
    step(values, gradients, { state, rate }) {
      for (const [name, gradient] of gradients) {
        const value = tensorOf(values, name);
        const slots = Object.fromEntries(
          names.map((slot) => [slot, tensorOf(state.slots[slot] ?? new Map<string, Float32Array>(), name)]),
        ) as Record<Slot, Float32Array>;
        update({ value, gradient, slots, rate });
      }
      return { ...state, step: state.step + 1 };
    },
  };
}

function tensorOf(values: Values, name: string): Float32Array {
  const value = values.get(name);
  if (value === undefined) throw new RangeError(`the optimiser has no tensor "${name}"`);
  return value;
}

function at(array: Float32Array, index: number): number {
  return array[index] as number;
}
