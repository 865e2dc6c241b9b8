/**
 * A run of the streaming network on one page.
 * @module
 */
import type { Emotion } from '../../core/emotions.js';
import type { ClipFigures } from '../evaluate/figures.js';
import type { StreamFigures } from '../evaluate/test-streams.js';
import { confusionTable } from './confusion-table.js';
import { heldOutFigures } from './held-out-figures.js';
import { percent } from '../percent.js';
import { escaped, htmlPage, table } from './html.js';

/** What a run came to. */
export interface StreamReport {
  readonly title: string;
  readonly evaluations: readonly {
    readonly title: string;
    readonly labels: readonly Emotion[];
    readonly clips: ClipFigures;
  }[];
  readonly streams: StreamFigures;
  /** For each network, the share of its columns that were right at each step, as they were learnt from. */
  readonly learning: readonly { readonly network: string; readonly accuracies: readonly number[] }[];
  readonly config: object;
}

/** The page's text. */
export function streamPage(report: StreamReport): string {
  return htmlPage(report.title, [clips(report), streams(report), learning(report), setting(report)]);
}

function clips({ evaluations }: StreamReport): string {
  const parts = evaluations.map(
    ({ title, labels, clips: figures }) =>
      `${heldOutFigures({ ...figures, title: `${title} (${figures.protocol})` }, labels)}
${confusionTable(figures.confusion, labels)}`,
  );
  return `<h2>One clip at a time, from a cold start</h2>
<p>By what the network says in a clip's last second. No epoch was chosen on these clips: the number of steps was fixed beforehand.</p>
${parts.join('\n')}`;
}

function streams({ streams: figures }: StreamReport): string {
  const { shownRight, shownWrong, timeToDetectMedian, timeToDetectP90, switchesPerMinute } = figures;
  return `<h2>Scripted streams of the same speakers</h2>
${table(
  ['', 'value'],
  [
    ['the right emotion is shown, of the spoken time', percent(shownRight)],
    ['a wrong one', percent(shownWrong)],
    ['time to detect a change, median', `${timeToDetectMedian.toFixed(1)} s`],
    ['time to detect a change, 90th percentile', `${timeToDetectP90.toFixed(1)} s`],
    ['switches a minute', switchesPerMinute.toFixed(0)],
  ],
)}`;
}

/** A tenth of the steps is long enough to smooth what single batches do. */
const PARTS = 10;

function learning({ learning: networks }: StreamReport): string {
  const rows = networks.map(({ network, accuracies }) => [
    network,
    accuracies.length,
    ...Array.from({ length: PARTS }, (_, part) => percent(meanOf(accuracies, part))),
  ]);
  const tenths = Array.from({ length: PARTS }, (_, part) => `to ${(100 * (part + 1)) / PARTS} %`);
  return `<h2>Training</h2>
<p>Columns that were right as they were learnt from, by tenths of the steps.</p>
${table(['network', 'steps', ...tenths], rows)}`;
}

function meanOf(accuracies: readonly number[], part: number): number | null {
  const bound = (at: number): number => Math.round((at * accuracies.length) / PARTS);
  const values = accuracies.slice(bound(part), bound(part + 1));
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function setting({ config }: StreamReport): string {
  return `<h2>Config</h2>\n<pre>${escaped(JSON.stringify(config, null, 2))}</pre>`;
}
