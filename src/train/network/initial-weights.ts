import { normal, seededRandom, uniform, type Random } from '../../core/random.js';
import { sizeOf, type NamedShape } from '../../networks/tensors.js';

/** Values of every tensor of a network, by name. */
export type Parameters = Map<string, Float32Array>;

/**
 * Starting values as Keras draws them: kernels Glorot uniform, recurrent kernels orthogonal, biases 0 with the LSTM's forget
 * gate at 1, batch normalisation the identity.
 */
export function initialWeights(shapes: readonly NamedShape[], seed: number): Parameters {
  const random = seededRandom(seed);
  return new Map(shapes.map(({ name, shape }) => [name, initialTensor(random, name, shape)]));
}

function initialTensor(random: Random, name: string, shape: readonly number[]): Float32Array {
  const part = name.slice(name.lastIndexOf('/') + 1);
  if (part === 'kernel') return glorotUniform(random, shape);
  if (part === 'recurrent') return orthogonal(random, shape as [number, number]);
  const filled = new Float32Array(sizeOf(shape)).fill(part === 'gamma' || part === 'variance' ? 1 : 0);
  // Gates stand in the order input, forget, cell, output.
  return name.endsWith('lstm/bias') ? filled.fill(1, filled.length / 4, filled.length / 2) : filled;
}

/**
 * Sets an LSTM's bias so that its units remember for 1 to `steps` steps: forget gate log(U(1, steps - 1)), input gate the opposite
 * (Tallec and Ollivier, "Can recurrent neural networks warp time?", ICLR 2018, eq. 16). With Keras's 1 a state halves in 2 steps.
 * @param bias shape [4 U], gates in the order input, forget, cell, output.
 */
export function rememberLong(bias: Float32Array, steps: number, seed: number): void {
  const random = seededRandom(seed);
  const units = bias.length / 4;
  for (let unit = 0; unit < units; unit++) {
    const forget = Math.log(uniform(random, 1, steps - 1));
    bias[unit] = -forget;
    bias[units + unit] = forget;
  }
}

function glorotUniform(random: Random, shape: readonly number[]): Float32Array {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const field = sizeOf(shape.slice(0, -2));
  const limit = Math.sqrt(6 / (field * (inputs + outputs)));
  return Float32Array.from({ length: sizeOf(shape) }, () => uniform(random, -limit, limit));
}

/** Rows made orthonormal by Gram and Schmidt, of a matrix no taller than wide. */
function orthogonal(random: Random, [rows, columns]: readonly [number, number]): Float32Array {
  const matrix = Float32Array.from({ length: rows * columns }, () => normal(random));
  const row = (index: number): Float32Array => matrix.subarray(index * columns, (index + 1) * columns);
  for (let i = 0; i < rows; i++) {
    const own = row(i);
    for (let j = 0; j < i; j++) subtractProjection(own, row(j));
    const length = Math.sqrt(dot(own, own));
    own.forEach((value, k) => (own[k] = value / length));
  }
  return matrix;
}

function subtractProjection(target: Float32Array, unit: Float32Array): void {
  const along = dot(target, unit);
  for (let k = 0; k < target.length; k++) target[k] = (target[k] ?? 0) - along * (unit[k] ?? 0);
}

/** A plain loop: with `reduce` a network's start takes twice as long. */
function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
}
