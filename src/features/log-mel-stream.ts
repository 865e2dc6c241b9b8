import { checkInteger, checkNumber } from '../core/check.js';
import { LOG_MEL } from '../core/feature-spec.js';
import type { FeatureSpec } from '../core/feature-spec.js';
import type { Samples } from '../core/units.js';
import { applyMelBank, melBank } from '../dsp/mel.js';
import type { MelBank } from '../dsp/mel.js';
import { RealFft } from '../dsp/real-fft.js';
import { hannPeriodic } from '../dsp/window.js';

/**
 * Log-mel frames of a stream of samples (paper, section 3.1; librosa `power_to_db(melspectrogram(...), top_db=None)`).
 * Frame k is centred on sample k * hop and is given out when the last sample that it reads has arrived; the two ends of the
 * stream are mirrored. The frames do not depend on how the samples are cut into pushes. A sample that is not finite counts as 0.
 */
export class LogMelStream {
  readonly #spec: FeatureSpec;
  readonly #fft: RealFft;
  readonly #window: Float64Array;
  readonly #bank: MelBank;
  readonly #windowed: Float64Array;
  readonly #power: Float64Array;
  readonly #energies: Float64Array;
  /** One past sample (the mirrored end reads one further back than its window), the next frame's window, what came after. */
  readonly #buffer: Float32Array;
  /** Samples in the buffer from the next frame's first one on, the mirrored start included. */
  #filled = 0;
  #received: Samples = 0;
  #frames = 0;

  /**
   * @param spec bands above half its sampling rate stay at `amin`.
   * @throws EmotionError `invalid-argument` for a specification that cannot be computed; the message names the field.
   */
  constructor(spec: FeatureSpec = LOG_MEL) {
    checkInteger('hop', spec.hop, { min: 1, max: spec.fftSize / 2 });
    checkNumber('amin', spec.amin, { min: Number.MIN_VALUE });
    this.#spec = spec;
    this.#fft = new RealFft(spec.fftSize);
    this.#window = hannPeriodic(spec.fftSize);
    this.#bank = melBank(spec);
    this.#windowed = new Float64Array(spec.fftSize);
    this.#power = new Float64Array(this.#fft.bins);
    this.#energies = new Float64Array(spec.mels);
    this.#buffer = new Float32Array(1 + spec.fftSize + spec.fftSize / 2);
    this.#restart();
  }

  /**
   * The frames that `samples` complete.
   * @param samples mono, at the specification's rate, nominally in [-1, 1].
   * @returns [n, mels] row-major, in dB; n may be 0. Frame 0 comes with sample fftSize / 2 (index from 0).
   */
  push(samples: Float32Array): Float32Array {
    const rows = this.#rows(this.#readyWith(samples.length));
    for (let taken = 0; taken < samples.length;) {
      taken += this.#take(samples, taken);
      this.#mirrorStart();
      while (this.#isReady()) this.#writeFrame(rows);
    }
    return rows.values;
  }

  /**
   * Ends the stream: the remaining frames, so that N samples have given 1 + floor(N / hop) in all, and no samples none.
   * A stream no longer than half a window is mirrored as often as it takes (as `numpy.pad` does). The next push starts a new stream.
   * @returns [n, mels] row-major, in dB.
   */
  flush(): Float32Array {
    const { hop, fftSize } = this.#spec;
    const total = this.#received === 0 ? 0 : 1 + Math.floor(this.#received / hop);
    const rows = this.#rows(total - this.#frames);
    if (rows.count > 0) this.#mirrorEnds((rows.count - 1) * hop + fftSize);
    while (rows.written < rows.count) this.#writeFrame(rows);
    this.#restart();
    return rows.values;
  }

  #rows(count: number) {
    return { values: new Float32Array(count * this.#spec.mels), count, written: 0 };
  }

  #restart(): void {
    this.#filled = this.#spec.fftSize / 2;
    this.#received = 0;
    this.#frames = 0;
  }

  /** Frame 0 needs one sample more than its window: the mirrored start leaves out the edge sample. */
  #isReady(): boolean {
    return this.#filled >= this.#spec.fftSize + (this.#frames === 0 ? 1 : 0);
  }

  #readyWith(more: Samples): number {
    const { fftSize, hop } = this.#spec;
    const filled = this.#filled + more;
    if (filled < fftSize + (this.#frames === 0 ? 1 : 0)) return 0;
    return 1 + Math.floor((filled - fftSize) / hop);
  }

  /** Copies as many samples from `from` on as the buffer holds, and says how many. */
  #take(samples: Float32Array, from: number): Samples {
    const start = 1 + this.#filled;
    const count = Math.min(samples.length - from, this.#buffer.length - start);
    for (let index = 0; index < count; index++) {
      const sample = samples[from + index] as number;
      this.#buffer[start + index] = Number.isFinite(sample) ? sample : 0;
    }
    this.#filled += count;
    this.#received += count;
    return count;
  }

  #mirrorStart(): void {
    if (this.#frames > 0 || !this.#isReady()) return;
    const half = this.#spec.fftSize / 2;
    for (let distance = 1; distance <= half; distance++)
      this.#buffer[1 + half - distance] = this.#buffer[1 + half + distance] as number;
  }

  /** Completes the buffer up to `end` places after the next frame's first one, and at its start when no frame was made yet. */
  #mirrorEnds(end: number): void {
    const buffer = this.#buffer;
    const { fftSize, hop } = this.#spec;
    /** Place in the buffer of the stream's sample 0; negative when it has left. */
    const origin = 1 + fftSize / 2 - this.#frames * hop;
    if (this.#frames === 0)
      for (let place = 1; place < origin; place++)
        buffer[place] = buffer[origin + mirrored(place - origin, this.#received)] as number;
    for (; this.#filled < end; this.#filled++) {
      const place = 1 + this.#filled;
      buffer[place] = buffer[origin + mirrored(place - origin, this.#received)] as number;
    }
  }

  #writeFrame(rows: { readonly values: Float32Array; written: number }): void {
    const { fftSize, hop, mels, amin } = this.#spec;
    for (let n = 0; n < fftSize; n++)
      this.#windowed[n] = (this.#window[n] as number) * (this.#buffer[1 + n] as number);
    this.#fft.powerSpectrum(this.#windowed, this.#power);
    applyMelBank(this.#bank, this.#power, this.#energies);
    const row = mels * rows.written++;
    for (let band = 0; band < mels; band++)
      rows.values[row + band] = 10 * Math.log10(Math.max(this.#energies[band] as number, amin));
    this.#buffer.copyWithin(0, hop, 1 + this.#filled);
    this.#filled -= hop;
    this.#frames++;
  }
}

/** The index in 0 .. length - 1 that `index` falls on when the samples are mirrored at both ends without their edge samples. */
function mirrored(index: number, length: Samples): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const phase = ((index % period) + period) % period;
  return phase < length ? phase : period - phase;
}
