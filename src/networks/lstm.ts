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

/**
 * What the inputs add to the gates: features x kernel + bias. Independent of time, so a stream computes it once a step.
 * @param features shape [rows, F].
 * @returns shape [rows, 4 U].
 */
export function lstmInputs(features: tf.Tensor2D, weights: LstmWeights): tf.Tensor2D {
  return tf.tidy(() => tf.add<tf.Tensor2D>(tf.matMul(features, weights.kernel), weights.bias));
}

/**
 * The hidden state after each step.
 * @param inputs what {@link lstmInputs} gives, one tensor a step: shape [batch, 4 U].
 * @returns one tensor a step: shape [batch, U]. Call it in a `tf.tidy`: it leaves its intermediate tensors to it.
 */
export function lstmSteps(inputs: readonly tf.Tensor2D[], weights: LstmWeights): tf.Tensor2D[] {
  let hidden: tf.Tensor2D | null = null;
  let cell: tf.Tensor2D | null = null;
  const states: tf.Tensor2D[] = [];
  for (const input of inputs) {
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

function run(sequence: tf.Tensor3D, weights: LstmWeights): tf.Tensor2D[] {
  const [batch, steps, features] = sequence.shape;
  const inputs = lstmInputs(tf.reshape(sequence, [batch * steps, features]), weights);
  // The gradient of an unstack of one fails in TensorFlow.js 4.22.
  if (steps === 1) return lstmSteps([inputs], weights);
  return lstmSteps(tf.unstack(tf.reshape(inputs, [batch, steps, -1]), 1) as tf.Tensor2D[], weights);
}
