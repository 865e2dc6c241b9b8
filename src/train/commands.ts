import { parseArgs } from 'node:util';
import { EmotionError } from '../core/errors.js';
import { exportNetwork } from './experiment/export-network.js';
import { mergeRuns } from './merge.js';
import { runExperiment } from './run-experiment.js';
import { trainStream } from './stream-network/train-stream.js';
import { tabulate } from './table.js';
import { tune } from './tune/tune.js';

/** One of the trainer's jobs, with the arguments after its name. */
export type Command = (args: readonly string[]) => Promise<void>;

/** What `train --network` can be. */
const NETWORKS: Readonly<Record<string, Command>> = {
  stream: trainStream,
  '1d': runExperiment,
  '2d': runExperiment,
  fusion: runExperiment,
};

const COMMANDS: Readonly<Record<string, Command>> = {
  train,
  tune,
  merge: mergeRuns,
  table: tabulate,
  export: exportNetwork,
};

/**
 * The job that a command line names, `train` when it begins with an option or is empty.
 * @throws EmotionError `invalid-argument` for an unknown command.
 */
export function chooseCommand(args: readonly string[]): {
  readonly run: Command;
  readonly args: readonly string[];
} {
  const [first = ''] = args;
  if (first === '' || first.startsWith('-')) return { run: train, args };
  return { run: lookUp('the command', first, COMMANDS), args: args.slice(1) };
}

/** What `train --help` prints where no network is named. */
const USAGE = `Usage: npm run train -- [command] [options]

  --network stream       the streaming network that is served (the default); --network stream --help
  --network 1d|2d|fusion the paper's networks and experiments; --network 2d --help
  tune                   searches an experiment's settings on inner speakers; tune --help
  merge                  joins a run's parts, or a search's (--shard); merge --help
  table                  the paper's table, from results; table --help
  export                 a trained network of an experiment as a model that is served; export --help
`;

/** Trains the network that `--network` names; its other options are the network's own. */
async function train(args: readonly string[]): Promise<void> {
  const { network, help } = parseArgs({
    args: [...args],
    options: { network: { type: 'string' }, help: { type: 'boolean', default: false } },
    strict: false,
  }).values;
  if (network === undefined && help === true) console.log(USAGE);
  else await lookUp('--network', String(network ?? 'stream'), NETWORKS)(args);
}

function lookUp(name: string, word: string, table: Readonly<Record<string, Command>>): Command {
  const found = Object.hasOwn(table, word) ? table[word] : undefined;
  if (found === undefined)
    throw new EmotionError(
      'invalid-argument',
      `${name} is "${word}", not one of ${Object.keys(table).join(', ')}`,
    );
  return found;
}
