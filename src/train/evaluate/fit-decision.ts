/**
 * From scores of speakers that a network was not trained on to the decision: temperature first, then smoothing and thresholds.
 * @module
 */
import type { Emotion } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import type { DecisionSpec } from '../../core/manifest.js';
import { calibrate } from '../../smoothing/calibrate.js';
import { calibrationError, quantile } from './metrics.js';
import { judgeStreams, type ScoredStream, type StreamFigures } from './test-streams.js';

/** A fitted decision and how well it does on the speakers that it was fitted on. */
export interface FittedDecision {
  readonly decision: DecisionSpec;
  readonly figures: StreamFigures & {
    readonly calibrationErrorBefore: number;
    readonly calibrationErrorAfter: number;
    /** Share of spoken columns that are not "uncertain", and the share of these that is wrong. */
    readonly coverage: number;
    readonly selectiveRisk: number;
  };
}

/** Where the fit starts; dwell and the speech thresholds are design values that it leaves alone. */
export const START: DecisionSpec = {
  temperature: 1,
  smoothing: 0.5,
  enter: 0.55,
  leave: 0.4,
  dwell: 0.8,
  uncertainBelow: 0,
  speechAbove: 0.5,
  minSpeechRatio: 0.25,
};

/** What a decision is fitted for. */
export interface FitOptions {
  readonly labels: readonly Emotion[];
  /** Columns that the network looks back on. */
  readonly windowColumns: number;
  /** The design values that the fit leaves alone. */
  readonly start?: DecisionSpec;
}

const SMOOTHING = [0.15, 0.2, 0.3, 0.4, 0.5, 0.7];
const ENTER = [0.35, 0.4, 0.45, 0.5, 0.55, 0.6];
/** How far `leave` lies below `enter`. */
const BAND = 0.15;
/** This share of the least confident columns is called uncertain. */
const REFUSED = 0.15;

/**
 * Temperature by the least cross-entropy of the columns whose emotion has lasted a second; smoothing and `enter` by the most time
 * shown right less time shown wrong; `uncertainBelow` refuses a fixed share.
 * @throws EmotionError `invalid-argument` when no column's emotion has lasted a second.
 */
export function fitDecision(
  streams: readonly ScoredStream[],
  { labels, windowColumns, start = START }: FitOptions,
): FittedDecision {
  const sure = streams.flatMap(sureColumns);
  if (sure.length === 0)
    throw new EmotionError(
      'invalid-argument',
      `nothing to fit a decision on: no emotion lasts a second in ${streams.length} scripted streams`,
    );
  const temperature = fitTemperature(sure);
  const uncertainBelow = rounded(
    quantile(
      answers(sure, temperature).map(({ confidence }) => confidence),
      REFUSED,
    ),
  );
  const candidates = SMOOTHING.flatMap((smoothing) =>
    ENTER.map((enter) => ({
      ...start,
      temperature,
      uncertainBelow,
      smoothing,
      enter,
      leave: rounded(enter - BAND),
    })),
  );
  const judged = candidates.map((decision) => ({
    decision,
    figures: judgeStreams(streams, { decision, labels, windowColumns }),
  }));
  const best = judged.reduce((a, b) => (gain(b.figures) > gain(a.figures) ? b : a));
  const accepted = answers(sure, temperature).filter(({ confidence }) => confidence >= uncertainBelow);
  return {
    decision: best.decision,
    figures: {
      ...best.figures,
      calibrationErrorBefore: calibrationError(answers(sure, 1)),
      calibrationErrorAfter: calibrationError(answers(sure, temperature)),
      coverage: accepted.length / sure.length,
      selectiveRisk: accepted.filter(({ right }) => !right).length / Math.max(1, accepted.length),
    },
  };
}

interface SureColumn {
  readonly logits: Float32Array;
  readonly truth: number;
}

function sureColumns({ scores, emotion, weight }: ScoredStream): SureColumn[] {
  return scores.flatMap(({ logits }, column) =>
    weight[column] === 1 ? [{ logits, truth: emotion[column] ?? -1 }] : [],
  );
}

/** The least mean cross-entropy over temperatures from 0.3 to 5, in steps of 2 %. */
function fitTemperature(columns: readonly SureColumn[]): number {
  const candidates = Array.from({ length: 142 }, (_, step) => 0.3 * 1.02 ** step);
  const loss = (temperature: number): number =>
    columns.reduce(
      (total, { logits, truth }) =>
        total - Math.log(Math.max(1e-12, calibrate(logits, temperature)[truth] ?? 0)),
      0,
    );
  const losses = candidates.map(loss);
  return rounded(candidates[losses.indexOf(Math.min(...losses))] ?? 1);
}

function answers(
  columns: readonly SureColumn[],
  temperature: number,
): { readonly confidence: number; readonly right: boolean }[] {
  return columns.map(({ logits, truth }) => {
    const probabilities = calibrate(logits, temperature);
    const confidence = Math.max(...probabilities);
    return { confidence, right: probabilities.indexOf(confidence) === truth };
  });
}

function gain({ shownRight, shownWrong }: StreamFigures): number {
  return shownRight - shownWrong;
}

/** To three decimals: what the manifest prints is what is used. */
function rounded(value: number): number {
  return Number(value.toFixed(3));
}
