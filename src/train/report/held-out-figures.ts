import type { Emotion } from '../../core/emotions.js';
import type { ClipFigures } from '../evaluate/figures.js';
import { percent } from '../percent.js';
import { escaped, table } from './html.js';

/** Clips that chose nothing: what was measured on them, with intervals, by class and by speaker. */
export function heldOutFigures(
  {
    title,
    figures,
    recalls,
    bySpeaker,
  }: Omit<ClipFigures, 'protocol' | 'confusion'> & { readonly title: string },
  labels: readonly Emotion[],
): string {
  const rows = figures.map(({ metric, value, interval, clips, speakers, seeds }) => {
    const range = interval === undefined ? '-' : `${percent(interval.low)} to ${percent(interval.high)}`;
    return [metric, percent(value), range, interval?.method ?? '-', clips, speakers, seeds];
  });
  const people = bySpeaker.map(({ speaker, sex, clips, uar, war }) => [
    ...[speaker, sex, clips, percent(uar), percent(war)],
  ]);
  return `<h3>${escaped(title)}</h3>
${table(['', 'value', '95 % interval', 'by', 'clips', 'speakers', 'seeds'], rows)}
${table(['recall', ...labels], [['', ...labels.map((label) => percent(recalls[label] ?? null))]])}
<h4>By speaker</h4>
${table(['speaker', 'sex', 'answers', 'UAR', 'WAR'], people)}`;
}
