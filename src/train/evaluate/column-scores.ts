import { LOG_MEL } from '../../core/feature-spec.js';
import type { Probability } from '../../core/units.js';
import { logMel } from '../../features/log-mel.js';
import { normalise, type Normalisation } from '../../features/normaliser.js';
import { Leveller } from '../../features/speech-level.js';
import type { ServedNetwork } from '../../networks/served-network.js';

/** The network's answer at one hop of a recording. */
export interface ColumnScore {
  /** One logit a class. */
  readonly logits: Float32Array;
  readonly speech: Probability;
}

/**
 * A recording as the live path hears it: a fresh stream, hop by hop.
 * @param samples 16 kHz mono.
 * @returns one score for each whole column of 8 frames.
 */
export async function columnScores(
  network: ServedNetwork,
  samples: Float32Array,
  normalisation: Normalisation,
): Promise<ColumnScore[]> {
  const frames = normalise(new Leveller().push(logMel(samples)).frames, normalisation);
  const width = network.framesPerColumn * LOG_MEL.mels;
  const stream = network.open(0);
  try {
    const scores: ColumnScore[] = [];
    for (let at = 0; at + width <= frames.length; at += width) {
      const { logits, speech } = await stream.advance(frames.subarray(at, at + width));
      scores.push({ logits, speech: speech?.at(-1) ?? 0 });
    }
    return scores;
  } finally {
    stream.dispose();
  }
}
