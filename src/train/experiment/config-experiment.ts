import { isEmotion, type Emotion } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import type { ClipNetwork, ClipSettings } from '../clips/fit-clips.js';
import type { ClipReading } from '../clips/load-clips.js';
import { OPTIMISER_NAMES } from '../optimiser/optimiser.js';
import { list, oneOf, parseOptions, real, required, whole } from '../options.js';
import { PROTOCOL_NAMES } from '../protocols/protocols.js';
import { parseShard, type Shard } from '../shard.js';

const BACKENDS = ['wasm', 'webgpu'] as const;
type Backend = (typeof BACKENDS)[number];

/** What an experiment is about: everything that decides which networks are trained on which clips. */
export interface ExperimentSubject {
  readonly corpora: readonly string[];
  readonly data: string;
  readonly network: ClipNetwork;
  /** A protocol's name, or the path of a split file. */
  readonly split: string;
  /** The folds to run; `null` runs all. */
  readonly folds: readonly string[] | null;
  /** Test speakers of `paper-si`; `null` takes the paper's. */
  readonly heldOut: readonly string[] | null;
  /** `null` takes the protocol's. */
  readonly labels: readonly Emotion[] | null;
  readonly sound: ClipReading['sound'];
  /** Where steps are computed: over the SIMD kernels, or on a GPU. */
  readonly backend: Backend;
  readonly threads: number;
  readonly skipBad: boolean;
}

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
export interface ExperimentCommand {
  readonly config: ExperimentConfig;
  /** Run folder. */
  readonly out: string;
  readonly resume: boolean;
  /** The part of the jobs that this process runs; `null` runs all and writes the report. */
  readonly shard: Shard | null;
}

/** What `train` takes where nothing is said, and the first settings that `tune` tries. */
export const USUAL_SETTINGS: Omit<ClipSettings, 'epochs' | 'patience'> = {
  optimiser: 'adam',
  rate: 1e-3,
  batch: 16,
  l2Parameters: 1e-5,
  l2Activity: 0,
};

const SUBJECT_USAGE = `  --corpus A[,B]         corpora to train and test on
  --data DIR             folder of the corpus, or the folder that holds the corpora by name
  --network 1d|2d|fusion the paper's networks; fusion joins their deep features
  --pooling same|valid   pool padding (default same: the paper's step counts)
  --split NAME|FILE      ${PROTOCOL_NAMES.join(', ')}, or a split.json of another run
  --fold NAME[,NAME]     these folds of the split alone
  --held-out A,B         test speakers of paper-si (default, for EmoDB: the paper's, 12 and 15)
  --labels A,B,...       classes; clips of others are left out (default: all; for cross: anger, happiness, neutral, sadness)
  --sound raw|even       clips as they are, or without silence at the ends and at one level (default raw; for cross: even)
  --backend wasm|webgpu  SIMD kernels on the processor (default), or a GPU, which needs: npm install --no-save webgpu
  --threads N            threads on the processor of one network's training (default 1: folds and seeds run best as processes of their own)
  --skip-bad             leave broken files out and list them, instead of stopping at the first
  --out DIR              run folder
  --shard I/N            run every N-th job from the I-th on (1/N to N/N); join with merge
  --resume               go on where an interrupted run stopped`;

const SETTINGS_USAGE = `  --epochs N             most epochs (default 60)
  --patience N           epochs without a better validation accuracy after which training stops (default 8)`;

/** What `--network 1d|2d|fusion --help` prints. */
export const EXPERIMENT_USAGE = `Usage: npm run train -- --corpus emodb --data DIR --network 2d --split paper-si --seed 1 --out DIR [options]

${SUBJECT_USAGE}
  --seed N[,N]           seeds of weights, order, and random splits (default 1); one network a seed and fold
  --optimiser NAME       ${OPTIMISER_NAMES.join(', ')} (default adam)
  --rate X               learning rate (default 0.001)
  --batch N              clips a step (default 16)
  --l2 X                 weight of the L2 penalty on parameters (default 0.00001)
  --l2-activity X        weight of the L2 penalty on activity (default 0)
${SETTINGS_USAGE}
  --from-1d DIR, --from-2d DIR   start a fusion from the trained networks of these runs: those of the same fold and seed
  --learn head|all       what it learns from there: the fully connected layer alone (default), or everything
  --fixed-epoch N        epoch that gives the held-out accuracy of paper-sd and paper-si, where the test clips choose the best one (default 20)
`;

/** What `tune --help` prints. */
export const TUNE_USAGE = `Usage: npm run tune -- --corpus emodb --data DIR --network 2d --split paper-si --seed 1 --out DIR [options]

Searches optimiser, learning rate, batch size and both penalties, from the usual settings of train on, on inner speakers of the first fold (or of the one that --fold names):
its test clips are never looked at.

${SUBJECT_USAGE}
  --seed N               seed of the search, and of every network (default 1)
  --trials N             networks to train in all (default 30)
${SETTINGS_USAGE}
`;

const SUBJECT_OPTIONS = {
  corpus: { type: 'string' },
  data: { type: 'string' },
  network: { type: 'string' },
  pooling: { type: 'string', default: 'same' },
  split: { type: 'string' },
  fold: { type: 'string' },
  'held-out': { type: 'string' },
  labels: { type: 'string' },
  sound: { type: 'string' },
  backend: { type: 'string', default: 'wasm' },
  threads: { type: 'string', default: '1' },
  'skip-bad': { type: 'boolean', default: false },
  out: { type: 'string' },
  shard: { type: 'string' },
  resume: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  seed: { type: 'string', default: '1' },
  epochs: { type: 'string', default: '60' },
  patience: { type: 'string', default: '8' },
} as const;

const EXPERIMENT_OPTIONS = {
  ...SUBJECT_OPTIONS,
  optimiser: { type: 'string', default: USUAL_SETTINGS.optimiser },
  rate: { type: 'string', default: String(USUAL_SETTINGS.rate) },
  batch: { type: 'string', default: String(USUAL_SETTINGS.batch) },
  l2: { type: 'string', default: String(USUAL_SETTINGS.l2Parameters) },
  'l2-activity': { type: 'string', default: String(USUAL_SETTINGS.l2Activity) },
  'fixed-epoch': { type: 'string', default: '20' },
  'from-1d': { type: 'string' },
  'from-2d': { type: 'string' },
  learn: { type: 'string' },
} as const;

const TUNE_OPTIONS = { ...SUBJECT_OPTIONS, trials: { type: 'string', default: '30' } } as const;

/**
 * The command that `args` spell for one of the paper's networks, or `null` for `--help`.
 * @throws EmotionError `invalid-argument` for an unknown option, a missing one or a value that cannot be used.
 */
export function parseExperimentArgs(args: readonly string[]): ExperimentCommand | null {
  const values = parseOptions(args, EXPERIMENT_OPTIONS);
  if (values.help) return null;
  const limits = readLimits(values);
  const start = readStart(values);
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
    fixedEpoch: Math.min(whole('--fixed-epoch', values['fixed-epoch'], 1), limits.epochs),
    ...(start && { start }),
  };
  return { config, ...readTask(values) };
}

/** What a search for settings is about. */
export interface TuneConfig extends ExperimentSubject {
  readonly seed: number;
  readonly trials: number;
  readonly limits: Pick<ClipSettings, 'epochs' | 'patience'>;
}

/** What to do with it. */
export type TuneCommand = Omit<ExperimentCommand, 'config'> & { readonly config: TuneConfig };

/**
 * The search that `args` spell, or `null` for `--help`.
 * @throws EmotionError `invalid-argument` for an unknown option, a missing one or a value that cannot be used.
 */
export function parseTuneArgs(args: readonly string[]): TuneCommand | null {
  const values = parseOptions(args, TUNE_OPTIONS);
  if (values.help) return null;
  const config: TuneConfig = {
    ...readSubject(values),
    seed: whole('--seed', values.seed, 0),
    trials: whole('--trials', values.trials, 1),
    limits: readLimits(values),
  };
  return { config, ...readTask(values) };
}

function readStart({
  network,
  backend,
  learn,
  'from-1d': from1d,
  'from-2d': from2d,
}: ReturnType<typeof parseOptions<typeof EXPERIMENT_OPTIONS>>): FusionStart | null {
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

type SubjectValues = ReturnType<typeof parseOptions<typeof SUBJECT_OPTIONS>>;

function readSubject(values: SubjectValues): ExperimentSubject {
  const split = required('--split', values.split);
  return {
    corpora: list(required('--corpus', values.corpus)) ?? [],
    data: required('--data', values.data),
    network: {
      kind: oneOf('--network', values.network, ['1d', '2d', 'fusion']),
      pooling: oneOf('--pooling', values.pooling, ['same', 'valid']),
    },
    split: split.endsWith('.json') ? split : oneOf('--split', split, PROTOCOL_NAMES),
    folds: list(values.fold),
    heldOut: list(values['held-out']),
    labels: readLabels(values.labels),
    sound: oneOf('--sound', values.sound ?? (split === 'cross' ? 'even' : 'raw'), ['raw', 'even']),
    backend: oneOf('--backend', values.backend, BACKENDS),
    threads: whole('--threads', values.threads, 1),
    skipBad: values['skip-bad'],
  };
}

function readLimits(values: SubjectValues): Pick<ClipSettings, 'epochs' | 'patience'> {
  return {
    epochs: whole('--epochs', values.epochs, 1),
    patience: whole('--patience', values.patience, 1),
  };
}

function readTask(values: SubjectValues): Omit<ExperimentCommand, 'config'> {
  return {
    out: required('--out', values.out),
    resume: values.resume,
    shard: values.shard === undefined ? null : parseShard(values.shard),
  };
}

function readSeeds(text: string): number[] {
  const seeds = (list(text) ?? []).map((seed) => whole('--seed', seed, 0));
  const twice = seeds.find((seed, index) => seeds.indexOf(seed) !== index);
  if (twice !== undefined) throw new EmotionError('invalid-argument', `--seed names ${twice} twice`);
  return seeds;
}

function readLabels(text: string | undefined): readonly Emotion[] | null {
  const labels = list(text);
  const unknown = labels?.find((label) => !isEmotion(label));
  if (unknown !== undefined)
    throw new EmotionError('invalid-argument', `--labels names "${unknown}", which is no known emotion`);
  return labels?.filter(isEmotion) ?? null;
}
