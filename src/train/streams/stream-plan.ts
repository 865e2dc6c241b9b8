import { below, pick, pickWeighted, uniform, type Random } from '../../core/random.js';
import type { Emotion } from '../../core/emotions.js';
import type { Seconds } from '../../core/units.js';

/** A clip's voice, ready to be mixed. */
export interface Voice {
  readonly emotion: Emotion;
  /** 16 kHz mono. */
  readonly samples: Float32Array;
}

/** All voices of one speaker. */
export interface SpeakerVoices {
  /** Corpus and name: unique among all corpora. */
  readonly speaker: string;
  readonly byEmotion: ReadonlyMap<Emotion, readonly Voice[]>;
}

/** Somebody speaks `voice` from sample `start` to sample `end` of the stream. */
export interface Utterance {
  readonly start: number;
  readonly end: number;
  readonly emotion: Emotion;
}

/** A stream of one speaker: samples, and who speaks how when. */
export interface PlannedStream {
  readonly samples: Float32Array;
  readonly utterances: readonly Utterance[];
}

/** Silence between two utterances. */
const GAP: readonly [Seconds, Seconds] = [0.15, 0.9];
/** How often the next utterance keeps the emotion of the one before. */
const KEEPS_EMOTION = 0.5;
/** How much louder or softer a single utterance is, in dB. */
const LOUDNESS_SPREAD = 3;

/**
 * Utterances of one speaker, one after the other with gaps, in the same or in changing emotion.
 * Each emotion of the speaker is heard for as long as any other, however many clips it has and however long they are: a class that the network hears
 * more of is one that it guesses more often. Half of the streams begin within an utterance.
 */
export function planStream(
  random: Random,
  { byEmotion }: Pick<SpeakerVoices, 'byEmotion'>,
  { length, sampleRate }: { readonly length: number; readonly sampleRate: number },
): PlannedStream {
  const samples = new Float32Array(length);
  const utterances: Utterance[] = [];
  let at = Math.round(uniform(random, -1, 1) * sampleRate);
  const nextEmotion = (): Emotion => pickWeighted(random, [...byEmotion], shortFirst)[0];
  let emotion = nextEmotion();
  while (at < length) {
    const voice = pick(random, byEmotion.get(emotion) ?? []).samples;
    const gain = 10 ** (uniform(random, -LOUDNESS_SPREAD, LOUDNESS_SPREAD) / 20);
    mix(samples, voice, { at, gain });
    if (at + voice.length > 0)
      utterances.push({ start: Math.max(0, at), end: Math.min(length, at + voice.length), emotion });
    at += voice.length + Math.round(uniform(random, ...GAP) * sampleRate);
    if (random() >= KEEPS_EMOTION) emotion = nextEmotion();
  }
  return { samples, utterances };
}

/** The shorter an emotion's utterances, the more of them. */
function shortFirst([, voices]: readonly [Emotion, readonly Voice[]]): number {
  return voices.length / voices.reduce((sum, { samples }) => sum + samples.length, 0);
}

/** Adds `source` times `gain` into `target` from sample `at` on; what lies outside is cut. */
export function mix(
  target: Float32Array,
  source: Float32Array,
  { at, gain }: { readonly at: number; readonly gain: number },
): void {
  const first = Math.max(0, -at);
  const last = Math.min(source.length, target.length - at);
  for (let i = first; i < last; i++) target[at + i] = (target[at + i] ?? 0) + gain * (source[i] ?? 0);
}

/** A random part of `source` as long as `length`, repeated when it is too short. */
export function excerpt(random: Random, source: Float32Array, length: number): Float32Array {
  const part = new Float32Array(length);
  let from = below(random, source.length);
  for (let at = 0; at < length;) {
    const count = Math.min(source.length - from, length - at);
    part.set(source.subarray(from, from + count), at);
    at += count;
    from = 0;
  }
  return part;
}
