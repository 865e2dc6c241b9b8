import type { Decibels } from '../core/units.js';

/** Kaiser's beta for a stop band of at least 50 dB of attenuation (Oppenheim and Schafer, Discrete-Time Signal Processing, eq. 7.75). */
export function kaiserBeta(attenuation: Decibels): number {
  return 0.1102 * (attenuation - 8.7);
}

/**
 * Length of a Kaiser-windowed filter (there, eq. 7.76).
 * @param transition width of the transition band, in radians a sample.
 * @returns taps less one, not rounded.
 */
export function kaiserOrder(attenuation: Decibels, transition: number): number {
  return (attenuation - 7.95) / (2.285 * transition);
}

/** The Kaiser window over [-1, 1], its centre at 0, as a function that is 0 outside. */
export function kaiserWindow(beta: number): (position: number) => number {
  const scale = 1 / besselI0(beta);
  return (position) =>
    Math.abs(position) > 1 ? 0 : scale * besselI0(beta * Math.sqrt(1 - position * position));
}

/** The modified Bessel function of the first kind and order zero, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * Number.EPSILON; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
