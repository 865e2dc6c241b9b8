import type { NamedShape } from '../../networks/tensors.js';

/** Tensors that change by gradient: all trainable ones but the biases before batch normalisation, whose gradient is zero. */
export function learntTensors(shapes: readonly NamedShape[]): readonly NamedShape[] {
  return shapes.filter(({ name, trainable }) => trainable && !/(^|\/)block\d\/bias$/.test(name));
}
