import type { InputSpec } from '../core/feature-spec.js';
import { LOG_MEL, SAMPLES, SILENCE } from '../core/feature-spec.js';
import type { ModelManifest, NetworkSpec } from '../core/manifest.js';
import type { Decibels } from '../core/units.js';

/** What a network reads, and how it is scaled. */
export type InputScales = Omit<InputSpec, 'frontEnd'>;

/** What the manifest's features give. */
export function inputScales({ spec, mean, std, samples }: ModelManifest['features']): InputScales {
  const own = { mean, std };
  if (!('mels' in spec)) return { frames: null, samples: own };
  return { frames: own, samples: 'samples' in spec ? (samples ?? null) : null };
}

/** What a network of this kind has to be given. */
export function networkReads({ kind }: NetworkSpec): { readonly frames: boolean; readonly samples: boolean } {
  return { frames: kind !== 'cnn-lstm-1d', samples: kind === 'cnn-lstm-1d' || kind === 'fusion' };
}

/** One row of digital silence as it reaches the network: -100 dB, or where the levelled front end stops; samples of 0. */
export function silentRow(features: ModelManifest['features']): Float32Array {
  const { frames, samples } = inputScales(features);
  const { level } = features.spec as { readonly level?: { readonly lowest: Decibels } };
  const silence = level?.lowest ?? SILENCE;
  const mels =
    frames === null ? [] : new Array<number>(LOG_MEL.mels).fill((silence - frames.mean) / frames.std);
  const sound = samples === null ? [] : new Array<number>(SAMPLES.hop).fill(-samples.mean / samples.std);
  return Float32Array.from([...mels, ...sound]);
}
