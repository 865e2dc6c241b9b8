import { speakerKey } from '../corpora/corpus.js';
import { FRONT_END_OF_HASH } from '../../features/front-ends.js';
import { inputScales } from '../../networks/network-input.js';
import { serveNetwork } from '../../networks/served-network.js';
import { decodeWeights } from '../../networks/weights.js';
import { loadMono, loadVoice } from '../corpora/voice.js';
import { fitDecision, type FittedDecision } from '../evaluate/fit-decision.js';
import { scoreStreams } from '../evaluate/test-streams.js';
import { buildClipModel, CLIP_DECISION, type ClipModelParts } from '../export/clip-model.js';
import { loadSpeakers } from '../streams/material.js';
import { useWasmBackend } from '../wasm-backend.js';
import type { ExportedJob } from './export-words.js';

/** A decision, and whose streams it was fitted on. */
export interface FittedOnSpeakers {
  readonly fitted: FittedDecision;
  readonly speakers: readonly string[];
  /** Minutes of streams. */
  readonly minutes: number;
}

/**
 * Temperature and thresholds, fitted on scripted streams of the validation speakers with the network as it is served: they chose its epoch,
 * it did not learn from them, and no test speaker is among them.
 * @returns `null` where the validation clips are test clips, or of speakers that the network learnt from.
 */
export async function fitOnValidation(
  parts: ClipModelParts,
  { plan, fold, run, record }: Pick<ExportedJob, 'plan' | 'fold' | 'run' | 'record'>,
  count: number,
): Promise<FittedOnSpeakers | null> {
  if (plan.validatesOnTest || plan.speakerDependent) return null;
  const keys = [...new Set(fold.validation.map(speakerKey))].sort();
  const load = run.config.sound === 'even' ? loadVoice : loadMono;
  const speakers = (
    await Promise.all(
      keys.map((key) =>
        loadSpeakers(
          fold.validation.filter((clip) => speakerKey(clip) === key),
          (path) => load(path),
        ),
      ),
    )
  ).flat();
  await useWasmBackend();
  const { manifest, bytes } = buildClipModel(parts);
  const network = serveNetwork(manifest, decodeWeights(manifest, bytes));
  const { labels, features } = manifest;
  const frontEnd = FRONT_END_OF_HASH.get(features.hash) ?? 'log-mel';
  const streams = await scoreStreams(
    network,
    { frontEnd, ...inputScales(features) },
    {
      ...{ speakers, labels, count, seed: record.seed },
    },
  );
  const windowColumns = Math.ceil(network.windowFrames / network.framesPerColumn);
  network.dispose();
  const fitted = fitDecision(streams, { labels, windowColumns, start: CLIP_DECISION });
  return { fitted, speakers: keys, minutes: streams.length };
}
