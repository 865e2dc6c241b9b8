import type { Emotion } from '../../core/emotions.js';
import { LOG_MEL } from '../../core/feature-spec.js';
import { deriveSeed, pick, pickWeighted, seededRandom, uniform, type Random } from '../../core/random.js';
import type { Hertz } from '../../core/units.js';
import { hertzToMel } from '../../dsp/mel.js';
import { LogMelStream } from '../../features/log-mel-stream.js';
import { normalise, type Normalisation } from '../../features/normaliser.js';
import { Leveller } from '../../features/speech-level.js';
import { FRAMES_PER_COLUMN, WINDOW_COLUMNS } from '../../networks/stream-net.js';
import { columnTargets, type ColumnTargets } from './column-targets.js';
import { addSurroundings, colourFrames, maskFrames, onlyNoise, type Backgrounds } from './sound-augment.js';
import { planStream, type PlannedStream, type SpeakerVoices } from './stream-plan.js';

/** The voices of one corpus. */
export interface CorpusVoices {
  readonly speakers: readonly SpeakerVoices[];
  /** 1 for each class that the corpus was recorded for. */
  readonly allowed: Uint8Array;
  /** How many of the streams speak from it, relative to the other corpora. */
  readonly share: number;
}

/** Everything that streams are made of. */
export interface StreamMaterial {
  readonly corpora: readonly CorpusVoices[];
  readonly backgrounds: Backgrounds;
  readonly labels: readonly Emotion[];
}

/** One training stream: 248 frames and the targets of its 31 columns. */
export interface StreamSample extends ColumnTargets {
  /** Who speaks; `null` where nobody does. */
  readonly speaker: string | null;
  /** [248, 128], normalised. */
  readonly frames: Float32Array;
  /** 1 for each class that the stream's corpus was recorded for. */
  readonly allowed: Uint8Array;
}

/** Raised with every change of what a stream is drawn as: a run of another version is not gone on with. */
export const STREAM_RULES = 3;

/** Frames of a training stream: the window that the network reads. */
export const STREAM_FRAMES = WINDOW_COLUMNS * FRAMES_PER_COLUMN;

/**
 * What frames are normalised with, in dB relative to the level of speech: about the mean and the spread of voices (-22 and 17 in RAVDESS and
 * nEMO, -19 and 15 in EmoDB). Constants, so that nothing of a speaker who is left out stands in them.
 */
export const NORMALISATION: Normalisation = { mean: -20, std: 16 };

/**
 * A stream played up to 10 % slower (fewer samples from one frame to the next) or faster; pitch, vocal tract, room and noise go with it.
 * Nothing is resampled: the samples are read as if they came at 16 kHz * hop / 512. The window keeps its 2048 samples, and so spans 142 to
 * 116 ms of what is heard instead of 128.
 */
const HOPS = [461, 474, 486, 499, 512, 525, 538, 550, 563] as const;
const NO_SPEECH_SHARE = 0.04;
/** Streams that come with a past, of which only the level tracker knows; its length in frames. */
const PAST_SHARE = 0.5;
const PAST_FRAMES: readonly [number, number] = [40, 120];

/** Stream number `index` of training step `step`: the same for the same seed, on every machine and in any order. */
export function drawStream(
  material: StreamMaterial,
  { seed, step, index }: { readonly seed: number; readonly step: number; readonly index: number },
): StreamSample {
  const random = seededRandom(deriveSeed(seed, step, index));
  const past = random() < PAST_SHARE ? Math.round(uniform(random, ...PAST_FRAMES)) : 0;
  const hop = pick(random, HOPS);
  const length = (past + STREAM_FRAMES) * hop + LOG_MEL.fftSize / 2;
  const corpus = pickWeighted(random, material.corpora, ({ share }) => share);
  const stream = drawSound(random, { corpus, backgrounds: material.backgrounds }, length);
  const raw = logMelAt(hop, stream.samples);
  colourFrames(random, raw);
  const levelled = new Leveller()
    .push(raw)
    .frames.subarray(past * LOG_MEL.mels, (past + STREAM_FRAMES) * LOG_MEL.mels);
  const frames = normalise(levelled, NORMALISATION);
  maskFrames(random, frames);
  const times = columnTimes(past, hop);
  const { labels } = material;
  const targets = columnTargets(stream.utterances, { times, labels, sampleRate: LOG_MEL.sampleRate });
  return { frames, allowed: corpus.allowed, speaker: stream.speaker, ...targets };
}

/** Samples from the start of the sound to the newest frame of each column; the first `past` frames are none of theirs. */
export function columnTimes(past: number, hop: number): number[] {
  return Array.from({ length: WINDOW_COLUMNS }, (_, c) => (past + (c + 1) * FRAMES_PER_COLUMN - 1) * hop);
}

function drawSound(
  random: Random,
  { corpus, backgrounds }: { readonly corpus: CorpusVoices; readonly backgrounds: Backgrounds },
  length: number,
): PlannedStream & Pick<StreamSample, 'speaker'> {
  if (random() < NO_SPEECH_SHARE)
    return { samples: onlyNoise(random, length, backgrounds), utterances: [], speaker: null };
  const voices = pick(random, corpus.speakers);
  const voice = planStream(random, voices, { length, sampleRate: LOG_MEL.sampleRate });
  const samples = addSurroundings(random, voice.samples, backgrounds);
  return { samples, utterances: voice.utterances, speaker: voices.speaker };
}

const frontEnds = new Map<number, LogMelStream>();

/**
 * Log-mels of a whole stream, but for those that its mirrored end would complete; a front end is made once for each hop.
 * @returns [n, 128] in dB; the bands that a slowed recording does not reach are as its highest one.
 */
export function logMelAt(hop: number, samples: Float32Array): Float32Array {
  const sampleRate = (LOG_MEL.sampleRate * hop) / LOG_MEL.hop;
  const frontEnd = frontEnds.get(hop) ?? new LogMelStream({ ...LOG_MEL, sampleRate, hop });
  frontEnds.set(hop, frontEnd);
  const frames = frontEnd.push(samples);
  frontEnd.flush();
  const reached = bandsBelow(sampleRate / 2);
  for (let row = 0; row < frames.length; row += LOG_MEL.mels)
    frames.fill(frames[row + reached - 1] as number, row + reached, row + LOG_MEL.mels);
  return frames;
}

/** How many of the mel bands lie wholly below a frequency: band b ends b + 2 steps above 0 Hz; at just 8 kHz, rounding must not lose the last. */
function bandsBelow(frequency: Hertz): number {
  const step = hertzToMel(LOG_MEL.maxFrequency) / (LOG_MEL.mels + 1);
  return Math.min(LOG_MEL.mels, Math.floor(hertzToMel(frequency) / step + 1e-9) - 1);
}
