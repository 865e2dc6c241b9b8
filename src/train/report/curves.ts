import type { EpochLog } from '../clips/clip-state.js';
import type { JobRecord } from '../experiment/experiment-job.js';
import { percent } from '../percent.js';
import { escaped } from './html.js';

const BOX = { left: 40, right: 78, top: 32, bottom: 30, width: 440, height: 238 };
/** Between the base lines of two texts, one below the other. */
const LINE = 13;

/** Training and validation accuracy by epoch, the kept epoch marked (the paper's Figs. 9 and 10), as a drawing. */
export function curvesSvg({ history, bestEpoch, heldOutEpoch, seed, fold }: JobRecord): string {
  const x = (epoch: number): number =>
    BOX.left + ((BOX.width - BOX.left - BOX.right) * (epoch - 1)) / Math.max(1, history.length - 1);
  const y = (share: number): number => BOX.top + (BOX.height - BOX.top - BOX.bottom) * (1 - share);
  const name = `Accuracy by epoch, seed ${seed}, fold ${escaped(fold)}`;
  const ends = apart(CURVES.map(([kind]) => y(history.at(-1)?.[kind] ?? 0)));
  const lines = CURVES.map(([kind, label], k) => {
    const points = history.map((log) => `${x(log.epoch).toFixed(1)},${y(log[kind]).toFixed(1)}`);
    const text = `<text class="${kind}" x="${x(history.length) + 6}" y="${(ends[k] ?? 0) + 4}">${label}</text>`;
    return `<polyline class="${kind}" points="${points.join(' ')}"/>${text}`;
  });
  const marks = [
    ...[{ epoch: bestEpoch, text: 'best' }],
    ...(heldOutEpoch === bestEpoch ? [] : [{ epoch: heldOutEpoch, text: 'fixed' }]),
  ].map(({ epoch, text }, row) => mark(x(epoch), y(at(history, epoch)), { text: `${text}: ${epoch}`, row }));
  return `<svg viewBox="0 0 ${BOX.width} ${BOX.height}" role="img" aria-label="${name}">
<title>${name}: best ${percent(at(history, bestEpoch))} in epoch ${bestEpoch}</title>
${grid(y)}${epochTicks(history.length, x)}${marks.join('')}
${lines.join('')}
</svg>`;
}

const CURVES = [
  ['trainAccuracy', 'training'],
  ['validationAccuracy', 'validation'],
] as const;

/** Heights of two texts as near to the given ones as they can be read. */
function apart([one = 0, other = 0]: readonly number[]): [number, number] {
  const missing = Math.max(0, LINE - Math.abs(one - other)) / 2;
  const [up, down] = one <= other ? [one - missing, other + missing] : [one + missing, other - missing];
  return [up, down];
}

/** An epoch's line through the plot; its name stands above the plot, each mark's in a row of its own. */
function mark(x: number, y: number, { text, row }: { readonly text: string; readonly row: number }): string {
  const base = BOX.top - 5 - row * LINE;
  const anchor = x > BOX.width / 2 ? 'end' : 'start';
  return (
    `<g class="mark"><line x1="${x}" x2="${x}" y1="${BOX.top}" y2="${BOX.height - BOX.bottom}"/>` +
    `<circle cx="${x}" cy="${y}" r="4"/><text text-anchor="${anchor}" x="${x + (anchor === 'end' ? 4 : 0)}" y="${base}">${text}</text></g>`
  );
}

function grid(y: (share: number) => number): string {
  const lines = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line class="grid" x1="${BOX.left}" x2="${BOX.width - BOX.right}" y1="${y(share)}" y2="${y(share)}"/>` +
      `<text class="tick" text-anchor="end" x="${BOX.left - 5}" y="${y(share) + 4}">${100 * share} %</text>`,
  );
  return lines.join('');
}

function epochTicks(epochs: number, x: (epoch: number) => number): string {
  const step = Math.max(1, Math.ceil(epochs / 8));
  const ticks = Array.from({ length: Math.floor((epochs - 1) / step) + 1 }, (_, k) => 1 + k * step);
  const height = BOX.height - BOX.bottom + 16;
  return ticks
    .map((epoch) => `<text class="tick" text-anchor="middle" x="${x(epoch)}" y="${height}">${epoch}</text>`)
    .join('');
}

function at(history: readonly EpochLog[], epoch: number): number {
  return history[epoch - 1]?.validationAccuracy ?? 0;
}
