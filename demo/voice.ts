/**
 * A small source-filter voice after Klatt (1980): a glottal pulse train and noise through a cascade of formant resonators.
 * It makes the demo's own sample, so that nothing has to be shipped or recorded.
 * @module
 */

/** One sound of an utterance; what is not given glides from the sound before to the one after. */
export interface Phone {
  readonly seconds: number;
  /** First three formants in Hz. */
  readonly formants: readonly [number, number, number];
  /** Amplitudes in [0, 1] of the voice and of the hiss. */
  readonly voicing: number;
  readonly hiss: number;
}

/** How an utterance is spoken. */
export interface Manner {
  /** Pitch in Hz along the utterance, evenly spaced, interpolated. */
  readonly pitch: readonly number[];
  /** Loudness in [0, 1] along the utterance, evenly spaced, interpolated. */
  readonly energy: readonly number[];
  /** Speaking rate: 1 as written, 1.5 half as fast again. */
  readonly rate: number;
  /** Vocal effort in [0, 1]: the higher, the less the spectrum falls. */
  readonly effort: number;
  /** Length of the vocal tract against a man's: shorter lifts the formants. */
  readonly tract: number;
}

const GLIDE_SECONDS = 0.035;
const FOURTH_FORMANTS = [3400, 4300] as const;
const BANDWIDTHS = [70, 95, 130, 220, 300] as const;

/** Speaks `phones` in `manner`. Returns mono samples in [-1, 1] at `sampleRate`. */
export function speak(phones: readonly Phone[], manner: Manner, sampleRate: number): Float32Array {
  const spoken = phones.map((phone) => ({ ...phone, seconds: phone.seconds / manner.rate }));
  const total = Math.round(sampleRate * spoken.reduce((sum, { seconds }) => sum + seconds, 0));
  const samples = new Float32Array(total);
  const source = new GlottalSource(manner.effort);
  const tract = BANDWIDTHS.map(() => new Resonator());
  const noise = whiteNoise();
  let before = 0;
  for (let index = 0; index < total; index++) {
    const progress = index / total;
    const { formants, voicing, hiss } = phoneAt(spoken, index / sampleRate);
    const pitch = contour(manner.pitch, progress);
    const breath = noise();
    const excitation = voicing * (source.next(pitch / sampleRate) + 0.02 * breath) + 0.12 * hiss * breath;
    let wave = excitation * contour(manner.energy, progress);
    tract.forEach((resonator, n) => {
      const centre = (formants[n] ?? FOURTH_FORMANTS[n - 3] ?? 4300) / manner.tract;
      wave = resonator.next(wave, centre / sampleRate, (BANDWIDTHS[n] ?? 300) / sampleRate);
    });
    // Radiation at the lips: a first difference.
    samples[index] = wave - 0.95 * before;
    before = wave;
  }
  return samples;
}

/** Scales `samples` in place so that their peak is `peak`. */
export function scaleTo(samples: Float32Array, peak: number): Float32Array {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return loudest > 0 ? samples.map((sample) => (sample * peak) / loudest) : samples;
}

/** Value of the evenly spaced `points` at `progress` in [0, 1]. */
function contour(points: readonly number[], progress: number): number {
  const place = progress * (points.length - 1);
  const left = points[Math.floor(place)] ?? 0;
  const right = points[Math.ceil(place)] ?? left;
  return left + (right - left) * (place % 1);
}

/** The phone at `time`, gliding into the next over its last part. */
function phoneAt(phones: readonly Phone[], time: number): Phone {
  let start = 0;
  let current = 0;
  while (current < phones.length - 1 && time >= start + (phones[current]?.seconds ?? 0))
    start += phones[current++]?.seconds ?? 0;
  const phone = phones[current] as Phone;
  const next = phones[current + 1] ?? phone;
  const share = Math.max(0, (time - (start + phone.seconds - GLIDE_SECONDS)) / GLIDE_SECONDS);
  const mix = (from: number, to: number): number => from + (to - from) * Math.min(1, share);
  const [f1, f2, f3] = phone.formants;
  return {
    seconds: phone.seconds,
    formants: [mix(f1, next.formants[0]), mix(f2, next.formants[1]), mix(f3, next.formants[2])],
    voicing: mix(phone.voicing, next.voicing),
    hiss: mix(phone.hiss, next.hiss),
  };
}

/** Derivative of the glottal flow (Rosenberg's pulse), smoothed the more, the less the effort. */
class GlottalSource {
  readonly #smoothing: number;
  #phase = 0;
  #flow = 0;
  #last = 0;

  constructor(effort: number) {
    this.#smoothing = 0.93 - 0.5 * effort;
  }

  /** @param step pitch over sample rate. */
  next(step: number): number {
    this.#phase = (this.#phase + step) % 1;
    const flow = rosenberg(this.#phase);
    const change = (flow - this.#flow) / Math.max(step, 1e-4) / 20;
    this.#flow = flow;
    this.#last = this.#smoothing * this.#last + (1 - this.#smoothing) * change;
    return this.#last;
  }
}

function rosenberg(phase: number): number {
  const open = 0.4;
  const close = 0.16;
  if (phase < open) return (1 - Math.cos((Math.PI * phase) / open)) / 2;
  return phase < open + close ? Math.cos((Math.PI * (phase - open)) / (2 * close)) : 0;
}

/** Klatt's two-pole resonator with gain 1 at 0 Hz. */
class Resonator {
  #y1 = 0;
  #y2 = 0;

  /** `centre` and `bandwidth` over the sample rate. */
  next(x: number, centre: number, bandwidth: number): number {
    const radius = Math.exp(-Math.PI * bandwidth);
    const c = -radius * radius;
    const b = 2 * radius * Math.cos(2 * Math.PI * centre);
    const y = (1 - b - c) * x + b * this.#y1 + c * this.#y2;
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
  }
}

/** Uniform noise in [-1, 1], the same at every call of this function. */
function whiteNoise(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}
