/**
 * A job's trained network in a file: the one that answered the test clips.
 * @module
 */
import { join } from 'node:path';
import type { Emotion } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import type { ClipNormalisation } from '../clips/clip-batch.js';
import type { ClipNetwork } from '../clips/fit-clips.js';
import { clipShapes } from '../network/clip/clip-network.js';
import { checkParameters } from '../network/clip/clip-trainer.js';
import type { Parameters } from '../network/initial-weights.js';
import { readState, writeState } from '../run/state-file.js';

/** A network, and what it needs to be asked. */
export interface StoredNetwork {
  readonly network: ClipNetwork;
  readonly labels: readonly Emotion[];
  readonly normalisation: ClipNormalisation;
  /** The epoch after which it was kept. */
  readonly epoch: number;
  readonly parameters: Parameters;
}

/** Tells a network from a checkpoint. */
const FINGERPRINT = 'network';

/** Writes the network into a job's folder. */
export async function writeNetwork(folder: string, { parameters, ...facts }: StoredNetwork): Promise<void> {
  await writeState(pathIn(folder), { fingerprint: FINGERPRINT, facts, groups: { parameters } });
}

/**
 * The network in a job's folder.
 * @throws EmotionError `invalid-argument` when the file is missing or not whole, or its weights are another network's.
 */
export async function readNetwork(folder: string): Promise<StoredNetwork> {
  const file = await readState<Omit<StoredNetwork, 'parameters'>>(pathIn(folder), FINGERPRINT);
  if (file === null) throw new EmotionError('invalid-argument', `${pathIn(folder)} is not there`);
  const { facts, groups } = file;
  const { kind } = facts.network;
  const parameters: Parameters = new Map(groups['parameters']);
  checkParameters(clipShapes(kind, facts.labels.length), { kind, parameters });
  return { ...facts, parameters };
}

function pathIn(folder: string): string {
  return join(folder, 'network.bin');
}
