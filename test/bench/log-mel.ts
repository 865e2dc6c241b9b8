import essentiaLibrary from 'essentia.js';
import Meyda from 'meyda';
import { LOG_MEL } from '../../src/core/feature-spec.js';
import { LogMelStream } from '../../src/features/log-mel-stream.js';
import { whiteNoise } from '../support/signals.js';
import { measure, type BenchRow, type Candidate } from './bench.js';

const { fftSize, hop, mels, sampleRate, minFrequency, maxFrequency } = LOG_MEL;
const FRAMES_A_ROUND = 20;

/** The sound of one round, for those who frame by themselves and for those who do not. */
const samples = whiteNoise(FRAMES_A_ROUND * hop + fftSize, 0.1);
const hops = Array.from({ length: FRAMES_A_ROUND }, (_, k) => samples.subarray(k * hop, (k + 1) * hop));
const windows = Array.from({ length: FRAMES_A_ROUND }, (_, k) => samples.slice(k * hop, k * hop + fftSize));

function ours(): Candidate {
  const stream = new LogMelStream();
  return {
    name: 'emotion-meter',
    note: 'streaming: framing, Hann, FFT, Slaney bands, dB',
    run: () => hops.reduce((values, piece) => values + stream.push(piece).length, 0),
  };
}

function meyda(): Candidate {
  Object.assign(Meyda, { bufferSize: fftSize, sampleRate, melBands: mels, windowingFunction: 'hanning' });
  return {
    name: 'Meyda',
    note: 'melBands of ready-cut windows: symmetric Hann, its own mel scale (1125 ln), triangles of equal height, ln(1 + x)',
    run: () => {
      for (const window of windows) Meyda.extract('melBands', window);
    },
  };
}

function essentia(): Candidate {
  const engine = new essentiaLibrary.Essentia(essentiaLibrary.EssentiaWASM);
  const melBands = (window: Float32Array): Float32Array => {
    const input = engine.arrayToVector(window);
    const { frame } = engine.Windowing(input, false, fftSize, 'hann', 0, false);
    const { spectrum } = engine.Spectrum(frame, fftSize);
    const { bands } = engine.MelBands(
      spectrum,
      maxFrequency,
      fftSize / 2 + 1,
      true,
      minFrequency,
      'unit_tri',
      mels,
      sampleRate,
      'power',
      'slaneyMel',
      'linear',
    );
    const values = engine.vectorToArray(bands);
    for (const vector of [input, frame, spectrum, bands]) vector.delete();
    return values;
  };
  return {
    name: 'essentia.js',
    note: 'Windowing, Spectrum, MelBands of ready-cut windows: Slaney bands, log10(1 + x); each call sets its algorithm up anew',
    run: () => {
      for (const window of windows) melBands(window);
    },
  };
}

/** Microseconds for one log-mel frame (FFT 2048, 128 bands, hop 512), ours beside Meyda's and essentia.js's nearest equal. */
export function benchLogMel(): Promise<readonly BenchRow[]> {
  return measure([ours(), meyda(), essentia()], {
    unit: 'us/frame',
    scale: 1000 / FRAMES_A_ROUND,
    rounds: 30,
    warmUp: 5,
  });
}
