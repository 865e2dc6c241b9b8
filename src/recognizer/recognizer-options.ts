import type { ChannelChoice } from '../capture/capture-types.js';
import { BACKEND_CHOICES } from '../core/backends.js';
import { checkObject, checkOneOf } from '../core/check.js';
import { EmotionError } from '../core/errors.js';
import { checkChoices } from '../pipeline/pipeline-options.js';
import type { InferenceWish } from './inference-pool.js';
import type { RecognizerOptions } from './recognizer-types.js';
import { addressOf, DEFAULT_MODEL, namedModel } from './named-models.js';

/** All names of options: one that is none is mistyped, and must not pass for a default. */
const NAMES: Readonly<Record<keyof RecognizerOptions, true>> = {
  model: true,
  modelSrc: true,
  assetBase: true,
  workerSrc: true,
  workletSrc: true,
  wasmSrc: true,
  backend: true,
  channel: true,
  labels: true,
  decision: true,
};

const CHANNELS: readonly ChannelChoice[] = ['mono', 'left', 'right'];

/** Options with every choice made. */
export interface ResolvedOptions {
  readonly wish: InferenceWish;
  readonly channel: ChannelChoice;
  /** Absent: beside the built entry. */
  readonly workletUrl?: string;
  readonly labels: RecognizerOptions['labels'];
  readonly decision: RecognizerOptions['decision'];
}

/**
 * Checks and completes a page's options.
 * @throws EmotionError `invalid-argument` naming the option and its value.
 */
export function resolveOptions(options: RecognizerOptions): ResolvedOptions {
  for (const name of Object.keys(checkObject('options', options)))
    if (!Object.hasOwn(NAMES, name))
      throw new EmotionError(
        'invalid-argument',
        `options.${name} is no option: there are ${Object.keys(NAMES).join(', ')}`,
      );
  const { assetBase, channel = 'mono', labels, decision } = options;
  checkChoices({ labels, decision });
  const workletUrl = assetUrl('workletSrc', options.workletSrc, 'capture-processor.js', assetBase);
  return {
    wish: inferenceWish(options),
    channel: checkOneOf('channel', channel, CHANNELS),
    labels,
    decision,
    ...(workletUrl !== undefined && { workletUrl }),
  };
}

function inferenceWish(options: RecognizerOptions): InferenceWish {
  const { model = DEFAULT_MODEL, modelSrc, assetBase, backend = 'auto', wasmSrc } = options;
  const address =
    modelSrc === undefined ? namedModel(model, assetBase) : { manifestUrl: addressOf('modelSrc', modelSrc) };
  const workerUrl = assetUrl('workerSrc', options.workerSrc, 'inference-worker.js', assetBase);
  return {
    request: {
      ...address,
      backend: checkOneOf('backend', backend, BACKEND_CHOICES),
      ...(wasmSrc !== undefined && { wasmUrl: addressOf('wasmSrc', wasmSrc) }),
    },
    ...(workerUrl !== undefined && { workerUrl }),
  };
}

/** The address of a built script: what the page says, else in `assetBase`, else `undefined`: beside the entry. */
function assetUrl(
  name: string,
  own: string | URL | undefined,
  file: string,
  base: string | URL | undefined,
): string | undefined {
  if (own !== undefined) return addressOf(name, own);
  return base === undefined ? undefined : addressOf('assetBase', `dist/${file}`, base);
}
