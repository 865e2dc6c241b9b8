import { EmotionError } from '../../core/errors.js';
import type { ClipSettings } from '../clips/fit-clips.js';
import { OPTIMISER_NAMES } from '../optimiser/optimiser.js';
import { distinct, list, oneOf, parseOptions, real, refuseCases, required, whole } from '../options.js';
import type { FoldPlan } from '../protocols/fold.js';
import {
  LIMITS_USAGE,
  readLimits,
  readSubject,
  readTask,
  SUBJECT_OPTIONS,
  SUBJECT_USAGE,
  type ExperimentSubject,
  type Task,
} from './config-subject.js';

/** The runs whose networks a fusion starts from. */
export interface FusionStart {
  readonly from1d: string;
  readonly from2d: string;
  /** `head`: the fully connected layer alone. */
  readonly learn: 'head' | 'all';
}

/** Everything that decides what an experiment computes. Printed first, saved with the run, and compared on resume. */
export interface ExperimentConfig extends ExperimentSubject {
  readonly seeds: readonly number[];
  readonly settings: ClipSettings;
  /** The epoch whose network gives the held-out accuracy where the protocol chooses its best epoch on the test clips. */
  readonly fixedEpoch: number;
  /** Missing where the networks start from drawn weights. */
  readonly start?: FusionStart;
}

/** What to do with it. */
export interface ExperimentCommand extends Task {
  readonly config: ExperimentConfig;
  /** `--fixed-epoch` was given. */
  readonly asksFixedEpoch: boolean;
}

/** What `train` takes where nothing is said, and the first settings that `tune` tries. */
export const USUAL_SETTINGS: Omit<ClipSettings, 'epochs' | 'patience'> = {
  optimiser: 'adam',
  rate: 1e-3,
  batch: 16,
  l2Parameters: 1e-5,
  l2Activity: 0,
};

const USUAL_FIXED_EPOCH = 20;

/** What `--network 1d|2d|fusion --help` prints. */
export const EXPERIMENT_USAGE = `Usage: npm run train -- --corpus emodb --data DIR --network 2d --split paper-si --seed 1 --out DIR [options]

${SUBJECT_USAGE}
  --seed N[,N]           seeds of weights, order, and random splits (default 1); one network a seed and fold
  --optimiser NAME       ${OPTIMISER_NAMES.join(', ')} (default adam)
  --rate X               learning rate (default 0.001)
  --batch N              clips a step (default 16)
  --l2 X                 weight of the L2 penalty on parameters (default 0.00001)
  --l2-activity X        weight of the L2 penalty on activity (default 0; none with --learn head)
${LIMITS_USAGE}
  --from-1d DIR, --from-2d DIR   start a fusion from the trained networks of these runs: those of the same fold and seed
  --learn head|all       what it learns from there: the fully connected layer alone (default), or everything
  --fixed-epoch N        epoch that gives the held-out accuracy of paper-sd and paper-si, where the test clips choose the best one (default ${USUAL_FIXED_EPOCH}, or the last)
`;

const EXPERIMENT_OPTIONS = {
  ...SUBJECT_OPTIONS,
  optimiser: { type: 'string', default: USUAL_SETTINGS.optimiser },
  rate: { type: 'string', default: String(USUAL_SETTINGS.rate) },
  batch: { type: 'string', default: String(USUAL_SETTINGS.batch) },
  l2: { type: 'string', default: String(USUAL_SETTINGS.l2Parameters) },
  'l2-activity': { type: 'string', default: String(USUAL_SETTINGS.l2Activity) },
  'fixed-epoch': { type: 'string' },
  'from-1d': { type: 'string' },
  'from-2d': { type: 'string' },
  learn: { type: 'string' },
} as const;

type ExperimentValues = ReturnType<typeof parseOptions<typeof EXPERIMENT_OPTIONS>>;

/**
 * The command that `args` spell for one of the paper's networks, or `null` for `--help`.
 * @throws EmotionError `invalid-argument` for an unknown option, a missing one or a value that cannot be used.
 */
export function parseExperimentArgs(args: readonly string[]): ExperimentCommand | null {
  const values = parseOptions(args, EXPERIMENT_OPTIONS);
  if (values.help) return null;
  const limits = readLimits(values);
  const start = readStart(values);
  refuseIdle(values, start);
  const config: ExperimentConfig = {
    ...readSubject(values),
    seeds: readSeeds(values.seed),
    settings: {
      optimiser: oneOf('--optimiser', values.optimiser, OPTIMISER_NAMES),
      rate: real('--rate', values.rate, { min: 1e-9, max: 10 }),
      batch: whole('--batch', values.batch, 2),
      l2Parameters: real('--l2', values.l2, { min: 0, max: 1 }),
      l2Activity: real('--l2-activity', values['l2-activity'], { min: 0, max: 1 }),
      ...limits,
    },
    fixedEpoch: readFixedEpoch(values['fixed-epoch'], limits),
    ...(start && { start }),
  };
  return { config, asksFixedEpoch: values['fixed-epoch'] !== undefined, ...readTask(values) };
}

function readStart({
  network,
  backend,
  learn,
  'from-1d': from1d,
  'from-2d': from2d,
}: ExperimentValues): FusionStart | null {
  const given = Object.entries({ '--from-1d': from1d, '--from-2d': from2d, '--learn': learn });
  const [option] = given.find(([, value]) => value !== undefined) ?? [];
  if (option === undefined) return null;
  if (network !== 'fusion')
    throw new EmotionError('invalid-argument', `${option} is for --network fusion, not ${network ?? 'none'}`);
  const start: FusionStart = {
    from1d: required('--from-1d', from1d),
    from2d: required('--from-2d', from2d),
    learn: oneOf('--learn', learn ?? 'head', ['head', 'all']),
  };
  if (start.learn === 'head' && backend === 'webgpu')
    throw new EmotionError(
      'invalid-argument',
      '--backend webgpu is for --learn all: a last layer needs no GPU',
    );
  return start;
}

/**
 * A penalty of 0 is what a last layer gets anyway: it passes.
 * @throws EmotionError `invalid-argument` for an option that would have no effect.
 */
function refuseIdle(values: ExperimentValues, start: FusionStart | null): void {
  const { threads, 'l2-activity': l2Activity } = values;
  const head = start?.learn === 'head';
  refuseCases([
    [head && Number(l2Activity) > 0, '--l2-activity is for --learn all: a last layer changes no activity'],
    [head && threads !== '1', '--threads is for --learn all: a last layer learns on one'],
  ]);
}

/** @throws EmotionError `invalid-argument` when `--fixed-epoch` would have no effect on the plan, which may come from a file. */
export function refuseIdleEpoch(
  { config, asksFixedEpoch }: ExperimentCommand,
  { protocol, validatesOnTest }: Pick<FoldPlan, 'protocol' | 'validatesOnTest'>,
): void {
  const split = config.split === protocol ? protocol : `${config.split} (${protocol})`;
  refuseCases([
    [
      asksFixedEpoch && !validatesOnTest,
      `--fixed-epoch is for --split paper-sd and paper-si, not ${split}: there the validation clips choose the epoch`,
    ],
  ]);
}

/** @throws EmotionError `invalid-argument` for an epoch that is never reached. */
function readFixedEpoch(text: string | undefined, { epochs }: Pick<ClipSettings, 'epochs'>): number {
  if (text === undefined) return Math.min(USUAL_FIXED_EPOCH, epochs);
  return whole('--fixed-epoch', text, 1, epochs);
}

function readSeeds(text: string): number[] {
  return distinct(
    '--seed',
    (list(text) ?? []).map((seed) => whole('--seed', seed, 0)),
  );
}
