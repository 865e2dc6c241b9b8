import { parseArgs } from 'node:util';
import { checkOneOf } from '../core/check.js';
import { EmotionError } from '../core/errors.js';
import { SAMPLE_RATES } from '../dsp/resampler.js';
import { DEFAULT_MODEL, MODEL_NAMES } from '../recognizer/named-models.js';

/** Backends that run in Node. */
export const NODE_BACKENDS = ['wasm', 'cpu'] as const;

type NodeBackend = (typeof NODE_BACKENDS)[number];

/** What the command line asks for. */
export interface AnalyzeArguments {
  readonly files: readonly string[];
  /** One JSON object a line, instead of a table. */
  readonly json: boolean;
  /** A model's name, or the path of a model folder or manifest. */
  readonly model: string;
  readonly backend: NodeBackend;
  readonly help: boolean;
}

/** What `--help` prints. */
export const USAGE = `Judges the emotion of speech in sound files (WAV or FLAC, ${SAMPLE_RATES.min} to ${SAMPLE_RATES.max} Hz, any number of channels).

  npm run --silent analyze -- FILE... [options]

  --json           one JSON object a line for each file, with every verdict on the way
  --model NAME     ${MODEL_NAMES.join(', ')}, a model folder, or a manifest.json (default: ${DEFAULT_MODEL})
  --backend NAME   ${NODE_BACKENDS.join(' or ')} (default: wasm)
  --help           this text

Exit status: 0 when every file could be read, 1 when one could not (its line says why), 2 when the command itself was wrong.
`;

function parse(argv: readonly string[]): ReturnType<typeof parseArgs> {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      strict: true,
      options: {
        json: { type: 'boolean' },
        model: { type: 'string' },
        backend: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw EmotionError.wrap(error, 'invalid-argument', 'analyze does not understand its options');
  }
}

/**
 * Reads the arguments after `analyze`, in any order.
 * @throws EmotionError `invalid-argument` for an unknown option, an unusable value, or when no file is named.
 */
export function parseArguments(argv: readonly string[]): AnalyzeArguments {
  const { values, positionals } = parse(argv);
  const help = values['help'] === true;
  if (positionals.length === 0 && !help)
    throw new EmotionError('invalid-argument', 'analyze needs at least one file');
  return {
    files: positionals,
    json: values['json'] === true,
    model: String(values['model'] ?? DEFAULT_MODEL),
    backend: checkOneOf<NodeBackend>(
      '--backend',
      (values['backend'] ?? 'wasm') as NodeBackend,
      NODE_BACKENDS,
    ),
    help,
  };
}
