import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSample } from '../../demo/sample.js';
import type { Emotion } from '../../src/core/emotions.js';
import type { ModelManifest } from '../../src/core/manifest.js';
import { seededRandom, shuffle } from '../../src/core/random.js';
import type { Seconds } from '../../src/core/units.js';
import { readAudio } from '../../src/files/read-audio.js';
import { ROOT } from '../support/shell.js';
import { whiteNoise } from '../support/signals.js';

/** Sampling rate of the scripts: the corpora's own. */
export const SCRIPT_RATE = 16000;

const GAP_SECONDS = 0.5;
const SEGMENT_SECONDS = { least: 4, most: 6 };

/** Clips peak at full scale; half of it leaves room for resampling. The floor is a quiet room's: -70 dB. */
const GAIN = 0.5;
const ROOM_NOISE = 3e-4;

/** A stretch of one speaker in one emotion. */
export interface Segment {
  readonly speaker: string;
  readonly emotion: Emotion;
  readonly start: Seconds;
  readonly end: Seconds;
}

/** What the fake microphone hears, mono at {@link SCRIPT_RATE}, and what is said when. */
export interface Script {
  readonly samples: Float32Array;
  readonly segments: readonly Segment[];
}

interface Clip {
  readonly file: string;
  readonly speaker: string;
  readonly emotion: Emotion;
}

function readManifest(): ModelManifest {
  return JSON.parse(readFileSync(join(ROOT, 'models/emodb/manifest.json'), 'utf8')) as ModelManifest;
}

function readIndex(folder: string): Clip[] {
  const lines = readFileSync(join(folder, 'index.csv'), 'utf8').trim().split(/\r?\n/).slice(1);
  return lines.map((line) => {
    const [file = '', speaker = '', , emotion = ''] = line.split(',');
    return { file: join(folder, file), speaker, emotion: emotion as Emotion };
  });
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

/** Clips in the corpus's order, and again from the first, until they last long enough; cut at the longest that a segment may be. */
async function segmentSamples(clips: readonly Clip[]): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  let length = 0;
  while (length < SEGMENT_SECONDS.least * SCRIPT_RATE) {
    const clip = clips[parts.length % clips.length] as Clip;
    const { samples } = await readAudio(clip.file);
    parts.push(samples.map((sample) => GAIN * sample));
    length += samples.length;
  }
  return concatenate(parts).subarray(0, SEGMENT_SECONDS.most * SCRIPT_RATE);
}

/** One speaker after the other, each in every emotion that the corpus has of them, in an order drawn from a fixed seed. */
async function spokenSegments(clips: readonly Clip[], speakers: readonly string[]) {
  const random = seededRandom(1);
  const spoken: { readonly speaker: string; readonly emotion: Emotion; readonly samples: Float32Array }[] =
    [];
  for (const speaker of speakers) {
    const own = clips.filter((clip) => clip.speaker === speaker);
    for (const emotion of shuffle(random, [...new Set(own.map((clip) => clip.emotion))].sort()))
      spoken.push({
        speaker,
        emotion,
        samples: await segmentSamples(own.filter((clip) => clip.emotion === emotion)),
      });
  }
  return spoken;
}

/** EmoDB's clips of the speakers that the shipped model has never heard, with gaps between the segments. */
export async function heldOutScript(corpora: string): Promise<Script> {
  const speakers = readManifest().training.heldOutSpeakers;
  const spoken = await spokenSegments(readIndex(join(corpora, 'emodb')), speakers.slice(0, 2));
  const gap = new Float32Array(GAP_SECONDS * SCRIPT_RATE);
  const parts: Float32Array[] = [gap, gap];
  const segments: Segment[] = [];
  let position = 2 * gap.length;
  for (const { speaker, emotion, samples } of spoken) {
    const end = position + samples.length;
    segments.push({ speaker, emotion, start: position / SCRIPT_RATE, end: end / SCRIPT_RATE });
    parts.push(samples, gap);
    position = end + gap.length;
  }
  return { samples: inRoom(concatenate(parts)), segments };
}

/** The demo's synthetic voice, which shows nobody's emotion: for the flow alone. */
export async function synthesisedScript(
  folder: string,
  write: (path: string, bytes: Uint8Array) => void,
): Promise<Script> {
  const path = join(folder, 'voice.wav');
  write(path, new Uint8Array(await makeSample('both').arrayBuffer()));
  const { samples, sampleRate } = await readAudio(path);
  const step = sampleRate / SCRIPT_RATE;
  const decimated = Float32Array.from(
    { length: Math.floor(samples.length / step) },
    (_, index) => GAIN * (samples[index * step] ?? 0),
  );
  return { samples: inRoom(concatenate([new Float32Array(SCRIPT_RATE), decimated])), segments: [] };
}

function inRoom(samples: Float32Array): Float32Array {
  const noise = whiteNoise(samples.length, ROOM_NOISE);
  return samples.map((sample, index) => Math.max(-1, Math.min(1, sample + (noise[index] as number))));
}
