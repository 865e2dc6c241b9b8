/**
 * Scripted streams of unseen speakers (protocol `stream`): utterances of one person in changing emotion, with gaps, over a noise floor.
 * @module
 */
import type { Emotion } from '../../core/emotions.js';
import { LOG_MEL, type InputSpec } from '../../core/feature-spec.js';
import type { DecisionSpec } from '../../core/manifest.js';
import { deriveSeed, normal, seededRandom } from '../../core/random.js';
import type { Seconds } from '../../core/units.js';
import type { ServedNetwork } from '../../networks/served-network.js';
import { COLUMN_SECONDS } from '../../smoothing/decision.js';
import { chooseLabels } from '../../smoothing/calibrate.js';
import { VerdictMaker } from '../../smoothing/verdict.js';
import { columnTargets, type ColumnTargets } from '../streams/column-targets.js';
import { planStream, type SpeakerVoices } from '../streams/stream-plan.js';
import { columnScores, type ColumnScore } from './column-scores.js';

/** Length of a scripted stream. */
export const STREAM_SECONDS: Seconds = 60;
/** Standard deviation of the white noise under it: 46 dB below the voice. */
const FLOOR = 0.00025;

/** A stream with what the network said of it. */
export interface ScoredStream extends ColumnTargets {
  readonly scores: readonly ColumnScore[];
}

/** Scripts `count` streams for each speaker and runs the network over them. */
export async function scoreStreams(
  network: ServedNetwork,
  input: InputSpec,
  {
    speakers,
    labels,
    count,
    seed,
  }: {
    readonly speakers: readonly SpeakerVoices[];
    readonly labels: readonly Emotion[];
    readonly count: number;
    readonly seed: number;
  },
): Promise<ScoredStream[]> {
  const { sampleRate } = LOG_MEL;
  const streams: ScoredStream[] = [];
  for (const [speaker, voices] of speakers.entries())
    for (let index = 0; index < count; index++) {
      const random = seededRandom(deriveSeed(seed, speaker, index));
      const { samples, utterances } = planStream(random, voices, {
        length: STREAM_SECONDS * sampleRate,
        sampleRate,
      });
      const scores = await columnScores(
        network,
        samples.map((value) => value + FLOOR * normal(random)),
        input,
      );
      const times = scores.map((_, column) => ((column + 1) * network.framesPerColumn - 1) * LOG_MEL.hop);
      streams.push({ scores, ...columnTargets(utterances, { times, labels, sampleRate }) });
    }
  return streams;
}

/** How the shown emotion follows the spoken one. Shares are of the time in which an emotion is spoken. */
export interface StreamFigures {
  readonly shownRight: number;
  readonly shownWrong: number;
  /** From the onset of an emotion to the first right display that holds 0.5 s; a miss counts as the segment's length. In seconds. */
  readonly timeToDetectMedian: Seconds;
  readonly timeToDetectP90: Seconds;
  readonly switchesPerMinute: number;
}

/** How verdicts are made of scores. */
export interface DecisionOptions {
  readonly decision: DecisionSpec;
  readonly labels: readonly Emotion[];
  readonly windowColumns: number;
}

/** Runs the decision over scored streams. */
export function judgeStreams(streams: readonly ScoredStream[], options: DecisionOptions): StreamFigures {
  return judgeShown(
    streams,
    streams.map((stream) => shownClasses(stream, options)),
  );
}

/** What is shown over streams (see {@link shownClasses}), held against what is spoken in them. */
export function judgeShown(
  streams: readonly ScoredStream[],
  shown: readonly (readonly number[])[],
): StreamFigures {
  const asked = streams
    .flatMap(({ emotion }, s) =>
      [...emotion].map((truth, column) => ({ truth, guess: shown[s]?.[column] ?? -1 })),
    )
    .filter(({ truth }) => truth >= 0);
  const delays = streams
    .flatMap(({ emotion }, s) => detectionTimes([...emotion], shown[s] ?? []))
    .sort((a, b) => a - b);
  const switches = shown.reduce(
    (total, classes) =>
      total + classes.filter((guess, column) => column > 0 && guess !== classes[column - 1]).length,
    0,
  );
  const minutes = (shown.reduce((total, { length }) => total + length, 0) * COLUMN_SECONDS) / 60;
  return {
    shownRight: asked.filter(({ truth, guess }) => truth === guess).length / asked.length,
    shownWrong: asked.filter(({ truth, guess }) => guess >= 0 && truth !== guess).length / asked.length,
    timeToDetectMedian: delays[Math.floor(0.5 * delays.length)] ?? NaN,
    timeToDetectP90: delays[Math.floor(0.9 * delays.length)] ?? NaN,
    switchesPerMinute: switches / minutes,
  };
}

/** Index of the emotion shown at each column; -1 for none. */
export function shownClasses(
  { scores }: ScoredStream,
  { decision, labels, windowColumns }: DecisionOptions,
): number[] {
  const maker = new VerdictMaker({ decision, choice: chooseLabels(labels), windowColumns });
  return scores.map(({ logits, speech }, index) => {
    const { dominant } = maker.next({ column: index + 1, logits, speech: [speech] });
    return dominant === null ? -1 : labels.indexOf(dominant);
  });
}

/** Columns of 0.256 s in which a display must hold to count: 0.5 s. */
const HOLD = 2;

/** Delay of each change of the spoken emotion, in seconds. */
function detectionTimes(truth: readonly number[], shown: readonly number[]): Seconds[] {
  const segments: { emotion: number; start: number; end: number }[] = [];
  for (const [column, emotion] of truth.entries()) {
    const current = segments.at(-1);
    if (emotion < 0) continue;
    if (current?.emotion === emotion) current.end = column + 1;
    else segments.push({ emotion, start: column, end: column + 1 });
  }
  return segments.map(({ emotion, start, end }) => {
    const found = shown.findIndex(
      (guess, column) =>
        column >= start && column < end && guess === emotion && shown[column + HOLD - 1] === emotion,
    );
    return ((found < 0 ? end : found + 1) - start) * COLUMN_SECONDS;
  });
}
