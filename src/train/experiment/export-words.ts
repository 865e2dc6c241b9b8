import { basename } from 'node:path';
import { speakersOf } from '../corpora/corpus.js';
import type { OpenedCorpus } from '../corpora/open-corpus.js';
import { shellWord } from '../export/shell-word.js';
import type { Fold, FoldPlan } from '../protocols/fold.js';
import type { ExperimentConfig } from './config-experiment.js';
import type { JobRecord } from './experiment-job.js';
import type { StoredRun } from './stored-run.js';

/** A job with its clips. */
export interface ExportedJob {
  readonly run: StoredRun;
  readonly plan: FoldPlan;
  readonly corpora: readonly OpenedCorpus[];
  readonly fold: Fold;
  readonly record: JobRecord;
}

/** Who was kept out of training, and what chose the epoch, in sentences for the card. */
export function separationOf({ plan, fold, record, run }: ExportedJob): string {
  const { bestEpoch, heldOutEpoch } = record;
  const tested = plan.speakerDependent
    ? `The ${fold.test.length} test clips are other clips of the same speakers: every speaker below was heard in training.`
    : `Never heard in training: speakers ${speakersOf(fold.test).join(', ')} (${fold.test.length} test clips).`;
  const epoch = plan.validatesOnTest
    ? `The weights are those after epoch ${heldOutEpoch}, which was fixed before the run. The best epoch on the test clips themselves, which the paper
keeps, was ${bestEpoch}; its accuracies stand below under their names, its weights are not these.`
    : `The weights are those after epoch ${heldOutEpoch}, the best on ${fold.validation.length} clips of speakers ${speakersOf(fold.validation).join(', ')}, whom the network
did not learn from either.`;
  const { start } = run.config;
  const joined =
    start === undefined
      ? ''
      : `\nIt starts from a 1D and a 2D network that were trained apart on the same clips; ${start.learn === 'head' ? 'from there the fully connected layer learnt alone.' : 'from there all of it learnt.'}`;
  return `Protocol \`${plan.protocol}\`, fold ${fold.name}. ${tested}\n${epoch}${joined}`;
}

/** The commands that make the same model again. */
export function commandsOf(
  config: ExperimentConfig,
  {
    name,
    licence,
    fold,
    seed,
    validatesOnTest,
  }: {
    readonly name: string;
    /** `null` where none was stated. */
    readonly licence: string | null;
    readonly fold: string;
    readonly seed: number;
    readonly validatesOnTest: boolean;
  },
): string {
  const { corpora, network, split, sound, settings, fixedEpoch, heldOut, labels, start } = config;
  // Options that have no effect are refused.
  const l2Activity = start?.learn === 'head' ? 0 : settings.l2Activity;
  const epoch = validatesOnTest ? ` --fixed-epoch ${fixedEpoch}` : '';
  const { backend, threads, skipBad } = config;
  const lists = Object.entries({ 'held-out': heldOut, labels }).flatMap(([option, values]) =>
    values === null ? [] : [`--${option} ${shellWord(values.join(','))}`],
  );
  const train = [
    `npm run train -- --corpus ${shellWord(corpora.join(','))} --data DIR --network ${network.kind} --pooling ${network.pooling}`,
    `--split ${shellWord(basename(split))} --fold ${shellWord(fold)} ${lists.join(' ')}`.trim(),
    `--sound ${sound} --seed ${seed} --optimiser ${settings.optimiser} --rate ${settings.rate} --batch ${settings.batch}`,
    `--l2 ${settings.l2Parameters} --l2-activity ${l2Activity} --epochs ${settings.epochs}`,
    `--patience ${settings.patience}${epoch} --out runs/${name}`,
    ...(backend === 'webgpu' ? ['--backend webgpu'] : []),
    // They sum in another order than one does.
    ...(threads > 1 ? [`--threads ${threads}`] : []),
    ...(skipBad ? ['--skip-bad'] : []),
    ...(start === undefined ? [] : [`--from-1d RUN --from-2d RUN --learn ${start.learn}`]),
  ];
  const stated = licence === null ? '' : ` --licence ${shellWord(licence)}`;
  return `${train.join(' ')}\nnpm run train -- export --run runs/${name} --name ${name}${stated}`;
}
