import type { Emotion } from '../../core/emotions.js';
import { serveNetwork, type ServedNetwork } from '../../networks/served-network.js';
import { WINDOW_COLUMNS } from '../../networks/stream-net.js';
import { decodeWeights } from '../../networks/weights.js';
import type { Clip } from '../corpora/corpus.js';
import { levelledInput } from '../evaluate/column-scores.js';
import { scoreStreams, type ScoredStream } from '../evaluate/test-streams.js';
import { buildModel, type ModelParts } from '../export/build-model.js';
import { NORMALISATION } from '../streams/draw-stream.js';
import { loadSpeakers } from '../streams/material.js';

export { WINDOW_COLUMNS };

/** The network as a page gets it: through the file's float16 and with batch normalisation folded. It belongs to the caller. */
export function serveParts(parts: ModelParts): ServedNetwork {
  const { manifest, bytes } = buildModel(parts);
  return serveNetwork(manifest, decodeWeights(manifest, bytes));
}

/** Whose scripted streams, and how many for each speaker. */
export interface StreamScript {
  readonly clips: readonly Clip[];
  readonly labels: readonly Emotion[];
  readonly count: number;
  readonly seed: number;
}

/** What `network` says of scripted streams of the speakers of `clips`. */
export async function scoreSpeakers(
  network: ServedNetwork,
  { clips, ...script }: StreamScript,
): Promise<ScoredStream[]> {
  const speakers = await loadSpeakers(clips);
  return scoreStreams(network, levelledInput(NORMALISATION), { speakers, ...script });
}
