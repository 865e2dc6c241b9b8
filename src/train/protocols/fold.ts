import type { Emotion } from '../../core/emotions.js';
import { clipKey, speakerKey, type Clip } from '../corpora/corpus.js';
import { wrong } from '../wrong.js';

/** Who is trained on, who chooses the epoch, and who is judged. */
export interface Fold {
  /** Unique within its split. */
  readonly name: string;
  /** The one seed that the fold is made for; `null` for a fold that all seeds share. */
  readonly seed: number | null;
  readonly train: readonly Clip[];
  /** Early stopping and the choice of the best epoch look at these clips. */
  readonly validation: readonly Clip[];
  readonly test: readonly Clip[];
}

/** What a protocol allows that an honest one does not; both are the paper's, and named wherever a figure is printed. */
export interface ProtocolTraits {
  /** The same speakers may be in training and test. */
  readonly speakerDependent: boolean;
  /** The validation clips are the test clips: the best epoch is chosen on them. */
  readonly validatesOnTest: boolean;
}

/** All folds of an experiment. */
export interface FoldPlan extends ProtocolTraits {
  /** The protocol's name, or that of the file that the folds are from. */
  readonly protocol: string;
  readonly labels: readonly Emotion[];
  readonly folds: readonly Fold[];
}

/** Whether two lists hold the same clips. */
export function sameClips(one: readonly Clip[], other: readonly Clip[]): boolean {
  const keys = new Set(one.map(clipKey));
  return keys.size === other.length && other.every((clip) => keys.has(clipKey(clip)));
}

/**
 * Checks that no clip, and no speaker unless the protocol is speaker-dependent, has two parts in a fold, and that there is something to
 * learn for each class and something to judge.
 * @throws EmotionError `invalid-argument` naming the fold and the speaker, clip or class.
 */
export function checkFolds(plan: FoldPlan): FoldPlan {
  const names = plan.folds.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw wrong(`${plan.protocol} has two folds called "${twice}"`);
  const unsafe = names.find((name) => !/^[\p{L}\p{M}\p{N}_+][\p{L}\p{M}\p{N}_.+-]*$/u.test(name));
  if (unsafe !== undefined)
    throw wrong(`${plan.protocol} has a fold called "${unsafe}", which cannot be a folder's name`);
  if (names.length === 0) throw wrong(`${plan.protocol} has no folds`);
  for (const fold of plan.folds) checkFold(fold, plan);
  return plan;
}

function checkFold(fold: Fold, { protocol, labels, speakerDependent, validatesOnTest }: FoldPlan): void {
  const title = `${protocol}, fold ${fold.name}`;
  for (const part of ['train', 'validation', 'test'] as const)
    checkPart(fold[part].map(clipKey), title, part);
  demandClasses(fold.train, labels, title);
  const pairs = [
    ['train', 'validation'],
    ['train', 'test'],
    ...(validatesOnTest ? [] : [['validation', 'test'] as const]),
  ] as const;
  for (const [one, other] of pairs) {
    const clip = firstShared(fold[one], fold[other], clipKey);
    if (clip !== undefined) throw wrong(`${title}: clip ${clip} is in ${one} and ${other}`);
    const speaker = speakerDependent ? undefined : firstShared(fold[one], fold[other], speakerKey);
    if (speaker !== undefined) throw wrong(`${title}: speaker ${speaker} is in ${one} and ${other}`);
  }
}

/**
 * Checks that there is something to learn for each class.
 * @throws EmotionError `invalid-argument` naming the classes of which `train` has no clip.
 */
export function demandClasses(train: readonly Clip[], labels: readonly Emotion[], title: string): void {
  const missing = labels.filter((label) => !train.some(({ emotion }) => emotion === label));
  if (missing.length > 0) throw wrong(`${title} has no training clip of ${missing.join(', ')}`);
}

function checkPart(keys: readonly string[], title: string, part: string): void {
  if (keys.length === 0) throw wrong(`${title} has no ${part} clips`);
  const twice =
    keys.length === new Set(keys).size ? undefined : keys.find((key, at) => keys.indexOf(key) < at);
  if (twice !== undefined) throw wrong(`${title}: clip ${twice} is in ${part} twice`);
}

function firstShared(
  one: readonly Clip[],
  other: readonly Clip[],
  key: (clip: Clip) => string,
): string | undefined {
  const keys = new Set(one.map(key));
  return other.map(key).find((each) => keys.has(each));
}
