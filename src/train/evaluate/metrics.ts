/**
 * Accuracy measures of a classifier from its confusion counts.
 * @module
 */
import { below, seededRandom } from '../../core/random.js';
import type { Probability } from '../../core/units.js';

/** counts[true class][guessed class]. */
export type Confusion = readonly (readonly number[])[];

/** One answer: class indices. */
export interface Answer {
  readonly truth: number;
  readonly guess: number;
}

/** An answer to a clip, and who speaks in it. Several networks may have answered to one clip. */
export interface Judgement extends Answer {
  readonly speaker: string;
  /** Unique among all clips. */
  readonly clip: string;
}

/** Confusion counts over `classes` classes. */
export function confusionOf(judgements: readonly Answer[], classes: number): Confusion {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { truth, guess } of judgements) {
    const row = counts[truth];
    if (row !== undefined) row[guess] = (row[guess] ?? 0) + 1;
  }
  return counts;
}

/** Recall of each class; `null` for a class without clips. */
export function recalls(confusion: Confusion): readonly (Probability | null)[] {
  return confusion.map((row, truth) => {
    const total = sum(row);
    return total === 0 ? null : (row[truth] ?? 0) / total;
  });
}

/** Unweighted average recall: the mean over the classes that have clips. */
export function uar(confusion: Confusion): Probability {
  const known = recalls(confusion).filter((recall) => recall !== null);
  return sum(known) / known.length;
}

/** Weighted average recall: the share of all clips that is right (accuracy). */
export function war(confusion: Confusion): Probability {
  return sum(confusion.map((row, truth) => row[truth] ?? 0)) / sum(confusion.flat());
}

/** Mean F1 over the classes that have clips. */
export function macroF1(confusion: Confusion): Probability {
  const scores = confusion.flatMap((row, k) => {
    const right = row[k] ?? 0;
    const asked = sum(row);
    const guessed = sum(confusion.map((other) => other[k] ?? 0));
    return asked === 0 ? [] : [(2 * right) / (asked + guessed)];
  });
  return sum(scores) / scores.length;
}

/** A 95 % interval of a measure, and how it was made. */
export interface Interval {
  readonly low: Probability;
  readonly high: Probability;
  readonly method: string;
}

/** Fewer speakers than this say nothing about other speakers: then clips are drawn, and the method's name says so. */
const LEAST_SPEAKERS = 5;
const DRAWS = 2000;

/**
 * Percentile bootstrap (Efron and Tibshirani, 1993): speakers are drawn with replacement, or clips when there are too few speakers, each
 * with all answers to it: more networks tell no more of other clips.
 */
export function bootstrap(
  judgements: readonly Judgement[],
  {
    classes,
    measure,
    seed,
  }: { readonly classes: number; readonly measure: (confusion: Confusion) => number; readonly seed: number },
): Interval {
  const speakers = [...new Set(judgements.map(({ speaker }) => speaker))];
  const bySpeaker = speakers.length >= LEAST_SPEAKERS;
  const groups = grouped(judgements, ({ speaker, clip }) => (bySpeaker ? speaker : clip));
  const random = seededRandom(seed);
  const draws = Array.from({ length: DRAWS }, () =>
    measure(
      confusionOf(
        groups.flatMap(() => groups[below(random, groups.length)] ?? []),
        classes,
      ),
    ),
  ).sort((a, b) => a - b);
  const method = bySpeaker
    ? `bootstrap over ${speakers.length} speakers`
    : `bootstrap over clips of ${speakers.length} speakers: it says nothing about others`;
  return {
    low: draws[Math.floor(0.025 * DRAWS)] ?? NaN,
    high: draws[Math.floor(0.975 * DRAWS)] ?? NaN,
    method,
  };
}

/** In the order of each group's first member. */
function grouped<T>(all: readonly T[], keyOf: (one: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups.values()];
}

/** Expected calibration error over 15 equal bins of confidence (Guo et al., 2017). */
export function calibrationError(
  answers: readonly { readonly confidence: Probability; readonly right: boolean }[],
): Probability {
  const bins = Array.from({ length: 15 }, (_, bin) =>
    answers.filter(({ confidence }) => Math.min(14, Math.floor(confidence * 15)) === bin),
  );
  return sum(
    bins.map(
      (bin) =>
        Math.abs(sum(bin.map(({ confidence, right }) => confidence - (right ? 1 : 0)))) /
        Math.max(1, answers.length),
    ),
  );
}

/** The value below which a share `q` of the sorted copy of `values` lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
