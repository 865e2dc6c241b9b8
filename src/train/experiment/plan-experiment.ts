import { loadClips, type ClipShelf } from '../clips/load-clips.js';
import { demandUsable, describeBad } from '../corpora/check-clips.js';
import { clipKey, type Corpus } from '../corpora/corpus.js';
import { describeCorpus, openCorpora } from '../corpora/open-corpus.js';
import { checkFolds, type Fold, type FoldPlan } from '../protocols/fold.js';
import { PROTOCOL_NAMES, planFolds } from '../protocols/protocols.js';
import { readSplit, readSplitFile, splitHash } from '../protocols/split-file.js';
import { EmotionError } from '../../core/errors.js';
import { Progress } from '../run/progress.js';
import type { ExperimentSubject } from './config-subject.js';

/**
 * Opens the corpora, and makes the folds or reads them.
 * @throws EmotionError `invalid-argument` when corpora and split do not fit.
 */
export async function planExperiment(
  subject: ExperimentSubject,
  seeds: readonly number[],
): Promise<FoldPlan> {
  const corpora = await openCorpora(subject.corpora, subject.data);
  for (const corpus of corpora) console.error(describeCorpus(corpus));
  return makeFolds(subject, corpora, seeds);
}

async function makeFolds(
  { split, labels, heldOut, folds }: ExperimentSubject,
  corpora: readonly Corpus[],
  seeds: readonly number[],
): Promise<FoldPlan> {
  const protocol = PROTOCOL_NAMES.find((name) => name === split);
  const clips = corpora.flatMap((corpus) => corpus.clips);
  const plan =
    protocol === undefined
      ? await readSplit(split, clips)
      : planFolds(protocol, { corpora, labels, seeds, heldOut });
  return folds === null ? plan : { ...plan, folds: folds.map((name) => findFold(plan, name)) };
}

function findFold({ protocol, folds }: FoldPlan, name: string): Fold {
  const fold = folds.find((one) => one.name === name);
  if (fold === undefined)
    throw new EmotionError(
      'invalid-argument',
      `${protocol} has no fold "${name}", only ${folds.map((one) => one.name).join(', ')}`,
    );
  return fold;
}

/** The folds of an experiment with their clips in memory, and the keys of clips that cannot be used, or could not when a split file was made. */
export interface LoadedPlan {
  readonly plan: FoldPlan;
  readonly leftOut: readonly string[];
  readonly shelf: ClipShelf;
}

/**
 * Reads every clip that has a part in the plan into memory.
 * @throws EmotionError `invalid-argument` naming clips that cannot be used unless these are to be skipped; or when skipping them leaves a
 *   fold without clips of a class.
 */
export async function loadPlanned(plan: FoldPlan, subject: ExperimentSubject): Promise<LoadedPlan> {
  const clips = plan.folds.flatMap(({ train, validation, test }) => [...train, ...validation, ...test]);
  const unique = [...new Map(clips.map((clip) => [clipKey(clip), clip])).values()];
  const progress = new Progress('reading', { total: unique.length });
  const { shelf, bad, cut } = await loadClips(unique, {
    reading: { kind: subject.network.kind, sound: subject.sound },
    onClip: (done) => {
      progress.show(done, 'clips');
    },
  });
  demandUsable(bad, { count: unique.length, skipBad: subject.skipBad });
  if (bad.length > 0) console.error(`left out:\n${describeBad(bad)}`);
  if (cut > 0) console.error(`${cut} of ${shelf.size} clips are longer than 8 s: their first 8 s are heard`);
  const unusable = bad.map(({ clip }) => clipKey(clip));
  const leftOut = [...new Set([...(await leftOutOf(subject)), ...unusable])];
  return { plan: without(plan, unusable), leftOut, shelf };
}

/** The clips that a split file lacks because they could not be read. */
async function leftOutOf({ split }: ExperimentSubject): Promise<readonly string[]> {
  if (PROTOCOL_NAMES.some((name) => name === split)) return [];
  return (await readSplitFile(split)).leftOut ?? [];
}

/** The plan without some clips; checked again, since a class may have lost its last one. */
function without(plan: FoldPlan, keys: readonly string[]): FoldPlan {
  if (keys.length === 0) return plan;
  const out = new Set(keys);
  const keep = (clips: Fold['train']): Fold['train'] => clips.filter((clip) => !out.has(clipKey(clip)));
  const folds = plan.folds.map((fold) => ({
    ...{ ...fold, train: keep(fold.train), validation: keep(fold.validation), test: keep(fold.test) },
  }));
  return checkFolds({ ...plan, folds });
}

/** The folds, for the terminal. */
export function describePlan(plan: FoldPlan): string {
  const folds = plan.folds.map(
    ({ name, train, validation, test }) =>
      `  fold ${name}: ${train.length} clips to train on, ${validation.length} to choose the epoch, ${test.length} to test`,
  );
  const warning = plan.validatesOnTest
    ? ' (the clips that choose the epoch are the test clips, as in the paper)'
    : '';
  return [`${plan.protocol}${warning}, split ${splitHash(plan).slice(0, 12)}:`, ...folds].join('\n');
}
