import type { LossSettings } from './network/stream-step.js';
import { list, oneOf, parseOptions, real, required, whole } from './options.js';

/** Everything that decides what a run of the streaming network computes. Printed first, saved with the run, and compared on resume. */
export interface StreamConfig {
  readonly corpus: 'emodb';
  readonly data: string;
  readonly network: 'stream';
  readonly seed: number;
  /** Speakers that training never hears; `null` takes the corpus's first man and first woman. */
  readonly heldOut: readonly string[] | null;
  /** Training speakers that a first, shorter run leaves out to fit the decision on them; `null` takes the next man and woman. */
  readonly inner: readonly string[] | null;
  readonly steps: number;
  readonly innerSteps: number;
  /** Streams a step. */
  readonly batch: number;
  /** Peak learning rate of the one-cycle schedule. */
  readonly rate: number;
  readonly loss: LossSettings;
}

/** What to do with it. */
export interface StreamCommand {
  readonly config: StreamConfig;
  /** Run folder. */
  readonly out: string;
  readonly resume: boolean;
  /** Name under which the model is exported into `models/`; `null` exports nothing. */
  readonly exportAs: string | null;
}

/** What `--network stream --help` prints. */
export const STREAM_USAGE = `Usage: npm run train -- --corpus emodb --data DIR --out DIR [options]

  --corpus emodb       the corpus to train on
  --data DIR           folder of the corpus, or the folder that holds it by name (noise/ music/ rir/ beside it are used)
  --network stream     the network: the streaming CNN-LSTM
  --out DIR            run folder: config, checkpoints, log, predictions, result
  --seed N             seed of weights, streams and augmentation (default 1)
  --held-out A,B       speakers kept for the test (default: the first man and the first woman)
  --inner A,B          training speakers that the decision is fitted on (default: the next man and woman)
  --steps N            training steps (default 1000)
  --inner-steps N      steps of the run without the inner speakers (default 400)
  --batch N            8 s streams a step (default 16)
  --rate X             peak learning rate (default 0.002)
  --export NAME        write the trained model to models/NAME
  --resume             go on where an interrupted run stopped
`;

const OPTIONS = {
  corpus: { type: 'string' },
  data: { type: 'string' },
  network: { type: 'string', default: 'stream' },
  out: { type: 'string' },
  seed: { type: 'string', default: '1' },
  'held-out': { type: 'string' },
  inner: { type: 'string' },
  steps: { type: 'string', default: '1000' },
  'inner-steps': { type: 'string', default: '400' },
  batch: { type: 'string', default: '16' },
  rate: { type: 'string', default: '0.002' },
  export: { type: 'string' },
  resume: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * The command that `args` spell for the streaming network, or `null` for `--help`.
 * @throws EmotionError `invalid-argument` for an unknown option, a missing one or a value that cannot be used.
 */
export function parseStreamArgs(args: readonly string[]): StreamCommand | null {
  const values = parseOptions(args, OPTIONS);
  if (values.help) return null;
  const config: StreamConfig = {
    corpus: oneOf('--corpus', values.corpus, ['emodb']),
    data: required('--data', values.data),
    network: oneOf('--network', values.network, ['stream']),
    seed: whole('--seed', values.seed, 0),
    heldOut: list(values['held-out']),
    inner: list(values.inner),
    steps: whole('--steps', values.steps, 1),
    innerSteps: whole('--inner-steps', values['inner-steps'], 1),
    batch: whole('--batch', values.batch, 1),
    rate: real('--rate', values.rate, { min: 1e-7, max: 1 }),
    loss: { labelSmoothing: 0.1, dropout: 0.2, speechWeight: 0.3 },
  };
  return {
    config,
    out: required('--out', values.out),
    resume: values.resume,
    exportAs: values.export ?? null,
  };
}
