import FFT from 'fft.js';
import { checkInteger } from '../core/check.js';
import { EmotionError } from '../core/errors.js';

/** Power spectra of real signals of one size. Allocates nothing after construction. */
export class RealFft {
  readonly size: number;
  /** Bins of a power spectrum: 0 Hz up to and with half the sampling rate, size / 2 + 1. */
  readonly bins: number;
  readonly #fft: FFT;
  /** Interleaved real and imaginary parts; fft.js writes the bins up to half the sampling rate. */
  readonly #spectrum: Float64Array;

  /**
   * @param size samples of a frame: a power of two, 4 to 65536.
   * @throws EmotionError `invalid-argument` for any other size.
   */
  constructor(size: number) {
    checkInteger('FFT size', size, { min: 4, max: 65536 });
    if (!Number.isInteger(Math.log2(size)))
      throw new EmotionError('invalid-argument', `FFT size is ${size}, not a power of two`);
    this.size = size;
    this.bins = size / 2 + 1;
    this.#fft = new FFT(size);
    this.#spectrum = new Float64Array(2 * size);
  }

  /**
   * Writes |X[k]|^2, unscaled, of the frame's discrete Fourier transform.
   * @param frame `size` samples.
   * @param power takes `bins` values.
   */
  powerSpectrum(frame: Float64Array, power: Float64Array): void {
    const spectrum = this.#spectrum;
    this.#fft.realTransform(spectrum, frame);
    for (let bin = 0; bin < this.bins; bin++) {
      const real = spectrum[2 * bin] as number;
      const imaginary = spectrum[2 * bin + 1] as number;
      power[bin] = real * real + imaginary * imaginary;
    }
  }
}
