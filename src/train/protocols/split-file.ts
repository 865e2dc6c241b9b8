/**
 * A split as a file: every clip's part in every fold by name, with a hash over all of it.
 * @module
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { checkLabels, type Emotion } from '../../core/emotions.js';
import { clipKey, type Clip } from '../corpora/corpus.js';
import { isThere } from '../run/read-file.js';
import { replaceFile } from '../run/state-file.js';
import { wrong } from '../wrong.js';
import { traitsOf } from './protocols.js';
import { checkFolds, sameClips, type Fold, type FoldPlan } from './fold.js';

const PARTS = ['train', 'validation', 'test'] as const;

/** A fold's clips by their keys. */
export interface FoldEntry extends Record<(typeof PARTS)[number], readonly string[]> {
  readonly name: string;
  readonly seed: number | null;
}

/** What a split file says. */
export interface SplitFile {
  readonly format: 'emotion-meter-split';
  readonly version: 1;
  readonly protocol: string;
  readonly speakerDependent: boolean;
  readonly validatesOnTest: boolean;
  readonly labels: readonly Emotion[];
  readonly folds: readonly FoldEntry[];
  /** Clips of the protocol that could not be read and have no part. */
  readonly leftOut?: readonly string[];
  /** SHA-256 of all but `leftOut`; a file written by hand may leave it out. */
  readonly hash?: string;
}

/** SHA-256 of who has which part: equal for equal splits, whatever wrote them. */
export function splitHash(plan: FoldPlan): string {
  return hashOf(entriesOf(plan));
}

/**
 * Writes the split of a run, and keeps it: networks in the folder have learnt by the one that is there.
 * @throws EmotionError `invalid-argument` when another one is there, or one that cannot be read.
 */
export async function writeSplit(
  path: string,
  plan: FoldPlan,
  leftOut: readonly string[] = [],
): Promise<void> {
  const old = (await isThere(path)) ? await readSplitFile(path) : null;
  const hash = splitHash(plan);
  if (old !== null && old.hash !== hash)
    throw wrong(`${path} is the split ${old.hash} that this run began with; the split now is ${hash}`);
  await replaceFile(path, splitText(plan, leftOut));
}

/** The text of a split file. */
export function splitText(plan: FoldPlan, leftOut: readonly string[] = []): string {
  const file = entriesOf(plan);
  return `${JSON.stringify({ ...file, leftOut, hash: hashOf(file) }, null, 1)}\n`;
}

/**
 * What the file at `path` says.
 * @throws EmotionError `invalid-argument` for a file that is no split, or was changed after its hash was taken.
 */
export async function readSplitFile(path: string): Promise<SplitFile & { readonly hash: string }> {
  const { hash, ...file } = parseSplit(path, await readFile(path, 'utf8').catch(unreadable(path)));
  const own = hashOf(file);
  if (hash !== undefined && hash !== own)
    throw wrong(`${path} was changed after it was written: its hash is ${hash}, its contents hash to ${own}`);
  return { ...file, hash: own };
}

/**
 * The folds that a file describes, out of `clips`.
 * @throws EmotionError `invalid-argument` as {@link readSplitFile}, for a clip that is not there, and for a speaker on two sides.
 */
export async function readSplit(path: string, clips: readonly Clip[]): Promise<FoldPlan> {
  const file = await readSplitFile(path);
  const known = new Map(clips.map((clip) => [clipKey(clip), clip]));
  const find = (key: string): Clip => {
    const clip = known.get(key);
    if (clip === undefined) throw wrong(`${path} names the clip ${key}, which the corpora given do not have`);
    if (!file.labels.includes(clip.emotion))
      throw wrong(`${path} names the clip ${key} of ${clip.emotion}, but has no such label`);
    return clip;
  };
  const folds = file.folds.map(({ name, seed, train, validation, test }) => ({
    ...{ name, seed, train: train.map(find), validation: validation.map(find), test: test.map(find) },
  }));
  const { protocol, speakerDependent, validatesOnTest, labels } = file;
  const uneven = folds.find(({ validation, test }) => validatesOnTest && !sameClips(validation, test));
  if (uneven !== undefined)
    throw wrong(`${path} validates on its test clips, but in fold ${uneven.name} these are not the same`);
  return checkFolds({ protocol, speakerDependent, validatesOnTest, labels, folds });
}

function entriesOf({ protocol, speakerDependent, validatesOnTest, labels, folds }: FoldPlan): SplitFile {
  return {
    ...{ format: 'emotion-meter-split', version: 1, protocol, speakerDependent, validatesOnTest, labels },
    folds: folds.map(entryOf),
  };
}

function entryOf({ name, seed, train, validation, test }: Fold): FoldEntry {
  return {
    ...{ name, seed, train: train.map(clipKey) },
    ...{ validation: validation.map(clipKey), test: test.map(clipKey) },
  };
}

/** The keys in one order, so that a file written by hand hashes alike. */
function hashOf(file: Omit<SplitFile, 'hash'>): string {
  const { protocol, speakerDependent, validatesOnTest, labels, folds } = file;
  const ordered = folds.map(({ name, seed, train, validation, test }) => [
    name,
    seed,
    train,
    validation,
    test,
  ]);
  const text = JSON.stringify([protocol, speakerDependent, validatesOnTest, labels, ordered]);
  return createHash('sha256').update(text).digest('hex');
}

function parseSplit(path: string, text: string): SplitFile {
  const file = parseJson(path, text) as Partial<SplitFile> | null;
  if (file?.format !== 'emotion-meter-split' || file.version !== 1)
    throw wrong(
      `${path} is no split file: its format is ${JSON.stringify(file?.format)}, version ${JSON.stringify(file?.version)}`,
    );
  const { protocol, speakerDependent, validatesOnTest, labels, folds } = file;
  if (
    typeof protocol !== 'string' ||
    typeof speakerDependent !== 'boolean' ||
    typeof validatesOnTest !== 'boolean'
  )
    throw wrong(`${path} lacks protocol, speakerDependent or validatesOnTest`);
  const usual = traitsOf(protocol);
  if (
    usual !== null &&
    (usual.speakerDependent !== speakerDependent || usual.validatesOnTest !== validatesOnTest)
  )
    throw wrong(
      `${path} is called ${protocol}, which has speakerDependent ${usual.speakerDependent} and validatesOnTest ${usual.validatesOnTest}, ` +
        `not ${speakerDependent} and ${validatesOnTest}: a split of one's own has a name of its own`,
    );
  checkLabels(labels ?? []);
  if (!Array.isArray(folds)) throw wrong(`${path} has no folds`);
  return { ...(file as SplitFile), folds: folds.map((fold: unknown) => checkEntry(path, fold)) };
}

function checkEntry(path: string, entry: unknown): FoldEntry {
  const fold = (typeof entry === 'object' ? entry : null) as Partial<FoldEntry> | null;
  if (typeof fold?.name !== 'string' || !PARTS.every((part) => Array.isArray(fold[part])))
    throw wrong(
      `${path} has a fold without name, train, validation or test: ${JSON.stringify(fold?.name ?? entry)}`,
    );
  return { ...(fold as FoldEntry), seed: fold.seed ?? null };
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrong(`${path} is no JSON: ${(cause as Error).message}`, cause);
  }
}

function unreadable(path: string): (cause: unknown) => never {
  return (cause) => {
    throw wrong(`the split ${path} cannot be read: ${(cause as Error).message}`, cause);
  };
}
