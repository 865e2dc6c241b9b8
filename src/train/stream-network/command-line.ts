import { shellWord } from '../export/shell-word.js';
import type { StreamCommand } from './config-stream.js';

/** The command that makes the same model again, for its card. */
export function commandLine({
  config,
  exportAs,
  licence,
}: Pick<StreamCommand, 'config' | 'exportAs' | 'licence'>): string {
  const { corpora, network, seed, split, steps, batch, rate, streams, skipBad } = config;
  const name = exportAs ?? corpora[0] ?? '';
  const own =
    split.protocol === 'loso'
      ? [
          '--split loso',
          ...option('folds', split.folds),
          `--base-steps ${split.baseSteps}`,
          `--base-rate ${split.baseRate}`,
          `--judged-share ${split.judgedShare}`,
        ]
      : [
          ...option('held-out', split.heldOut),
          ...option('inner', split.inner),
          `--inner-steps ${split.innerSteps}`,
        ];
  return [
    `npm run train -- --network ${network} --corpus ${shellWord(corpora.join(','))} --data DIR`,
    ...own,
    ...(skipBad ? ['--skip-bad'] : []),
    `--seed ${seed} --steps ${steps} --batch ${batch} --rate ${rate} --streams ${streams} --out runs/${name} --export ${name}`,
    ...(licence === null ? [] : [`--licence ${shellWord(licence)}`]),
  ].join(' ');
}

function option(name: string, values: readonly string[] | null): readonly string[] {
  return values === null ? [] : [`--${name} ${shellWord(values.join(','))}`];
}
