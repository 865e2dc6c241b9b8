import { join } from 'node:path';
import type { ExperimentResult } from '../experiment/experiment-result.js';
import type { JoinedJobs } from '../experiment/join-jobs.js';
import { rowsToCsv } from '../experiment/predictions.js';
import { percent } from '../percent.js';
import { replaceFile } from '../run/state-file.js';
import { reportPage } from './report-page.js';

/** Writes predictions.csv, result.json and report.html. */
export async function writeResult(out: string, { result, rows }: JoinedJobs): Promise<void> {
  await replaceFile(join(out, 'predictions.csv'), rowsToCsv(rows, result.labels));
  await replaceFile(join(out, 'result.json'), `${JSON.stringify(result, null, 1)}\n`);
  await replaceFile(join(out, 'report.html'), reportPage(result));
}

/** The three accuracies side by side, for the terminal. */
export function describeResult(result: ExperimentResult): string {
  const { accuracies, heldOut, protocol, config, speakerDependent } = result;
  const caveat = speakerDependent
    ? ' (the same speakers are in training and test: it says nothing about new voices)'
    : '';
  const lines = accuracies.map(({ name, rule, median, lowest, highest, bySeed }) => {
    const range =
      bySeed.length > 1 ? ` (${percent(lowest)} to ${percent(highest)} over ${bySeed.length} seeds)` : '';
    return `  ${name}: ${percent(median)}${range}: ${rule}`;
  });
  const held = heldOut.map(({ title, figures }) => {
    const values = figures.map(
      ({ metric, value, interval }) =>
        `${metric} ${percent(value)}${interval ? ` (${percent(interval.low)} to ${percent(interval.high)}, ${interval.method})` : ''}`,
    );
    return `  held out, ${title}: ${values.join('; ')}`;
  });
  return [`${protocol}, ${config.network.kind}${caveat}:`, ...lines, ...held].join('\n');
}
