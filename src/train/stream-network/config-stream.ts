import { EmotionError } from '../../core/errors.js';
import type { LossSettings } from '../network/stream/stream-step.js';
import { parseShard, type Shard } from '../shard.js';
import { distinct, list, modelName, oneOf, parseOptions, real, required, whole } from '../options.js';

/** Everything that decides what a run of the streaming network computes. Printed first, saved with the run, and compared on resume. */
export interface StreamConfig {
  /** The first is the one that is judged, and whose classes are served. */
  readonly corpora: readonly string[];
  readonly data: string;
  /** Clips that cannot be used are left out. */
  readonly skipBad: boolean;
  readonly network: 'stream';
  readonly split: HeldOutSplit | LosoSplit;
  readonly seed: number;
  readonly steps: number;
  /** Streams a step. */
  readonly batch: number;
  /** Peak learning rate of the one-cycle schedule. */
  readonly rate: number;
  /** Scripted streams for each speaker that the decision is fitted and judged on. */
  readonly streams: number;
  readonly loss: LossSettings;
}

/** Some speakers of one corpus are kept for the test. */
export interface HeldOutSplit {
  readonly protocol: 'held-out';
  /** Speakers that training never hears; `null` takes the corpus's first man and first woman. */
  readonly heldOut: readonly string[] | null;
  /** Training speakers that a first, shorter run leaves out to fit the decision on them; `null` takes the next man and woman. */
  readonly inner: readonly string[] | null;
  readonly innerSteps: number;
}

/**
 * Each speaker of the first corpus is left out once. A base network is trained on the other corpora; from it each fold goes on with all
 * corpora but its speaker, and last the network that is served goes on with everybody.
 */
export interface LosoSplit {
  readonly protocol: 'loso';
  /** The speakers that are left out in turn; `null` takes all. */
  readonly folds: readonly string[] | null;
  readonly baseSteps: number;
  readonly baseRate: number;
  /** Share of the streams that speak from the judged corpus; the others share the rest. */
  readonly judgedShare: number;
}

/** What to do with it. */
export interface StreamCommand {
  readonly config: StreamConfig;
  /** Run folder. */
  readonly out: string;
  readonly resume: boolean;
  /** Name under which the model is exported into `models/`; `null` exports nothing. */
  readonly exportAs: string | null;
  /** Of the weights; `null`: what the corpora's licences leave. */
  readonly licence: string | null;
  /** Train the base network and stop. */
  readonly baseOnly: boolean;
  /** Train this part of the networks (the folds, and the one that is served) and stop; `null` does everything. */
  readonly shard: Shard | null;
}

/** What `--network stream --help` prints. */
export const STREAM_USAGE = `Usage: npm run train -- --network stream --corpus NAME[,NAME...] --data DIR --out DIR [options]

  --corpus A[,B...]    the corpora to train on; the first is judged, and its classes are served
  --data DIR           folder of the corpus, or the folder that holds all by name (noise/ music/ rir/ beside them are used)
  --network stream     the network: the streaming CNN-LSTM
  --out DIR            run folder: config, checkpoints, log, predictions, result
  --split held-out     keep some speakers of one corpus for the test (default), or
  --split loso         leave each speaker of the first corpus out once; serve a network that heard everybody
  --seed N             seed of weights, streams and augmentation (default 1)
  --steps N            training steps of a network (default 1000)
  --batch N            8 s streams a step (default 16)
  --rate X             peak learning rate (default 0.002)
  --streams N          scripted streams of a minute for each speaker that the decision is fitted and judged on (default 10)
  --skip-bad           leave broken files out and list them, instead of stopping at the first
  --export NAME        write the trained model to models/NAME, in place of one that is there
  --licence TEXT       licence of the weights (default: what the corpora's licences leave, or NOASSERTION)
  --resume             go on where an interrupted run stopped

with --split held-out
  --held-out A,B       speakers kept for the test (default: the first man and the first woman)
  --inner A,B          training speakers that the decision is fitted on (default: the next man and woman)
  --inner-steps N      steps of the run without the inner speakers (default 400)

with --split loso
  --folds A,B,...      speakers that are left out in turn (default: all)
  --base-steps N       steps of the base network on the other corpora (default 1300)
  --base-rate X        its peak learning rate (default 0.002)
  --judged-share X     share of the streams that speak from the first corpus, once there is a base (default 0.75)
  --base-only          train the base network and stop
  --shard I/N          train part I of N of the networks (the folds, and the one that is served) and stop, for processes side by
                       side once there is a base; run once more without it to finish
`;

const OPTIONS = {
  corpus: { type: 'string' },
  data: { type: 'string' },
  network: { type: 'string', default: 'stream' },
  out: { type: 'string' },
  split: { type: 'string', default: 'held-out' },
  seed: { type: 'string', default: '1' },
  'held-out': { type: 'string' },
  inner: { type: 'string' },
  'inner-steps': { type: 'string' },
  folds: { type: 'string' },
  'base-steps': { type: 'string' },
  'base-rate': { type: 'string' },
  'judged-share': { type: 'string' },
  'base-only': { type: 'boolean' },
  shard: { type: 'string' },
  steps: { type: 'string', default: '1000' },
  batch: { type: 'string', default: '16' },
  rate: { type: 'string', default: '0.002' },
  streams: { type: 'string', default: '10' },
  export: { type: 'string' },
  licence: { type: 'string' },
  'skip-bad': { type: 'boolean', default: false },
  resume: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Options that only one of the splits knows. */
const OWN_OPTIONS = {
  'held-out': ['held-out', 'inner', 'inner-steps'],
  loso: ['folds', 'base-steps', 'base-rate', 'judged-share', 'base-only', 'shard'],
} as const;

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>;

/**
 * The command that `args` spell for the streaming network, or `null` for `--help`.
 * @throws EmotionError `invalid-argument` for an unknown option, a missing one or a value that cannot be used.
 */
export function parseStreamArgs(args: readonly string[]): StreamCommand | null {
  try {
    return readCommand(args);
  } catch (error) {
    if (!(error instanceof EmotionError) || args.some((arg) => arg.startsWith('--network'))) throw error;
    const hint = "no --network is named, so this is --network stream; the paper's are 1d, 2d and fusion";
    throw new EmotionError(error.code, `${error.message} (${hint})`, { cause: error });
  }
}

function readCommand(args: readonly string[]): StreamCommand | null {
  const values = parseOptions(args, OPTIONS);
  if (values.help) return null;
  const config: StreamConfig = {
    corpora: distinct('--corpus', list(required('--corpus', values.corpus)) ?? []),
    data: required('--data', values.data),
    skipBad: values['skip-bad'],
    network: oneOf('--network', values.network, ['stream']),
    split: parseSplit(values),
    seed: whole('--seed', values.seed, 0),
    steps: whole('--steps', values.steps, 1),
    batch: whole('--batch', values.batch, 1),
    rate: real('--rate', values.rate, { min: 1e-7, max: 1 }),
    streams: whole('--streams', values.streams, 1),
    loss: { labelSmoothing: 0.1, dropout: 0.2, speechWeight: 0.3 },
  };
  if (config.split.protocol === 'held-out' && config.corpora.length > 1)
    throw new EmotionError(
      'invalid-argument',
      `--split held-out takes one corpus, not ${config.corpora.join(', ')}: use --split loso`,
    );
  return {
    config,
    out: required('--out', values.out),
    resume: values.resume,
    exportAs: values.export === undefined ? null : modelName('--export', values.export),
    licence: values.licence ?? null,
    baseOnly: values['base-only'] ?? false,
    shard: values.shard === undefined ? null : parseShard(values.shard),
  };
}

function parseSplit(values: Values): StreamConfig['split'] {
  const protocol = oneOf('--split', values.split, ['held-out', 'loso']);
  const foreign = OWN_OPTIONS[protocol === 'loso' ? 'held-out' : 'loso'].find(
    (name) => values[name] !== undefined,
  );
  if (foreign !== undefined)
    throw new EmotionError('invalid-argument', `--${foreign} is no option of --split ${protocol}`);
  return protocol === 'held-out'
    ? {
        protocol,
        heldOut: distinct('--held-out', list(values['held-out'])),
        inner: distinct('--inner', list(values.inner)),
        innerSteps: whole('--inner-steps', values['inner-steps'] ?? '400', 1),
      }
    : {
        protocol,
        folds: distinct('--folds', list(values.folds)),
        baseSteps: whole('--base-steps', values['base-steps'] ?? '1300', 1),
        baseRate: real('--base-rate', values['base-rate'] ?? '0.002', { min: 1e-7, max: 1 }),
        judgedShare: real('--judged-share', values['judged-share'] ?? '0.75', { min: 0.01, max: 0.99 }),
      };
}
