import type { Emotion } from '../../core/emotions.js';
import { LOG_MEL } from '../../core/feature-spec.js';
import { logMel } from '../../features/log-mel.js';
import type { Normalisation } from '../../features/normaliser.js';
import { Leveller } from '../../features/speech-level.js';
import type { Background } from '../corpora/backgrounds.js';
import { speakersOf, type Clip } from '../corpora/corpus.js';
import { loadMono, loadVoice } from '../corpora/voice.js';
import type { StreamMaterial } from './batch.js';
import type { Voice, VoicesByEmotion } from './stream-plan.js';

/** What to load for training streams. */
export interface MaterialRequest {
  readonly clips: readonly Clip[];
  readonly labels: readonly Emotion[];
  readonly noises: readonly Background[];
  readonly rooms: readonly Background[];
}

/** Reads and evens out all recordings. @throws EmotionError naming the file that cannot be read. */
export async function loadMaterial({
  clips,
  labels,
  noises,
  rooms,
}: MaterialRequest): Promise<StreamMaterial> {
  const voices: Voice[] = [];
  for (const { path, speaker, emotion } of clips)
    voices.push({ speaker, emotion, samples: await loadVoice(path) });
  const load = async (list: readonly Background[]): Promise<Float32Array[]> => {
    const sounds: Float32Array[] = [];
    for (const { path } of list) sounds.push(await loadMono(path));
    return sounds;
  };
  return {
    speakers: speakersOf(clips).map((speaker) =>
      byEmotion(voices.filter((voice) => voice.speaker === speaker)),
    ),
    backgrounds: { noises: await load(noises), rooms: await load(rooms) },
    labels,
  };
}

function byEmotion(voices: readonly Voice[]): VoicesByEmotion {
  return new Map(
    [...new Set(voices.map(({ emotion }) => emotion))].map((emotion) => [
      emotion,
      voices.filter((voice) => voice.emotion === emotion),
    ]),
  );
}

/** Mean and standard deviation of all levelled frames of the voices, untouched by augmentation. */
export function measureNormalisation({ speakers }: StreamMaterial): Normalisation {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const voice of speakers.flatMap((voices) => [...voices.values()].flat())) {
    const { frames } = new Leveller().push(logMel(voice.samples, LOG_MEL));
    for (const value of frames) {
      sum += value;
      squares += value * value;
    }
    count += frames.length;
  }
  const mean = sum / count;
  return { mean, std: Math.sqrt(squares / count - mean * mean) };
}
