/**
 * A training run's state in one file: a JSON header, then all values as float32. Written beside and renamed, so that a stop at any
 * moment leaves the last whole one.
 * @module
 */
import { open, readFile, rename, unlink } from 'node:fs/promises';
import { EmotionError } from '../../core/errors.js';
import type { Normalisation } from '../../features/normaliser.js';
import type { AdamState } from '../optimiser/adamw.js';
import type { Parameters } from '../network/initial-weights.js';

/** Everything that training changes. */
export interface TrainState {
  /** Steps done. */
  readonly step: number;
  /** What decides the run; a checkpoint of another run is refused. */
  readonly fingerprint: string;
  readonly normalisation: Normalisation;
  readonly parameters: Parameters;
  readonly adam: AdamState;
}

interface Header {
  readonly step: number;
  readonly adamStep: number;
  readonly fingerprint: string;
  readonly normalisation: Normalisation;
  readonly groups: Readonly<Record<Group, readonly (readonly [name: string, length: number])[]>>;
}

const GROUPS = ['parameters', 'first', 'second'] as const;
type Group = (typeof GROUPS)[number];

/** Writes the state to `path`; on any failure (a full disk, say) the old file stays and the error names the path. */
export async function saveCheckpoint(path: string, state: TrainState): Promise<void> {
  const maps = { parameters: state.parameters, first: state.adam.first, second: state.adam.second };
  const describe = (group: Group): [string, number][] =>
    [...maps[group]].map(([name, { length }]) => [name, length]);
  const header: Header = {
    ...{
      step: state.step,
      adamStep: state.adam.step,
      fingerprint: state.fingerprint,
      normalisation: state.normalisation,
    },
    groups: { parameters: describe('parameters'), first: describe('first'), second: describe('second') },
  };
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const values = GROUPS.flatMap((group) =>
    [...maps[group].values()].map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
  );
  await replaceFile(path, Buffer.concat([length, text, ...values]));
}

/** Writes a whole file or leaves the old one. */
export async function replaceFile(path: string, contents: Uint8Array | string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    const file = await open(partial, 'w');
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (cause) {
    await unlink(partial).catch(() => undefined);
    throw new Error(`cannot write ${path}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * The state in `path`, or `null` when there is no such file.
 * @throws EmotionError `invalid-argument` when it is of another run or not whole.
 */
export async function loadCheckpoint(path: string, fingerprint: string): Promise<TrainState | null> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return null;
  const { header, body } = splitHeader(path, bytes);
  if (header.fingerprint !== fingerprint)
    throw new EmotionError(
      'invalid-argument',
      `${path} is of another run: it was made with ${header.fingerprint}, not ${fingerprint}`,
    );
  let offset = 0;
  const take = (group: Group): Map<string, Float32Array> =>
    new Map(header.groups[group].map(([name, length]) => [name, body.slice(offset, (offset += length))]));
  const [parameters, first, second] = [take('parameters'), take('first'), take('second')];
  if (offset !== body.length)
    throw new EmotionError(
      'invalid-argument',
      `${path} is cut short: it holds ${body.length} values of ${offset}`,
    );
  const { step, adamStep, normalisation } = header;
  return { step, fingerprint, normalisation, parameters, adam: { step: adamStep, first, second } };
}

function splitHeader(path: string, bytes: Buffer): { header: Header; body: Float32Array } {
  try {
    const length = bytes.readUInt32LE(0);
    const header = JSON.parse(bytes.subarray(4, 4 + length).toString()) as Header;
    return { header, body: new Float32Array(new Uint8Array(bytes.subarray(4 + length)).buffer) };
  } catch (cause) {
    throw new EmotionError('invalid-argument', `${path} is no checkpoint: ${(cause as Error).message}`, {
      cause,
    });
  }
}
