import type { Emotion } from '../../core/emotions.js';
import type { Background } from '../corpora/backgrounds.js';
import { speakerKey, type Clip } from '../corpora/corpus.js';
import { loadMono, loadVoice } from '../corpora/voice.js';
import type { CorpusVoices, StreamMaterial } from './draw-stream.js';
import type { Voice, SpeakerVoices } from './stream-plan.js';

/** Clips of one corpus in training. */
export interface CorpusMaterial {
  readonly clips: readonly Clip[];
  /** The classes that it was recorded for: for its streams the softmax is masked to them. */
  readonly labels: readonly Emotion[];
  /** How many of the streams speak from it, relative to the other corpora. */
  readonly share: number;
}

/** What to load for training streams. */
export interface MaterialRequest {
  readonly corpora: readonly CorpusMaterial[];
  /** All classes of the network. */
  readonly labels: readonly Emotion[];
  readonly noises: readonly Background[];
  readonly rooms: readonly Background[];
}

/** Reads and evens out all recordings. @throws EmotionError naming the file that cannot be read. */
export async function loadMaterial({
  corpora,
  labels,
  noises,
  rooms,
}: MaterialRequest): Promise<StreamMaterial> {
  const voices: CorpusVoices[] = [];
  for (const corpus of corpora)
    voices.push({
      speakers: await loadSpeakers(corpus.clips),
      allowed: Uint8Array.from(labels, (label) => (corpus.labels.includes(label) ? 1 : 0)),
      share: corpus.share,
    });
  return {
    corpora: voices,
    backgrounds: { noises: await loadAll(noises), rooms: await loadAll(rooms) },
    labels,
  };
}

async function loadAll(backgrounds: readonly Background[]): Promise<Float32Array[]> {
  const sounds: Float32Array[] = [];
  for (const { path } of backgrounds) sounds.push(await loadMono(path));
  return sounds;
}

/**
 * The voices of each speaker, evened out unless `load` reads them otherwise.
 * @throws EmotionError naming the file that cannot be read.
 */
export async function loadSpeakers(clips: readonly Clip[], load = loadVoice): Promise<SpeakerVoices[]> {
  const voices: { readonly speaker: string; readonly voice: Voice }[] = [];
  for (const clip of clips)
    voices.push({
      speaker: speakerKey(clip),
      voice: { emotion: clip.emotion, samples: await load(clip.path) },
    });
  return [...new Set(clips.map(speakerKey))].sort().map((speaker) => ({
    speaker,
    byEmotion: groupByEmotion(voices.filter((one) => one.speaker === speaker).map(({ voice }) => voice)),
  }));
}

function groupByEmotion(voices: readonly Voice[]): SpeakerVoices['byEmotion'] {
  return new Map(
    [...new Set(voices.map(({ emotion }) => emotion))].map((emotion) => [
      emotion,
      voices.filter((voice) => voice.emotion === emotion),
    ]),
  );
}
