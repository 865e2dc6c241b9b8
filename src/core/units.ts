/**
 * Units of every number that crosses a public boundary. They are aliases of `number`: they document, they do not convert.
 * @module
 */

/** A duration or a point in time, in seconds. */
export type Seconds = number;
/** A duration in milliseconds. Used where the web platform itself counts in milliseconds. */
export type Milliseconds = number;
/** A frequency or a sampling rate, in hertz. */
export type Hertz = number;
/** A level in decibels; the reference is named where the value is described. */
export type Decibels = number;
/** A count of samples, or an absolute sample index counted from the start of a stream. */
export type Samples = number;
/** A count of log-mel frames, or an absolute frame index counted from the start of a stream. */
export type Frames = number;
/** A number in [0, 1]. */
export type Probability = number;
