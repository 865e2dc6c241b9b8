import { normal, seededRandom } from '../../src/core/random.js';

/** A sine at `frequency` Hz. */
export function sine(
  frequency: number,
  { rate, length, amplitude = 1 }: { rate: number; length: number; amplitude?: number },
): Float32Array {
  return Float32Array.from(
    { length },
    (_, n) => amplitude * Math.sin(2 * Math.PI * ((frequency * n) / rate)),
  );
}

/** White noise of the given root mean square. */
export function whiteNoise(length: number, rms: number, seed = 1): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => rms * normal(random));
}

/** Something like speech at 16 kHz: a buzz of 120 Hz whose syllables come four a second, over a little noise. */
export function babble(seconds: number, seed = 1): Float32Array {
  return whiteNoise(Math.round(16000 * seconds), 0.001, seed).map((noise, n) => {
    const t = n / 16000;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 4 * t)) ** 2;
    let buzz = 0;
    for (let harmonic = 1; harmonic <= 30; harmonic++)
      buzz += Math.sin(2 * Math.PI * 120 * harmonic * t) / harmonic;
    return 0.2 * syllable * buzz + noise;
  });
}
