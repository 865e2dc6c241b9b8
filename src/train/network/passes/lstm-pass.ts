/**
 * The LSTM in training, forward and backward by hand: one matrix product for the inputs of all steps, one small one a step.
 * Sequences are time-major: row t x batch + clip.
 * @module
 */
import type { Arena } from '../../kernels/arena.js';

/** An LSTM's values, gates in the order input, forget, cell, output. */
export interface LstmValues {
  /** Shape [F, 4 U]. */
  readonly kernel: Float32Array;
  /** Shape [U, 4 U]. */
  readonly recurrent: Float32Array;
  /** Shape [4 U]. */
  readonly bias: Float32Array;
}

/** What the forward pass leaves for the backward pass. */
export interface LstmTrace {
  readonly values: LstmValues;
  readonly steps: number;
  readonly batch: number;
  readonly features: number;
  readonly units: number;
  /** Address of the inputs, shape [steps, batch, F]. */
  readonly sequence: number;
  /** Address of the gates' activations, shape [steps, batch, 4 U]. */
  readonly gates: number;
  /** Addresses of cells and hidden states, shape [steps + 1, batch, U], the zero state first. */
  readonly cells: number;
  readonly hidden: number;
  /** Address of the one distance of a matrix product: 0. */
  readonly here: number;
}

/** The forward pass over an input of shape [steps, batch, F] at `sequence`. */
export function lstmForward(
  arena: Arena,
  values: LstmValues,
  { sequence, steps, batch }: Pick<LstmTrace, 'sequence' | 'steps' | 'batch'>,
): LstmTrace {
  const gateCount = values.bias.length;
  const units = gateCount / 4;
  const features = values.kernel.length / gateCount;
  const state = batch * units;
  const trace: LstmTrace = {
    ...{ values, steps, batch, features, units, sequence, here: arena.putIntegers([0]) },
    gates: arena.floats(steps * batch * gateCount),
    cells: arena.floats((steps + 1) * state),
    hidden: arena.floats((steps + 1) * state),
  };
  const { gates, cells, hidden, here } = trace;
  arena.clear(cells, state);
  arena.clear(hidden, state);
  repeatRow(arena, gates, { row: values.bias, rows: steps * batch });
  arena.borrow(() => {
    const panels = arena.floats(values.kernel.length);
    arena.run('packPanels', arena.put(values.kernel), panels, 1, features, gateCount);
    arena.run('convolve', sequence, here, panels, gates, steps * batch, features, gateCount, 1, 1);
  });
  arena.borrow(() => {
    const panels = arena.floats(values.recurrent.length);
    arena.run('packPanels', arena.put(values.recurrent), panels, 1, units, gateCount);
    for (let step = 0; step < steps; step++) {
      const now = 4 * step * state;
      const next = now + 4 * state;
      if (step > 0)
        arena.run('convolve', hidden + now, here, panels, gates + 4 * now, batch, units, gateCount, 1, 1);
      arena.run('lstmForward', gates + 4 * now, cells + now, cells + next, hidden + next, batch, units);
    }
  });
  return trace;
}

/** A copy of the last hidden states, shape [batch, U]. */
export function lastStates(arena: Arena, { hidden, steps, batch, units }: LstmTrace): Float32Array {
  return arena.view(hidden + 4 * steps * batch * units, batch * units).slice();
}

/** A copy of the hidden states after each step, shape [steps, batch, U]. */
export function allStates(arena: Arena, { hidden, steps, batch, units }: LstmTrace): Float32Array {
  return arena.view(hidden + 4 * batch * units, steps * batch * units).slice();
}

/** Gradients of the values, and the address of the sequence's. */
export interface LstmGradients extends LstmValues {
  readonly sequence: number;
}

/**
 * The backward pass, once: it overwrites the trace's gates.
 * @param dHidden address of the gradient of each step's states by what reads them directly, shape [steps, batch, U]; overwritten.
 */
export function lstmBackward(arena: Arena, trace: LstmTrace, dHidden: number): LstmGradients {
  const { values, steps, batch, features, units, gates, cells, hidden, here } = trace;
  const dSequence = arena.floats(steps * batch * features);
  const state = batch * units;
  const gateCount = 4 * units;
  arena.borrow(() => {
    const panels = arena.floats(values.recurrent.length);
    arena.run('packTransposedPanels', arena.put(values.recurrent), panels, 1, units, gateCount);
    const dCell = arena.zeros(state);
    for (let step = steps - 1; step >= 0; step--) {
      const now = 4 * step * state;
      const [gate, cell, dState] = [gates + 4 * now, cells + now, dHidden + now];
      arena.run('lstmBackward', gate, cell, cell + 4 * state, dState, dCell, batch, units);
      if (step > 0)
        arena.run('convolve', gate, here, panels, dState - 4 * state, batch, gateCount, units, 1, 1);
    }
  });
  const product = (
    input: number,
    dOutput: number,
    { rows, inputs }: { readonly rows: number; readonly inputs: number },
  ) =>
    arena.borrow(() => {
      const target = arena.zeros(inputs * gateCount);
      arena.run('correlate', input, here, dOutput, target, rows, inputs, gateCount, 1);
      return arena.view(target, inputs * gateCount).slice();
    });
  arena.borrow(() => {
    const panels = arena.floats(values.kernel.length);
    arena.run('packTransposedPanels', arena.put(values.kernel), panels, 1, features, gateCount);
    arena.run('convolve', gates, here, panels, dSequence, steps * batch, gateCount, features, 1, 0);
  });
  return {
    kernel: product(trace.sequence, gates, { rows: steps * batch, inputs: features }),
    recurrent: product(hidden + 4 * state, gates + 16 * state, { rows: (steps - 1) * batch, inputs: units }),
    bias: columnSums(arena, gates, { rows: steps * batch, columns: gateCount }),
    sequence: dSequence,
  };
}

function repeatRow(
  arena: Arena,
  target: number,
  { row, rows }: { readonly row: Float32Array; readonly rows: number },
): void {
  arena.view(target, row.length).set(row);
  for (let done = 1; done < rows; done *= 2)
    arena.copy(target + 4 * done * row.length, target, Math.min(done, rows - done) * row.length);
}

function columnSums(
  arena: Arena,
  values: number,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Float32Array {
  return arena.borrow(() => {
    const sums = arena.doubles(2 * columns);
    arena.run(
      'imageMoments',
      values,
      sums,
      sums + 8 * columns,
      arena.floats(2 * columns),
      1,
      1,
      rows,
      rows,
      columns,
    );
    return Float32Array.from(arena.readDoubles(sums, columns));
  });
}
