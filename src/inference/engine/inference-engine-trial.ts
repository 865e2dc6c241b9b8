import { LOG_MEL } from '../../core/feature-spec.js';
import type { Frames, Milliseconds } from '../../core/units.js';
import { RECORDED_HOP, type ServedNetwork } from '../../networks/served-network.js';

const TRIALS = 5;
/** No trial is begun after this time: five whole windows would keep a slow machine waiting. */
const ENOUGH: Milliseconds = 2000;

/** Share of the time that a whole-window network may compute: the rest of the machine is the page's. */
const GREATEST_SHARE = 0.5;
/** Columns between two answers at most: 2 s. */
const GREATEST_HOP = 8;

/** Frames from one answer of the network to the next. */
export interface HopFrames {
  /** In a live stream. */
  readonly live: Frames;
  /** In a recording: the same on every machine, so that its results are. */
  readonly recorded: Frames;
}

/**
 * Median time of a hop of one column, after a whole window: shaders are compiled and caches are warm by then. A whole window that takes
 * longer than 2 s on a machine where each hop is one tells enough by itself: loading must not take minutes there.
 */
export async function timeHop(network: ServedNetwork): Promise<Milliseconds> {
  const stream = network.open(0);
  const column = network.framesPerColumn * network.rowWidth;
  const begun = performance.now();
  const advance = async (columns: number): Promise<Milliseconds> => {
    const startedAt = performance.now();
    await stream.advance(new Float32Array(columns * column));
    return performance.now() - startedAt;
  };
  try {
    const first = await advance(Math.ceil(network.windowFrames / network.framesPerColumn));
    if (!network.incremental && first > ENOUGH) return first;
    await advance(1);
    const times: Milliseconds[] = [];
    while (times.length < TRIALS && (times.length === 0 || performance.now() - begun < ENOUGH))
      times.push(await advance(1));
    return times.sort((a, b) => a - b)[times.length >> 1] ?? NaN;
  } finally {
    stream.dispose();
  }
}

/**
 * How often a network is asked on this machine: an incremental one at every column, one that computes whole windows as often as keeps it
 * busy for at most half of the time, every 0.256 s to 2.048 s.
 * @param trialMs what {@link timeHop} measured.
 */
export function chooseHop(
  { incremental, framesPerColumn }: Pick<ServedNetwork, 'incremental' | 'framesPerColumn'>,
  trialMs: Milliseconds,
): HopFrames {
  if (incremental) return { live: framesPerColumn, recorded: framesPerColumn };
  const columnMs = (1000 * framesPerColumn * LOG_MEL.hop) / LOG_MEL.sampleRate;
  const columns = Math.ceil(trialMs / (GREATEST_SHARE * columnMs));
  return {
    live: framesPerColumn * Math.min(GREATEST_HOP, Math.max(1, columns)),
    recorded: framesPerColumn * RECORDED_HOP,
  };
}
