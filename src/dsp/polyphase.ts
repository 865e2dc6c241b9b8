import type { Hertz, Samples } from '../core/units.js';
import { kaiserBeta, kaiserOrder, kaiserWindow } from './kaiser.js';

/** End of the pass band, as a share of the smaller of the two Nyquist frequencies; the stop band begins at that frequency. */
const PASS = 0.875;
/** Attenuation that the filter is designed for: 10 dB more than promised, and a ripple of 0.003 dB. */
const ATTENUATION = 70;
/** Beyond this many phases the table is read between its rows: the error lies at (pi / 1024)^2 / 8, -118 dB. */
const MOST_PHASES = 1024;

/** A low-pass filter, tabulated at evenly spaced fractions of an input sample. */
export interface Polyphase {
  /** Input samples on each side of an output that it depends on. */
  readonly reach: Samples;
  /** Rows 0 .. phases; row p is for an output that stands p / phases of a sample behind an input sample. */
  readonly phases: number;
  /**
   * [phases + 1, 2 * reach] row-major. Entry j of row p is the weight of the input sample j - reach + 1 after the one at or
   * before the output. Each row sums to 1.
   */
  readonly weights: Float64Array;
}

/**
 * The Kaiser-windowed sinc that takes samples from one rate to another: flat up to 0.875 of the smaller Nyquist frequency
 * and at least 60 dB down from that frequency on.
 * @param phases different positions of an output between two input samples.
 */
export function designPolyphase(fromRate: Hertz, toRate: Hertz, phases: number): Polyphase {
  const nyquist = Math.min(fromRate, toRate) / 2;
  const transition = (2 * Math.PI * (1 - PASS) * nyquist) / fromRate;
  const reach = Math.ceil(kaiserOrder(ATTENUATION, transition) / 2);
  const window = kaiserWindow(kaiserBeta(ATTENUATION));
  /** The middle of the transition band, as a share of the input's Nyquist frequency. */
  const cutoff = ((1 + PASS) * nyquist) / fromRate;
  const response = (distance: number) => sinc(cutoff * distance) * window(distance / reach);

  const rows = Math.min(phases, MOST_PHASES);
  const weights = new Float64Array((rows + 1) * 2 * reach);
  for (let row = 0; row <= rows; row++) weights.set(sampledAt(row / rows, reach, response), row * 2 * reach);
  return { reach, phases: rows, weights };
}

function sampledAt(fraction: number, reach: Samples, response: (distance: number) => number): Float64Array {
  const weights = Float64Array.from({ length: 2 * reach }, (_, tap) => response(tap - reach + 1 - fraction));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
