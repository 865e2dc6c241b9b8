import { modelName, parseOptions, required, whole } from '../options.js';

/** What to export, and as what. */
export interface ExportCommand {
  /** Run folder of the experiment. */
  readonly run: string;
  /** `null` where the run has one fold. */
  readonly fold: string | null;
  /** `null` where the run has one seed. */
  readonly seed: number | null;
  /** The model's id, and its folder's name. */
  readonly name: string;
  /** Of the weights; `null`: what the corpora's licences leave. */
  readonly licence: string | null;
  /** Where the corpora lie; `null`: where they lay when the run began. */
  readonly data: string | null;
  /** Folder of all models. */
  readonly out: string;
  /** Scripted streams of each validation speaker that the decision is fitted on. */
  readonly streams: number;
}

/** What `export --help` prints. */
export const EXPORT_USAGE = `Usage: npm run train -- export --run DIR [--fold NAME] [--seed N] --name paper-2d [options]

Writes a trained network of an experiment as models/NAME, in place of one that is there: float16 weights, manifest, card. Where the protocol
has validation speakers who are not tested, temperature and decision are fitted on scripted streams of theirs; elsewhere they stay as
designed, and the card says so.

  --run DIR              run folder of train --network 1d|2d|fusion
  --fold NAME, --seed N  the network, where the run has several
  --name NAME            the model's name
  --licence TEXT         licence of the weights (default: what the corpora's licences leave, or NOASSERTION)
  --data DIR             where the corpora lie now (default: where they lay at the training)
  --streams N            minutes of scripted streams a validation speaker (default 3)
  --out DIR              folder of the models (default models)
`;

const OPTIONS = {
  run: { type: 'string' },
  fold: { type: 'string' },
  seed: { type: 'string' },
  name: { type: 'string' },
  licence: { type: 'string' },
  data: { type: 'string' },
  streams: { type: 'string', default: '3' },
  out: { type: 'string', default: 'models' },
  help: { type: 'boolean', default: false },
} as const;

/**
 * The command that `args` spell, or `null` for `--help`.
 * @throws EmotionError `invalid-argument` for an unknown option, a missing one or a value that cannot be used.
 */
export function parseExportArgs(args: readonly string[]): ExportCommand | null {
  const { help, run, fold, seed, name, licence, data, streams, out } = parseOptions(args, OPTIONS);
  if (help) return null;
  return {
    run: required('--run', run),
    fold: fold ?? null,
    seed: seed === undefined ? null : whole('--seed', seed, 0),
    name: modelName('--name', required('--name', name)),
    licence: licence === undefined ? null : required('--licence', licence),
    data: data ?? null,
    streams: whole('--streams', streams, 1),
    out,
  };
}
