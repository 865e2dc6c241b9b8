/**
 * Long short-term memory (paper, eqs. 6-10): logistic-sigmoid gates, tanh cell, zero initial state.
 * Gates stand in Keras's order: input, forget, cell, output.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';

/** The learnt numbers of an LSTM of U units over F features. */
export interface LstmWeights {
  /** Shape [F, 4 U]. */
  readonly kernel: tf.Tensor2D;
  /** Shape [U, 4 U]. */
  readonly recurrent: tf.Tensor2D;
  /** Shape [4 U]. */
  readonly bias: tf.Tensor1D;
}

/**
 * Every hidden state of every sequence.
 * @param sequence shape [batch, steps, F].
 * @returns shape [batch, steps, U].
 */
export function lstmStates(sequence: tf.Tensor3D, weights: LstmWeights): tf.Tensor3D {
  return tf.tidy(() => tf.stack(run(sequence, weights), 1) as tf.Tensor3D);
}

/**
 * The last hidden state of every sequence.
 * @param sequence shape [batch, steps, F], at least one step.
 * @returns shape [batch, U].
 */
export function lstm(sequence: tf.Tensor3D, weights: LstmWeights): tf.Tensor2D {
  return tf.tidy(() => {
    const last = run(sequence, weights).at(-1);
    if (last === undefined) throw new RangeError('lstm: the sequence has no step');
    return last;
  });
}

function run(sequence: tf.Tensor3D, weights: LstmWeights): tf.Tensor2D[] {
  const [batch, steps, features] = sequence.shape;
  const units = weights.recurrent.shape[0];
  const flat = tf.reshape(sequence, [batch * steps, features]);
  const projected = tf.reshape(tf.add(tf.matMul(flat, weights.kernel), weights.bias), [
    batch,
    steps,
    4 * units,
  ]);
  let hidden: tf.Tensor2D | null = null;
  let cell: tf.Tensor2D | null = null;
  const states: tf.Tensor2D[] = [];
  for (const input of tf.unstack(projected, 1) as tf.Tensor2D[]) {
    const gates: tf.Tensor2D = hidden === null ? input : tf.add(input, tf.matMul(hidden, weights.recurrent));
    const [inGate, forgetGate, candidate, outGate] = tf.split(gates, 4, 1) as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    const fresh: tf.Tensor2D = tf.mul(tf.sigmoid(inGate), tf.tanh(candidate));
    cell = cell === null ? fresh : tf.add(tf.mul(tf.sigmoid(forgetGate), cell), fresh);
    hidden = tf.mul(tf.sigmoid(outGate), tf.tanh(cell));
    states.push(hidden);
  }
  return states;
}
