/**
 * From an experiment's answers to its figures: the three accuracies under their names, recalls, confusions and speakers.
 * @module
 */
import type { Emotion } from '../../core/emotions.js';
import type { Probability } from '../../core/units.js';
import { clipFigures, type ClipFigures } from '../evaluate/figures.js';
import { confusionOf, quantile, type Confusion } from '../evaluate/metrics.js';
import type { ProtocolTraits } from '../protocols/fold.js';
import type { PredictionRow } from './predictions.js';

/** One of the three accuracies. No figure stands without its name and rule. */
export interface NamedAccuracy {
  readonly name: 'train+validation accuracy' | 'best-epoch validation accuracy' | 'held-out accuracy';
  /** Which clips are counted, and what chose the network that answers. */
  readonly rule: string;
  readonly bySeed: readonly SeedAccuracy[];
  readonly median: Probability;
  readonly lowest: Probability;
  readonly highest: Probability;
}

/** One seed's clips over all folds. */
export interface SeedAccuracy {
  readonly seed: number;
  readonly right: number;
  readonly clips: number;
}

/** All figures of an experiment. */
export interface ExperimentSummary {
  readonly accuracies: readonly NamedAccuracy[];
  /** Held-out figures: one entry, or one a test corpus in `cross`. */
  readonly heldOut: readonly (ClipFigures & { readonly title: string })[];
  /** Counts over all seeds and folds, as the paper's tables have them: row the truth, column the guess. */
  readonly confusions: Readonly<Record<'train+validation' | 'best-epoch validation' | 'held-out', Confusion>>;
}

/** What the figures need to know beside the answers. */
export interface SummaryContext {
  readonly protocol: string;
  readonly traits: ProtocolTraits;
  readonly labels: readonly Emotion[];
  /** Whether each test corpus is a matter of its own. */
  readonly byCorpus: boolean;
}

/** @param rows the answers of all jobs. */
export function summarise(rows: readonly PredictionRow[], context: SummaryContext): ExperimentSummary {
  const { labels } = context;
  const parts = {
    'train+validation': rows.filter(({ part }) => part !== 'held-out'),
    'best-epoch validation': rows.filter(({ part }) => part === 'validation'),
    'held-out': rows.filter(({ part }) => part === 'held-out'),
  };
  const rules = rulesOf(context.traits);
  const count = (part: keyof typeof parts): Confusion =>
    confusionOf(parts[part].map(judge(labels)), labels.length);
  return {
    accuracies: (Object.keys(parts) as (keyof typeof parts)[]).map((part) =>
      accuracyOf(parts[part], { name: `${part} accuracy`, rule: rules[part] }),
    ),
    heldOut: heldOutFigures(parts['held-out'], context),
    confusions: {
      'train+validation': count('train+validation'),
      'best-epoch validation': count('best-epoch validation'),
      'held-out': count('held-out'),
    },
  };
}

function rulesOf({
  validatesOnTest,
}: ProtocolTraits): Record<'train+validation' | 'best-epoch validation' | 'held-out', string> {
  const chosenOn = validatesOnTest ? 'the test clips themselves' : 'the validation clips';
  return {
    'train+validation': `training and validation clips together, at the epoch that is best on ${chosenOn} (what the paper calls "average accuracy")`,
    'best-epoch validation': validatesOnTest
      ? "test clips, at the epoch that is best on these very clips (the paper's Table 7b)"
      : 'validation clips, at the epoch that is best on these very clips',
    'held-out': validatesOnTest
      ? 'test clips, at an epoch fixed before the run'
      : 'test clips, at the epoch that is best on the validation clips; no test clip chose anything',
  };
}

function accuracyOf(
  rows: readonly PredictionRow[],
  { name, rule }: Pick<NamedAccuracy, 'name' | 'rule'>,
): NamedAccuracy {
  const seeds = [...new Set(rows.map(({ seed }) => seed))].sort((a, b) => a - b);
  const bySeed = seeds.map((seed) => {
    const own = rows.filter((row) => row.seed === seed);
    return { seed, right: own.filter(({ clip, guess }) => clip.emotion === guess).length, clips: own.length };
  });
  const shares = bySeed.map(({ right, clips }) => right / clips);
  return {
    ...{ name, rule, bySeed },
    ...{ median: medianOf(shares), lowest: Math.min(...shares), highest: Math.max(...shares) },
  };
}

function heldOutFigures(
  rows: readonly PredictionRow[],
  { protocol, labels, byCorpus }: SummaryContext,
): ExperimentSummary['heldOut'] {
  const corpora = [...new Set(rows.map(({ clip }) => clip.corpus))];
  const groups = byCorpus
    ? corpora.map((corpus) => ({
        title: `${protocol}, trained on the other corpora, tested on ${corpus}`,
        rows: rows.filter(({ clip }) => clip.corpus === corpus),
      }))
    : [{ title: `${protocol} on ${corpora.join(', ')}`, rows }];
  return groups.map((group) => ({
    title: group.title,
    ...clipFigures(withCorpus(group.rows, corpora.length > 1), {
      ...{ protocol: group.title, labels, seed: 1 },
      seeds: new Set(group.rows.map(({ seed }) => seed)).size,
    }),
  }));
}

/** Speakers of several corpora may share names. */
function withCorpus(rows: readonly PredictionRow[], several: boolean): readonly PredictionRow[] {
  if (!several) return rows;
  return rows.map((row) => ({
    ...row,
    clip: { ...row.clip, speaker: `${row.clip.corpus}/${row.clip.speaker}` },
  }));
}

function judge(
  labels: readonly Emotion[],
): (row: PredictionRow) => { truth: number; guess: number; speaker: string } {
  return ({ clip, guess }) => ({
    ...{ truth: labels.indexOf(clip.emotion), guess: labels.indexOf(guess), speaker: clip.speaker },
  });
}

/** Of an even number of values, the mean of the middle two. */
function medianOf(values: readonly number[]): number {
  const below = quantile(values, (values.length - 1) / 2 / values.length);
  return (below + quantile(values, 0.5)) / 2;
}
