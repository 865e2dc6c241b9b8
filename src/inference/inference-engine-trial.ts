import { LOG_MEL } from '../core/feature-spec.js';
import type { Milliseconds } from '../core/units.js';
import type { ServedNetwork } from '../networks/served-network.js';

const TRIALS = 5;

/** Median time of a hop of one column, after a whole window: shaders are compiled and caches are warm by then. */
export async function timeHop(network: ServedNetwork): Promise<Milliseconds> {
  const stream = network.open(0);
  const column = network.framesPerColumn * LOG_MEL.mels;
  const times: Milliseconds[] = [];
  try {
    await stream.advance(
      new Float32Array(Math.ceil(network.windowFrames / network.framesPerColumn) * column),
    );
    await stream.advance(new Float32Array(column));
    while (times.length < TRIALS) {
      const startedAt = performance.now();
      await stream.advance(new Float32Array(column));
      times.push(performance.now() - startedAt);
    }
  } finally {
    stream.dispose();
  }
  return times.sort((a, b) => a - b)[TRIALS >> 1] ?? NaN;
}
