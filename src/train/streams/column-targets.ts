import type { Emotion } from '../../core/emotions.js';
import type { Utterance } from './stream-plan.js';

/** What each column of a stream should say. */
export interface ColumnTargets {
  /** Class index, or -1 where no emotion is asked for. */
  readonly emotion: Int32Array;
  /** Weight of the emotion's loss, in [0, 1]. */
  readonly weight: Float32Array;
  /** 1 speech, 0 none, -1 not asked for. */
  readonly speech: Int32Array;
}

/** No emotion is asked for in the first part of an utterance in a new emotion: nobody can know yet ... */
const DEAF_SECONDS = 0.25;
/** ... and from then on the weight rises to 1 until here. */
const SURE_SECONDS = 1;
/** Columns nearer than this to the edge of an utterance are neither speech nor silence. */
const EDGE_SECONDS = 0.1;

/**
 * Targets of the columns whose newest frames stand at `times` (samples from the start of the stream).
 * @param utterances in order, not overlapping.
 */
export function columnTargets(
  utterances: readonly Utterance[],
  {
    times,
    labels,
    sampleRate,
  }: { readonly times: readonly number[]; readonly labels: readonly Emotion[]; readonly sampleRate: number },
): ColumnTargets {
  const onsets = emotionOnsets(utterances);
  const targets = {
    emotion: new Int32Array(times.length).fill(-1),
    weight: new Float32Array(times.length),
    speech: new Int32Array(times.length),
  };
  const edge = EDGE_SECONDS * sampleRate;
  for (const [column, time] of times.entries()) {
    const nearEdge = utterances.some(
      ({ start, end }) => Math.abs(time - start) < edge || Math.abs(time - end) < edge,
    );
    const index = utterances.findIndex(({ start, end }) => time >= start && time < end);
    targets.speech[column] = nearEdge ? -1 : index < 0 ? 0 : 1;
    const utterance = utterances[index];
    if (utterance === undefined) continue;
    const known = (time - (onsets[index] ?? 0)) / sampleRate;
    targets.emotion[column] = labels.indexOf(utterance.emotion);
    targets.weight[column] = Math.min(1, Math.max(0, (known - DEAF_SECONDS) / (SURE_SECONDS - DEAF_SECONDS)));
  }
  return targets;
}

/** For each utterance, where its emotion began: its own start, or that of the first of a run in the same emotion. */
function emotionOnsets(utterances: readonly Utterance[]): number[] {
  const onsets: number[] = [];
  for (const [index, { start, emotion }] of utterances.entries())
    onsets.push(utterances[index - 1]?.emotion === emotion ? (onsets[index - 1] ?? start) : start);
  return onsets;
}
