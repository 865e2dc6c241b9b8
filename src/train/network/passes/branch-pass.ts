/**
 * A network up to its deep feature, forward and backward: local feature learning blocks, and an LSTM over what they leave.
 * @module
 */
import type { Arena } from '../../kernels/arena.js';
import type { Parameters } from '../initial-weights.js';
import { lastStates, lstmBackward, lstmForward, type LstmTrace } from './lstm-pass.js';
import {
  stackBackward,
  stackForward,
  value,
  type Backward,
  type BranchInputs,
  type BranchNetwork,
  type StackTrace,
} from './stack-pass.js';

/** What the forward pass leaves for the backward pass. */
export interface BranchTrace extends StackTrace {
  readonly lstm: LstmTrace;
  /** The deep features, shape [batch, U]. */
  readonly state: Float32Array;
}

/** The forward pass. */
export function branchForward(arena: Arena, network: BranchNetwork, given: BranchInputs): BranchTrace {
  const stack = stackForward(arena, network, given);
  const batch = given.inputs.length;
  const lstm = lstmForward(arena, lstmValues(network), { ...stack, batch });
  return { ...stack, lstm, state: lastStates(arena, lstm) };
}

/**
 * The backward pass.
 * @param options `dState`: gradient of the deep features.
 * @returns gradients by name.
 */
export function branchBackward(
  arena: Arena,
  trace: BranchTrace,
  { dState, ...backward }: Backward & { readonly dState: Float32Array },
): Parameters {
  const { steps } = trace;
  const dHidden = arena.zeros(steps * dState.length);
  arena.view(dHidden + 4 * (steps - 1) * dState.length, dState.length).set(dState);
  const { sequence, ...lstm } = lstmBackward(arena, trace.lstm, dHidden);
  const { prefix } = trace.network.branch;
  return new Map([
    ...lstmGradients(prefix, lstm),
    ...stackBackward(arena, trace, { ...backward, dSequence: sequence }),
  ]);
}

/** The gradients of an LSTM's values by name. */
export function lstmGradients(prefix: string, values: LstmTrace['values']): Parameters {
  const { kernel, recurrent, bias } = values;
  return new Map(
    Object.entries({ kernel, recurrent, bias }).map(([part, gradient]) => [
      `${prefix}lstm/${part}`,
      gradient,
    ]),
  );
}

/** The values of a branch's LSTM. */
export function lstmValues({ parameters, branch }: BranchNetwork): LstmTrace['values'] {
  const part = (suffix: string): Float32Array => value(parameters, `${branch.prefix}lstm/${suffix}`);
  return { kernel: part('kernel'), recurrent: part('recurrent'), bias: part('bias') };
}
