import { percent } from '../percent.js';
import type { TuneConfig } from '../tune/config-tune.js';
import type { StoredTrial } from '../tune/trials.js';

/** Everything that a search found. */
export interface Search {
  readonly config: TuneConfig;
  readonly trials: readonly StoredTrial[];
}

/** Where a document shows searches. */
export const SEARCH_SECTION = /(<!-- searches:start -->\n)[^]*?(<!-- searches:end -->)/;

/** Trials that are shown. */
const BEST = 6;

/** A search's best trials, in Markdown. */
export function searchTable({ config, trials }: Search): string {
  const { network, corpora, split, seed, limits } = config;
  const best = [...trials].sort((a, b) => b.score - a.score).slice(0, BEST);
  const rows = best.map(({ number, point, score, bestEpoch, epochs }) => {
    const { optimiser, rate, batch, l2Parameters, l2Activity } = point;
    const numbers = [rate, l2Parameters, l2Activity].map((value) => Number(Number(value).toPrecision(3)));
    const [shortRate, parameters, activity] = numbers;
    return `| ${[number, optimiser, shortRate, batch, parameters, activity, percent(score), `${bestEpoch} of ${epochs}`].join(' | ')} |`;
  });
  return [
    `The ${network.kind} network on ${corpora.join(', ')}, ${split}: ${trials.length} of ${config.trials} trials, at most ${limits.epochs} epochs each, patience ${limits.patience}, seed ${seed}. The best ${best.length}:`,
    '',
    '| trial | optimiser | rate | batch | L2 | L2 on activity | accuracy on inner clips | best epoch |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
