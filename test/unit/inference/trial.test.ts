import { describe, expect, it } from 'vitest';
import { chooseHop, timeHop } from '../../../src/inference/engine/inference-engine-trial.js';
import type { ServedNetwork } from '../../../src/networks/served-network.js';

/** A network whose every call takes `ms`. */
function networkOf(ms: number, incremental: boolean): ServedNetwork & { calls: number } {
  const network = {
    calls: 0,
    ...{ framesPerColumn: 8, windowFrames: 250, replayFrames: 256, rowWidth: 4, incremental },
    open: () => ({
      advance: async () => {
        network.calls++;
        await new Promise((resolve) => setTimeout(resolve, ms));
        return { logits: new Float32Array(2), speech: null };
      },
      dispose: () => undefined,
    }),
    dispose: () => undefined,
  };
  return network;
}

describe('the trial at load time', () => {
  it('takes the median of five hops after a window and one hop more', async () => {
    const network = networkOf(10, true);
    expect(await timeHop(network)).toBeGreaterThan(9);
    expect(network.calls).toBe(7);
  });

  it('is content with one window on a machine that needs seconds for it', async () => {
    const network = networkOf(2050, false);
    expect(await timeHop(network)).toBeGreaterThan(2000);
    expect(network.calls).toBe(1);
  });
});

describe('the hop', () => {
  const frames = { framesPerColumn: 8 };

  it('of an incremental network is a column, however slow the machine', () => {
    expect(chooseHop({ ...frames, incremental: true }, 5000)).toEqual({ live: 8, recorded: 8 });
  });

  it.each([
    [10, 8],
    [128, 8],
    [129, 16],
    [350, 24],
    [1000, 64],
    [9000, 64],
  ])('of whole windows that take %i ms is %i frames: at most half of the time, at most 2 s', (ms, live) => {
    expect(chooseHop({ ...frames, incremental: false }, ms)).toEqual({ live, recorded: 32 });
  });
});
