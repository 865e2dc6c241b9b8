import { checkInteger } from '../core/check.js';
import type { Hertz, Samples } from '../core/units.js';
import { designPolyphase } from './polyphase.js';
import type { Polyphase } from './polyphase.js';

/** The whole rates that can be resampled, in Hz. */
export const SAMPLE_RATES = { min: 8000, max: 192_000 } as const;

/** Input samples that are taken at a time. */
const BLOCK = 4096;

/**
 * Takes a stream of samples from one rate to another. Output n stands at the input's time n / toRate (the filter's delay is
 * made up for), whole-number arithmetic keeps it there however long the stream lasts, and the outputs do not depend on how the
 * samples are cut into pushes. The stream is silent before its start and after its end. A sample that is not finite counts as 0.
 *
 * Flat within 0.1 dB up to 0.875 of the smaller Nyquist frequency; images and aliases at least 60 dB down from that frequency on.
 * Equal rates pass through.
 */
export class Resampler {
  /** The rates' ratio in lowest terms: `#up` outputs for `#down` inputs. */
  readonly #up: number;
  readonly #down: number;
  readonly #filter: Polyphase;
  /** The inputs that the next outputs depend on. */
  readonly #buffer: Float32Array;
  #filled: Samples = 0;
  /** The next output stands `#fraction / #up` of a sample behind the input at `#place` of the buffer, which may be still to come. */
  #place: Samples = 0;
  #fraction = 0;

  /**
   * @param fromRate whole, 8000 to 192000 Hz.
   * @param toRate whole, 8000 to 192000 Hz.
   * @throws EmotionError `invalid-argument` for any other rate.
   */
  constructor(fromRate: Hertz, toRate: Hertz) {
    checkInteger('fromRate', fromRate, SAMPLE_RATES);
    checkInteger('toRate', toRate, SAMPLE_RATES);
    const divisor = greatestCommonDivisor(fromRate, toRate);
    this.#up = toRate / divisor;
    this.#down = fromRate / divisor;
    this.#filter = designPolyphase(fromRate, toRate, this.#up);
    this.#buffer = new Float32Array(2 * this.#filter.reach + BLOCK);
    this.#restart();
  }

  /** The outputs that `samples` complete; there may be none. */
  push(samples: Float32Array): Float32Array {
    if (this.#up === this.#down) return samples.map(finite);
    const outputs = new Float32Array(this.#readyWith(samples.length));
    let written = 0;
    for (let taken = 0; taken < samples.length;) {
      taken += this.#take(samples, taken);
      while (this.#isReady()) {
        outputs[written++] = this.#value();
        this.#step();
      }
      this.#forget();
    }
    return outputs;
  }

  /** Ends the stream: the outputs that stand before its end and were not given out. The next push starts a new stream. */
  flush(): Float32Array {
    if (this.#up === this.#down) return new Float32Array(0);
    const tail = this.push(new Float32Array(this.#filter.reach));
    this.#restart();
    return tail;
  }

  /** The first output stands on the first input, with silence before it. */
  #restart(): void {
    this.#filled = this.#filter.reach - 1;
    this.#buffer.fill(0, 0, this.#filled);
    this.#place = this.#filled;
    this.#fraction = 0;
  }

  #isReady(): boolean {
    return this.#place + this.#filter.reach < this.#filled;
  }

  #readyWith(more: Samples): Samples {
    const usable = this.#filled + more - this.#filter.reach - this.#place;
    return Math.max(0, Math.ceil((usable * this.#up - this.#fraction) / this.#down));
  }

  /** Copies as many samples from `from` on as the buffer holds, and says how many. */
  #take(samples: Float32Array, from: number): Samples {
    const count = Math.min(samples.length - from, this.#buffer.length - this.#filled);
    for (let index = 0; index < count; index++)
      this.#buffer[this.#filled + index] = finite(samples[from + index] as number);
    this.#filled += count;
    return count;
  }

  #step(): void {
    this.#fraction += this.#down;
    const whole = Math.floor(this.#fraction / this.#up);
    this.#place += whole;
    this.#fraction -= whole * this.#up;
  }

  /** The next output, read between two rows of the table where it has fewer rows than there are positions. */
  #value(): number {
    const position = (this.#fraction * this.#filter.phases) / this.#up;
    const row = Math.floor(position);
    const blend = position - row;
    const value = this.#dot(row);
    return blend === 0 ? value : value + blend * (this.#dot(row + 1) - value);
  }

  /** Past and coming inputs are summed apart: two chains of additions run side by side. */
  #dot(row: number): number {
    const buffer = this.#buffer;
    const { reach, weights } = this.#filter;
    const past = this.#place - reach + 1;
    const coming = past + reach;
    const pastWeights = row * 2 * reach;
    const comingWeights = pastWeights + reach;
    let before = 0;
    let after = 0;
    for (let tap = 0; tap < reach; tap++) {
      before += (weights[pastWeights + tap] as number) * (buffer[past + tap] as number);
      after += (weights[comingWeights + tap] as number) * (buffer[coming + tap] as number);
    }
    return before + after;
  }

  /** Lets go of what no later output depends on. */
  #forget(): void {
    const gone = Math.min(this.#filled, this.#place - this.#filter.reach + 1);
    this.#buffer.copyWithin(0, gone, this.#filled);
    this.#filled -= gone;
    this.#place -= gone;
  }
}

function finite(sample: number): number {
  return Number.isFinite(sample) ? sample : 0;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
