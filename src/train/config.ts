import { parseArgs } from 'node:util';
import { checkInteger, checkNumber } from '../core/check.js';
import { EmotionError } from '../core/errors.js';
import type { LossSettings } from './network/stream-step.js';

/** Everything that decides what a run computes. Printed first, saved with the run, and compared on resume. */
export interface TrainConfig {
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
export interface TrainCommand {
  readonly config: TrainConfig;
  /** Run folder. */
  readonly out: string;
  readonly resume: boolean;
  /** Name under which the model is exported into `models/`; `null` exports nothing. */
  readonly exportAs: string | null;
}

/** What `--help` prints. */
export const USAGE = `Usage: npm run train -- --corpus emodb --data DIR --out DIR [options]

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
 * The command that `args` spell, or `null` for `--help`.
 * @throws EmotionError `invalid-argument` for an unknown option, a missing one or a value that cannot be used.
 */
export function parseTrainArgs(args: readonly string[]): TrainCommand | null {
  const values = parseOptions(args);
  if (values.help) return null;
  const config: TrainConfig = {
    corpus: oneOf('--corpus', values.corpus, ['emodb']),
    data: required('--data', values.data),
    network: oneOf('--network', values.network, ['stream']),
    seed: whole('--seed', values.seed, 0),
    heldOut: list(values['held-out']),
    inner: list(values.inner),
    steps: whole('--steps', values.steps, 1),
    innerSteps: whole('--inner-steps', values['inner-steps'], 1),
    batch: whole('--batch', values.batch, 1),
    rate: checkNumber('--rate', Number(values.rate), { min: 1e-7, max: 1 }),
    loss: { labelSmoothing: 0.1, dropout: 0.2, speechWeight: 0.3 },
  };
  return {
    config,
    out: required('--out', values.out),
    resume: values.resume,
    exportAs: values.export ?? null,
  };
}

function parseOptions(
  args: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (cause) {
    throw new EmotionError('invalid-argument', (cause as Error).message, { cause });
  }
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new EmotionError('invalid-argument', `${name} is missing`);
  return value;
}

function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === required(name, value));
  if (found === undefined)
    throw new EmotionError(
      'invalid-argument',
      `${name} is "${value ?? ''}", not one of ${allowed.join(', ')}`,
    );
  return found;
}

function whole(name: string, value: string, min: number): number {
  return checkInteger(name, Number(value), { min });
}

function list(value: string | undefined): readonly string[] | null {
  return value === undefined ? null : value.split(',').map((part) => part.trim());
}
