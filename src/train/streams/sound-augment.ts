/**
 * What a room, a microphone and a line do to a voice, on samples and on log-mel frames.
 * @module
 */
import { LOG_MEL, SILENCE } from '../../core/feature-spec.js';
import { below, pick, uniform, type Random } from '../../core/random.js';
import { convolve } from '../../dsp/convolve.js';
import { rms } from '../corpora/voice.js';
import { excerpt, mix } from './stream-plan.js';

/** Recordings to mix in; either list may be empty. */
export interface Backgrounds {
  readonly noises: readonly Float32Array[];
  readonly rooms: readonly Float32Array[];
}

const ROOM_SHARE = 0.2;
const RECORDED_NOISE_SHARE = 0.5;
/** Noise is this far below the voice, in dB. */
const SIGNAL_TO_NOISE: readonly [number, number] = [15, 60];
/** Longest tail of a room that is kept: 0.6 s. */
const ROOM_TAIL = 9600;

/** The voice in a room, over noise. Level and length stay. */
export function addSurroundings(
  random: Random,
  voice: Float32Array,
  { noises, rooms }: Backgrounds,
): Float32Array {
  const level = rms(voice);
  const inRoom =
    rooms.length > 0 && random() < ROOM_SHARE ? putInRoom(voice, pick(random, rooms)) : voice.slice();
  const recorded = noises.length > 0 && random() < RECORDED_NOISE_SHARE;
  const noise = recorded
    ? excerpt(random, pick(random, noises), voice.length)
    : colouredNoise(random, voice.length);
  const below = 10 ** (-uniform(random, ...SIGNAL_TO_NOISE) / 20);
  mix(inRoom, noise, { at: 0, gain: (Math.max(level, 1e-3) * below) / Math.max(rms(noise), 1e-9) });
  return inRoom;
}

/** Nobody speaks: noise alone, recorded or coloured. */
export function onlyNoise(random: Random, length: number, { noises }: Backgrounds): Float32Array {
  const recorded = noises.length > 0 && random() < 0.7;
  return recorded ? excerpt(random, pick(random, noises), length) : colouredNoise(random, length);
}

function putInRoom(voice: Float32Array, room: Float32Array): Float32Array {
  const wet = convolve(voice, room.subarray(0, ROOM_TAIL)).subarray(0, voice.length);
  const gain = rms(voice) / Math.max(rms(wet), 1e-9);
  return wet.map((value) => value * gain);
}

/** White to brownish noise: a one-pole low-pass of random corner. */
function colouredNoise(random: Random, length: number): Float32Array {
  const memory = pick(random, [0, 0.5, 0.9, 0.97]);
  const noise = new Float32Array(length);
  let state = 0;
  for (let at = 0; at < length; at++)
    noise[at] = state = memory * state + (1 - memory) * uniform(random, -1, 1);
  return noise;
}

const BANDS = LOG_MEL.mels;
const TILT_DB = 3;
const WARP = 0.05;
const BAND_LIMIT_SHARE = 0.1;

/**
 * Microphone and vocal tract, on [n, 128] frames in dB, in place: a spectral tilt, a warped mel axis, and now and then a line
 * that passes no high bands.
 */
export function colourFrames(random: Random, frames: Float32Array): void {
  const tilt = uniform(random, -TILT_DB, TILT_DB);
  const warp = uniform(random, 1 - WARP, 1 + WARP);
  const limit = random() < BAND_LIMIT_SHARE ? 70 + below(random, 50) : BANDS;
  const row = new Float32Array(BANDS);
  for (let at = 0; at < frames.length; at += BANDS) {
    row.set(frames.subarray(at, at + BANDS));
    for (let band = 0; band < BANDS; band++) {
      const from = Math.min(BANDS - 1, band * warp);
      const left = Math.floor(from);
      const right = Math.min(BANDS - 1, left + 1);
      const value = (row[left] ?? 0) * (left + 1 - from) + (row[right] ?? 0) * (from - left);
      const lost = band < limit ? 0 : Math.min(50, 5 * (band - limit + 1));
      frames[at + band] = Math.max(SILENCE, value + tilt * (band / BANDS - 0.5) - lost);
    }
  }
}

/** SpecAugment (Park et al., 2019), narrow in time: two bands of up to 12 mels and two gaps of up to 10 frames become the mean, 0. */
export function maskFrames(random: Random, frames: Float32Array): void {
  const count = frames.length / BANDS;
  for (let mask = 0; mask < 2; mask++) {
    const width = below(random, 13);
    const first = below(random, BANDS - width);
    for (let row = 0; row < count; row++) frames.fill(0, row * BANDS + first, row * BANDS + first + width);
    const span = below(random, 11);
    const start = below(random, count - span);
    frames.fill(0, start * BANDS, (start + span) * BANDS);
  }
}
