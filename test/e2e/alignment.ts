import { LOG_MEL } from '../../src/core/feature-spec.js';
import type { Decibels, Samples, Seconds } from '../../src/core/units.js';
import { LogMelStream } from '../../src/features/log-mel-stream.js';
import type { HeardFrame } from './live-session.js';

/** The offset is found to this many samples: 2 ms. */
const STEP: Samples = 32;

/** Length and distance of the windows in which the offset is looked for again. */
const WINDOW: Seconds = 4;
const WINDOW_STEP: Seconds = 1;

/** A frame whose level is so far from the file's was lost on its way, though what follows keeps its place. */
const LOST: Decibels = 1;

const { hop, mels, sampleRate } = LOG_MEL;

function frameLevels(samples: Float32Array): Float32Array {
  const stream = new LogMelStream();
  const bands = [stream.push(samples), stream.flush()].flatMap((part) => [...part]);
  return Float32Array.from({ length: bands.length / mels }, (_, frame) => {
    const own = bands.slice(frame * mels, (frame + 1) * mels);
    return own.reduce((sum, value) => sum + value, 0) / mels;
  });
}

/** Level of a frame centred on every {@link STEP}-th sample. */
function fineLevels(samples: Float32Array): Float32Array {
  const phases = Array.from({ length: hop / STEP }, (_, phase) =>
    frameLevels(samples.subarray(phase * STEP)),
  );
  return Float32Array.from(
    { length: Math.floor(samples.length / STEP) },
    (_, index) => phases[index % phases.length]?.[Math.floor(index / phases.length)] ?? NaN,
  );
}

/** The level that the file has where the stream has `t`; `undefined` outside the file. */
function levelAt(levels: Float32Array, t: Seconds, steps: number): number | undefined {
  const level = levels[Math.round((t * sampleRate) / STEP) - steps];
  return level === undefined || Number.isNaN(level) ? undefined : level;
}

function meanDifference(frames: readonly HeardFrame[], levels: Float32Array, steps: number): number {
  const differences = frames.flatMap(({ t, level }) => {
    const expected = levelAt(levels, t, steps);
    return expected === undefined ? [] : [Math.abs(level - expected)];
  });
  if (differences.length <= frames.length / 2) return Infinity;
  return differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
}

/** Where a file's first sample stands in a stream, and how well the two agree there. */
export interface Alignment {
  /** Stream time of the file's start; negative when the stream began after it. A multiple of 2 ms. */
  readonly offset: Seconds;
  /** Mean difference of the frames' levels, in dB. */
  readonly difference: number;
}

/** A part of a stream that follows the file without a loss. */
export interface Stretch {
  readonly start: Seconds;
  readonly end: Seconds;
  /** The median of its windows. */
  readonly offset: Seconds;
  readonly difference: number;
}

interface Window extends Alignment {
  readonly start: Seconds;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/**
 * A window takes the place that most of its frames have, so a loss may stand in its half that lies outside of the stretch; before the first
 * window there is none.
 */
function stretchOf(windows: readonly Window[], from: Seconds): Stretch {
  const first = windows[0]?.start ?? from;
  return {
    start: first === from ? from : first + WINDOW / 2,
    end: (windows.at(-1)?.start ?? 0) + WINDOW / 2,
    offset: median(windows.map(({ offset }) => offset)),
    difference: median(windows.map(({ difference }) => difference)),
  };
}

function longest(stretches: readonly Stretch[]): Stretch {
  return stretches.reduce((one, other) => (other.end - other.start > one.end - one.start ? other : one));
}

/** Finds a file (16 kHz) again in what a stream heard, by the levels of the log-mel frames. */
export class FileFinder {
  readonly #frames: readonly HeardFrame[];
  readonly #levels: Float32Array;

  constructor(frames: readonly HeardFrame[], samples: Float32Array) {
    this.#frames = frames;
    this.#levels = fineLevels(samples);
  }

  /** Where the file begins, by the frames of the stream from `start` to `end`; at most 5 s before or after the stream. */
  align(start: Seconds, end: Seconds): Alignment {
    const frames = this.#frames.filter(({ t }) => t >= start && t < end);
    const most = Math.round((5 * sampleRate) / STEP);
    let best = { steps: 0, difference: Infinity };
    for (let steps = -most; steps <= most; steps++) {
      const difference = meanDifference(frames, this.#levels, steps);
      if (difference < best.difference) best = { steps, difference };
    }
    return { offset: (best.steps * STEP) / sampleRate, difference: best.difference };
  }

  /**
   * The longest part of the stream in which the file keeps its place, and nothing is lost. Chromium's fake microphone keeps real time by
   * leaving sound out when the machine is too busy; from there on the file stands elsewhere.
   */
  longestStretch(from: Seconds, until: Seconds): Stretch {
    const runs: Window[][] = [];
    for (let start = from; start + WINDOW <= until; start += WINDOW_STEP) {
      const window = { start, ...this.align(start, start + WINDOW) };
      const run = runs.at(-1);
      const place = median((run ?? []).map(({ offset }) => offset));
      if (run !== undefined && Math.abs(window.offset - place) <= (1.5 * STEP) / sampleRate) run.push(window);
      else runs.push([window]);
    }
    return longest(runs.map((run) => this.#unbroken(stretchOf(run, from))));
  }

  /** The longest part of a stretch in which no frame was lost. */
  #unbroken(stretch: Stretch): Stretch {
    const steps = Math.round((stretch.offset * sampleRate) / STEP);
    const lost = this.#frames.filter(({ t, level }) => {
      const expected = levelAt(this.#levels, t, steps);
      return (
        t > stretch.start && t < stretch.end && expected !== undefined && Math.abs(level - expected) > LOST
      );
    });
    const edges = [stretch.start, ...lost.map(({ t }) => t), stretch.end];
    const parts = edges
      .slice(1)
      .map((end, index) => ({ ...stretch, start: edges[index] ?? stretch.start, end }));
    return longest(parts);
  }
}

/** `samples` as the stream heard them: begun where it began, so that both have their frames at the same places. */
export function asHeard(samples: Float32Array, offset: Seconds): Float32Array {
  const shift = Math.round(offset * sampleRate);
  if (shift <= 0) return samples.subarray(-shift);
  const heard = new Float32Array(samples.length + shift);
  heard.set(samples, shift);
  return heard;
}
