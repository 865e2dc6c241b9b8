import { createHash } from 'node:crypto';
import type { Emotion } from '../../core/emotions.js';

/** One recording of one person in one acted emotion. */
export interface Clip {
  readonly corpus: string;
  /** Name inside the corpus, as predictions and logs print it. */
  readonly name: string;
  readonly path: string;
  /** Unique within the corpus. */
  readonly speaker: string;
  readonly sex: 'female' | 'male';
  readonly emotion: Emotion;
}

/** A collection of clips under one licence. */
export interface Corpus {
  readonly name: string;
  readonly licence: string;
  /** The classes it was recorded for, in its customary order. */
  readonly labels: readonly Emotion[];
  readonly clips: readonly Clip[];
}

/** The speakers of some clips, sorted. */
export function speakersOf(clips: readonly Clip[]): string[] {
  return [...new Set(clips.map(({ speaker }) => speaker))].sort();
}

/** "emodb/03": unique over all corpora. */
export function speakerKey({ corpus, speaker }: Clip): string {
  return `${corpus}/${speaker}`;
}

/** "emodb/03a01Fa": unique over all corpora. */
export function clipKey({ corpus, name }: Clip): string {
  return `${corpus}/${name}`;
}

/** Tells which clips these are, and in which order. */
export function clipsHash(clips: readonly Clip[]): string {
  return createHash('sha256').update(clips.map(clipKey).join('\n')).digest('hex').slice(0, 16);
}
