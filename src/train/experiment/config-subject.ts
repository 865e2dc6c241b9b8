import { checkLabels, isEmotion, type Emotion } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import type { ClipNetwork, ClipSettings } from '../clips/fit-clips.js';
import type { ClipReading } from '../clips/load-clips.js';
import { distinct, list, oneOf, refuseCases, required, whole, type parseOptions } from '../options.js';
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

/** Where a command's run lies, and which part of it is to be done. */
export interface Task {
  /** Run folder. */
  readonly out: string;
  readonly resume: boolean;
  /** The part of the jobs that this process runs; `null` runs all and writes the report. */
  readonly shard: Shard | null;
}

/** The options of {@link readSubject}, for people. */
export const SUBJECT_USAGE = `  --corpus A[,B]         corpora to train and test on
  --data DIR             folder of the corpus, or the folder that holds the corpora by name
  --network 1d|2d|fusion the paper's networks; fusion joins their deep features
  --pooling same|valid   pool padding (default same: the paper's step counts)
  --split NAME|FILE      ${PROTOCOL_NAMES.join(', ')}, or a split.json of another run
  --fold NAME[,NAME]     these folds of the split alone
  --held-out A,B         test speakers of paper-si (default, for EmoDB: the paper's, 12 and 15)
  --labels A,B,...       classes; clips of others are left out (default: all; for cross: anger, happiness, neutral, sadness)
  --sound raw|even       clips as they are, or without silence at the ends and at one level (default raw; for --split cross, not for its file: even)
  --backend wasm|webgpu  SIMD kernels on the processor (default), or a GPU, which needs: npm install --no-save webgpu
  --threads N            threads on the processor of one network's training (default 1: folds and seeds run best as processes of their own)
  --skip-bad             leave broken files out and list them, instead of ending with their list
  --out DIR              run folder
  --shard I/N            run every N-th job from the I-th on (1/N to N/N); join with merge
  --resume               go on where an interrupted run stopped`;

/** The options of {@link readLimits}, for people. */
export const LIMITS_USAGE = `  --epochs N             most epochs (default 60)
  --patience N           epochs without a better validation accuracy after which training stops (default 8)`;

/** What every command about an experiment understands. */
export const SUBJECT_OPTIONS = {
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

/** Their values. */
export type SubjectValues = ReturnType<typeof parseOptions<typeof SUBJECT_OPTIONS>>;

/**
 * Corpora, split, network and where it is computed.
 * @throws EmotionError `invalid-argument` for a value that cannot be used.
 */
export function readSubject(values: SubjectValues): ExperimentSubject {
  const split = required('--split', values.split);
  refuseIdle(values, split);
  return {
    corpora: distinct('--corpus', list(required('--corpus', values.corpus)) ?? []),
    data: required('--data', values.data),
    network: {
      kind: oneOf('--network', values.network, ['1d', '2d', 'fusion']),
      pooling: oneOf('--pooling', values.pooling, ['same', 'valid']),
    },
    split: split.endsWith('.json') ? split : oneOf('--split', split, PROTOCOL_NAMES),
    folds: distinct('--fold', list(values.fold)),
    heldOut: distinct('--held-out', list(values['held-out'])),
    labels: readLabels(values.labels),
    sound: oneOf('--sound', values.sound ?? (split === 'cross' ? 'even' : 'raw'), ['raw', 'even']),
    backend: oneOf('--backend', values.backend, BACKENDS),
    threads: whole('--threads', values.threads, 1),
    skipBad: values['skip-bad'],
  };
}

/** How long a network is trained. @throws EmotionError `invalid-argument` */
export function readLimits(values: SubjectValues): Pick<ClipSettings, 'epochs' | 'patience'> {
  return {
    epochs: whole('--epochs', values.epochs, 1),
    patience: whole('--patience', values.patience, 1),
  };
}

/** Where the run lies. @throws EmotionError `invalid-argument` */
export function readTask(values: SubjectValues): Task {
  return {
    out: required('--out', values.out),
    resume: values.resume,
    shard: values.shard === undefined ? null : parseShard(values.shard),
  };
}

/** @throws EmotionError `invalid-argument` for an option that would have no effect. */
function refuseIdle({ labels, threads, backend, 'held-out': heldOut }: SubjectValues, split: string): void {
  refuseCases([
    [heldOut !== undefined && split !== 'paper-si', `--held-out is for --split paper-si, not ${split}`],
    [labels !== undefined && split.endsWith('.json'), `--labels: the labels are those of ${split}`],
    [threads !== '1' && backend === 'webgpu', '--threads is for --backend wasm: a GPU has its own'],
  ]);
}

function readLabels(text: string | undefined): readonly Emotion[] | null {
  const labels = list(text);
  const unknown = labels?.find((label) => !isEmotion(label));
  if (unknown !== undefined)
    throw new EmotionError('invalid-argument', `--labels names "${unknown}", which is no known emotion`);
  return labels === null ? null : checkLabels(labels);
}
