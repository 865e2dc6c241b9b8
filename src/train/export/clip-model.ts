/**
 * From one of the paper's networks, trained on clips, to a model that is served live.
 * @module
 */
import { join } from 'node:path';
import { EmotionError } from '../../core/errors.js';
import type { DecisionSpec } from '../../core/manifest.js';
import type { Normalisation } from '../../features/normaliser.js';
import { START } from '../evaluate/fit-decision.js';
import type { ClipNetworkSpec } from '../network/clip/clip-network.js';
import { makeFolder } from '../run/run-folder.js';
import { replaceFile } from '../run/state-file.js';
import { assembleModel, featuresOf, type ModelFiles, type ModelParts } from './build-model.js';
import { clipCard, type ClipCardFacts } from './clip-card.js';

/** What a trained network for clips comes as. */
export interface ClipModelParts extends Omit<ModelParts, 'network' | 'normalisation' | 'decision'> {
  readonly network: ClipNetworkSpec;
  /** Of the training clips: of what the network reads, padding counted. */
  readonly normalisation: { readonly samples?: Normalisation; readonly frames?: Normalisation };
  /** Default: {@link CLIP_DECISION}, which is not fitted to the network. */
  readonly decision?: DecisionSpec;
}

/**
 * How a clip network's scores become a shown emotion where nothing is fitted to it: the values that every fit starts from, but that answers
 * below 0.35 are uncertain, and that speech is told by energy: a column counts as speech from two of its eight frames on.
 */
export const CLIP_DECISION: DecisionSpec = { ...START, uncertainBelow: 0.35, speechAbove: 0.25 };

/**
 * The two files of a clip network: weights as float16, and the manifest that says what it reads.
 * @throws EmotionError `invalid-argument` when the scale of what it reads is missing; `model-invalid` for parameters of another network.
 */
export function buildClipModel({
  normalisation,
  decision = CLIP_DECISION,
  ...parts
}: ClipModelParts): ModelFiles {
  return assembleModel({ ...parts, decision }, clipFeatures(parts.network.kind, normalisation));
}

/**
 * Writes manifest, weights and card into `folder`; each is whole or not there.
 * @throws EmotionError as {@link buildClipModel}; also naming the file that cannot be written.
 */
export async function exportClipModel(
  folder: string,
  parts: ClipModelParts,
  facts: Omit<ClipCardFacts, 'manifest'>,
): Promise<ModelFiles> {
  const model = buildClipModel(parts);
  const { manifest, bytes } = model;
  await makeFolder(folder);
  await replaceFile(join(folder, manifest.weights.file), bytes);
  await replaceFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await replaceFile(join(folder, 'README.md'), clipCard({ manifest, ...facts }));
  return model;
}

function clipFeatures(
  kind: ClipNetworkSpec['kind'],
  { samples, frames }: ClipModelParts['normalisation'],
): ReturnType<typeof featuresOf> {
  if (kind === 'cnn-lstm-1d') return featuresOf('samples', needed(kind, { samples }));
  if (kind === 'cnn-lstm-2d') return featuresOf('log-mel', needed(kind, { frames }));
  return featuresOf('log-mel-and-samples', needed(kind, { frames }), needed(kind, { samples }));
}

function needed(
  kind: ClipNetworkSpec['kind'],
  scale: Readonly<Record<string, Normalisation | undefined>>,
): Normalisation {
  const [[name, value] = ['', undefined]] = Object.entries(scale);
  if (value === undefined)
    throw new EmotionError('invalid-argument', `a ${kind} network needs the mean and std of its ${name}`);
  return value;
}
