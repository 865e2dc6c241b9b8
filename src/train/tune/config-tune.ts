import type { ClipSettings } from '../clips/fit-clips.js';
import {
  LIMITS_USAGE,
  readLimits,
  readSubject,
  readTask,
  SUBJECT_OPTIONS,
  SUBJECT_USAGE,
  type ExperimentSubject,
  type Task,
} from '../experiment/config-subject.js';
import { parseOptions, refuseCases, whole } from '../options.js';

/** What `tune --help` prints. */
export const TUNE_USAGE = `Usage: npm run tune -- --corpus emodb --data DIR --network 2d --split paper-si --seed 1 --out DIR [options]

Searches optimiser, learning rate, batch size and both penalties, from the usual settings of train on, on inner speakers of the first fold (or of the one that --fold names):
its test clips are never looked at.

${SUBJECT_USAGE}
  --seed N               seed of the search, and of every network (default 1)
  --trials N             networks to train in all (default 30)
${LIMITS_USAGE}
`;

const TUNE_OPTIONS = { ...SUBJECT_OPTIONS, trials: { type: 'string', default: '30' } } as const;

/** What a search for settings is about. */
export interface TuneConfig extends ExperimentSubject {
  readonly seed: number;
  readonly trials: number;
  readonly limits: Pick<ClipSettings, 'epochs' | 'patience'>;
}

/** What to do with it. */
export interface TuneCommand extends Task {
  readonly config: TuneConfig;
}

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
  const { folds } = config;
  refuseCases([
    [folds !== null && folds.length > 1, `--fold is ${folds?.join(',') ?? ''}: a search is on one fold`],
  ]);
  return { config, ...readTask(values) };
}
