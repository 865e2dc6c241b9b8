/**
 * An experiment on one page.
 * @module
 */
import type { ExperimentResult } from '../experiment/experiment-result.js';
import type { NamedAccuracy } from '../experiment/summary.js';
import { confusionTable } from './confusion-table.js';
import { curvesSvg } from './curves.js';
import { heldOutFigures } from './held-out-figures.js';
import { percent } from '../percent.js';
import { escaped, htmlPage, table } from './html.js';

/** The page's text. */
export function reportPage(result: ExperimentResult): string {
  const title = `${result.config.network.kind} CNN-LSTM, ${result.protocol} on ${result.config.corpora.join(', ')}`;
  const parts = [caveats, accuracies, heldOut, confusions, curves, jobs, setting];
  return htmlPage(
    title,
    parts.map((part) => part(result)),
  );
}

function caveats({ speakerDependent, validatesOnTest, leftOut }: ExperimentResult): string {
  const notes = [
    speakerDependent &&
      'Speaker-dependent: the same people are in training and test. It says nothing about new voices.',
    validatesOnTest &&
      'As in the paper, the best epoch is chosen on the test clips. Of the three accuracies, only the held-out one is free of that.',
    leftOut.length > 0 && `Left out because they could not be read: ${leftOut.join(', ')}.`,
  ].filter((note) => note !== false);
  return notes.map((note) => `<p class="caveat">${escaped(note)}</p>`).join('\n');
}

function accuracies({ accuracies: all }: ExperimentResult): string {
  const rows = all.map((one) => [one.name, percent(one.median), rangeOf(one), seedsOf(one), one.rule]);
  return `<h2>Three accuracies</h2>\n${table(['', 'median', 'range', 'right of clips, by seed', 'what is counted'], rows)}`;
}

function rangeOf({ bySeed, lowest, highest }: NamedAccuracy): string {
  return bySeed.length < 2 ? 'one seed' : `${percent(lowest)} to ${percent(highest)}`;
}

function seedsOf({ bySeed }: NamedAccuracy): string {
  return bySeed.map(({ seed, right, clips }) => `${seed}: ${right} of ${clips}`).join('; ');
}

function heldOut({ heldOut: groups, labels }: ExperimentResult): string {
  return `<h2>Held out</h2>\n${groups.map((group) => heldOutFigures(group, labels)).join('\n')}`;
}

function confusions({ confusions: all, labels }: ExperimentResult): string {
  const parts = Object.entries(all).map(
    ([name, confusion]) =>
      `<h3>${escaped(name)} (${escaped('answers over all seeds and folds')})</h3>\n${confusionTable(confusion, labels)}`,
  );
  return `<h2>Confusion</h2>\n${parts.join('\n')}`;
}

function curves({ jobs: all }: ExperimentResult): string {
  const figures = all.map(
    (job) =>
      `<figure>${curvesSvg(job)}<figcaption>seed ${job.seed}, fold ${escaped(job.fold)}</figcaption></figure>`,
  );
  return `<h2>Training</h2>
<p>Training accuracy is counted while the clips are learnt from, validation accuracy after the epoch. Marked: the best epoch by validation
accuracy, and the fixed one where there is one.</p>
<div class="curves">${figures.join('\n')}</div>`;
}

function jobs({ jobs: all }: ExperimentResult): string {
  const rows = all.map(({ seed, fold, history, bestEpoch, heldOutEpoch, seconds, environment }) => [
    ...[
      `seed ${seed}, fold ${fold}`,
      history.length,
      bestEpoch,
      heldOutEpoch,
      `${(seconds / 60).toFixed(1)} min`,
    ],
    ...[environment.gitRevision?.slice(0, 12) ?? 'unknown', environment.node, environment.processor],
    environment.date,
  ]);
  const head = [
    '',
    'epochs',
    'best',
    'held-out epoch',
    'time',
    'revision',
    'Node',
    'processor',
    'process begun',
  ];
  return `<h2>Jobs</h2>\n${table(head, rows)}`;
}

function setting({ config, splitHash }: ExperimentResult): string {
  return `<h2>Config</h2>\n<p>Split ${escaped(splitHash)}</p>\n<pre>${escaped(JSON.stringify(config, null, 2))}</pre>`;
}
