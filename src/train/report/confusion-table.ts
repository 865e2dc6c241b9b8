import type { Emotion } from '../../core/emotions.js';
import { recalls, type Confusion } from '../evaluate/metrics.js';
import { percent } from '../percent.js';
import { escaped, headRow } from './html.js';

/** Counts with the share of their row under them, shaded by it (the paper's Tables 3 to 6). */
export function confusionTable(confusion: Confusion, labels: readonly Emotion[]): string {
  const recall = recalls(confusion);
  const rows = confusion.map((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    const cells = row.map((count, guess) => cell(count, total, truth === guess));
    const heading = `<th scope="row">${escaped(labels[truth] ?? '')}</th>`;
    return `<tr>${heading}${cells.join('')}<td>${total}</td><td>${percent(recall[truth] ?? null)}</td></tr>`;
  });
  const head = headRow(['truth \\ guess', ...labels, 'clips', 'recall']);
  return `<table class="confusion"><thead>${head}</thead><tbody>${rows.join('\n')}</tbody></table>`;
}

function cell(count: number, total: number, right: boolean): string {
  const share = total === 0 ? 0 : count / total;
  const style = `style="--share:${(100 * share).toFixed(0)}%"`;
  return `<td class="${right ? 'right' : 'wrong'}" ${style}>${count}<small>${percent(total === 0 ? null : share)}</small></td>`;
}
