import type { Parameters } from './initial-weights.js';

/** Mean and (biased) variance of each channel that each block saw in a batch; `name` is the block's in the network's tensors. */
export type BlockStatistics = readonly {
  readonly name: string;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}[];

/** Moves the statistics that inference uses towards the batch's; `momentum` is the share of the old value. */
export function moveStatistics(parameters: Parameters, statistics: BlockStatistics, momentum: number): void {
  for (const block of statistics)
    for (const part of ['mean', 'variance'] as const) {
      const moving = parameters.get(`${block.name}/${part}`);
      moving?.forEach((value, c) => (moving[c] = momentum * value + (1 - momentum) * (block[part][c] ?? 0)));
    }
}
