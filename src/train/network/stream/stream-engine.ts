/**
 * A training step of the streaming network over the SIMD kernels, by hand: no tape and no tensors, in memory of its own.
 * @module
 */
import type { Random } from '../../../core/random.js';
import { EmotionError } from '../../../core/errors.js';
import { LOG_MEL } from '../../../core/feature-spec.js';
import { STREAM_BLOCKS } from '../../../networks/stream-net.js';
import type { Arena } from '../../kernels/arena.js';
import { STREAM_FRAMES } from '../../streams/batch.js';
import type { Batch } from '../../streams/batch-source.js';
import { lstmGradients, lstmValues } from '../passes/branch-pass.js';
import type { Parameters } from '../initial-weights.js';
import { allStates, lstmBackward, lstmForward } from '../passes/lstm-pass.js';
import type { BlockStatistics } from '../moving-statistics.js';
import {
  stackBackward,
  stackForward,
  value,
  type BranchNetwork,
  type ClipInput,
  type StackTrace,
} from '../passes/stack-pass.js';
import { streamLoss } from './stream-loss.js';
import { dropoutMasks, type StepNetwork, type StepOutcome } from './stream-step.js';

/** Channels that the kernels compute at once. */
const LANES = 8;

/** Computes steps in an arena. */
export class StreamEngine {
  readonly #arena: Arena;
  readonly #network: StepNetwork;

  /** @throws EmotionError `invalid-argument` when channels or units of the network are not multiples of 8. */
  constructor(arena: Arena, network: StepNetwork) {
    for (const { name, shape } of network.shapes) {
      const width = shape.at(-1) ?? 0;
      if (/^block|^lstm/.test(name) && width % LANES !== 0)
        throw new EmotionError(
          'invalid-argument',
          `${name} has ${width} channels, not a multiple of ${LANES}`,
        );
    }
    this.#arena = arena;
    this.#network = network;
  }

  /** Loss and gradients of `batch` at the current parameters; changes none of them. */
  step(batch: Batch, random: Random): StepOutcome {
    const { shapes, parameters, settings } = this.#network;
    const masks = dropoutMasks(random, this.#network, batch.size);
    const network: BranchNetwork = {
      branch: { prefix: '', blocks: STREAM_BLOCKS },
      shapes: new Map(shapes.map(({ name, shape }) => [name, shape])),
      parameters,
    };
    const arena = this.#arena;
    return arena.borrow(() => {
      const stack = stackForward(arena, network, { inputs: streamInputs(batch), mode: BATCH_MOMENTS });
      const features = stack.steps * masks.columns.length;
      multiply(arena.view(stack.sequence, features), masks.columns);
      const lstm = lstmForward(arena, lstmValues(network), { ...stack, batch: batch.size });
      const hidden = multiply(allStates(arena, lstm), masks.hidden);

      const heads = headsOf(parameters);
      const logits = { emotion: forward(hidden, heads.emotion), speech: forward(hidden, heads.speech) };
      const { dEmotion, dSpeech, ...found } = inColumns(logits, batch, settings);
      const dHidden = new Float32Array(hidden.length);
      const gradients = new Map([
        ...backward('emotion', heads.emotion, { hidden, dLogits: dEmotion, dHidden }),
        ...backward('speech', heads.speech, { hidden, dLogits: dSpeech, dHidden }),
      ]);

      const { sequence, ...ofLstm } = lstmBackward(arena, lstm, arena.put(multiply(dHidden, masks.hidden)));
      multiply(arena.view(sequence, features), masks.columns);
      const ofBlocks = stackBackward(arena, stack, { dSequence: sequence, activity: 0, reduce: alone });
      return {
        ...found,
        gradients: new Map([...ofBlocks, ...lstmGradients('', ofLstm), ...gradients]),
        statistics: statisticsOf(stack),
      };
    });
  }
}

const alone = (sums: Float64Array): Float64Array => sums;
const BATCH_MOMENTS = { moving: false, reduce: alone } as const;

function streamInputs({ frames, size }: Batch): ClipInput[] {
  const length = STREAM_FRAMES * LOG_MEL.mels;
  return Array.from({ length: size }, (_, stream) => ({
    values: frames.subarray(stream * length, (stream + 1) * length),
    width: LOG_MEL.mels,
  }));
}

/** Multiplies rows of shape [steps, ...mask] by the mask, in place. */
function multiply(values: Float32Array, mask: Float32Array): Float32Array {
  for (let at = 0; at < values.length; at++)
    values[at] = (values[at] ?? NaN) * (mask[at % mask.length] ?? NaN);
  return values;
}

/**
 * The loss of rows that are time-major (row t x size + stream), as the LSTM has them; a batch's columns stand stream by stream.
 * @returns the gradients in the order of the rows.
 */
function inColumns(
  rows: Readonly<Record<'emotion' | 'speech', Float32Array>>,
  batch: Batch,
  settings: StepNetwork['settings'],
): ReturnType<typeof streamLoss> {
  const { size } = batch;
  const steps = rows.speech.length / size;
  const { dEmotion, dSpeech, ...found } = streamLoss(
    { emotion: transpose(rows.emotion, steps, size), speech: transpose(rows.speech, steps, size) },
    batch,
    settings,
  );
  return { ...found, dEmotion: transpose(dEmotion, size, steps), dSpeech: transpose(dSpeech, size, steps) };
}

/** From shape [first, second, width] to [second, first, width]. */
function transpose(values: Float32Array, first: number, second: number): Float32Array {
  const width = values.length / first / second;
  const target = new Float32Array(values.length);
  for (let i = 0; i < first; i++)
    for (let k = 0; k < second; k++) {
      const from = (i * second + k) * width;
      target.set(values.subarray(from, from + width), (k * first + i) * width);
    }
  return target;
}

/** A fully connected layer of shape [U, outputs]. */
type Head = Readonly<Record<'kernel' | 'bias', Float32Array>>;

function headsOf(parameters: Parameters): Readonly<Record<'emotion' | 'speech', Head>> {
  const head = (name: string): Head => ({
    kernel: value(parameters, `${name}/kernel`),
    bias: value(parameters, `${name}/bias`),
  });
  return { emotion: head('emotion'), speech: head('speech') };
}

/** Logits of hidden values of shape [rows, U]. */
function forward(hidden: Float32Array, { kernel, bias }: Head): Float32Array {
  const outputs = bias.length;
  const units = kernel.length / outputs;
  const logits = new Float32Array((hidden.length / units) * outputs);
  for (let row = 0; row * units < hidden.length; row++)
    for (let k = 0; k < outputs; k++) {
      let sum = bias[k] ?? NaN;
      for (let u = 0; u < units; u++)
        sum += (hidden[row * units + u] ?? NaN) * (kernel[u * outputs + k] ?? NaN);
      logits[row * outputs + k] = sum;
    }
  return logits;
}

/** A head's gradients by name; what it asks of the hidden values is added to `dHidden`. */
function backward(
  name: string,
  { kernel, bias }: Head,
  { hidden, dLogits, dHidden }: Readonly<Record<'hidden' | 'dLogits' | 'dHidden', Float32Array>>,
): Parameters {
  const outputs = bias.length;
  const units = kernel.length / outputs;
  const dKernel = new Float32Array(kernel.length);
  const dBias = new Float32Array(outputs);
  for (const [at, d] of dLogits.entries()) {
    if (d === 0) continue;
    const k = at % outputs;
    const row = Math.floor(at / outputs) * units;
    dBias[k] = (dBias[k] ?? 0) + d;
    for (let u = 0; u < units; u++) {
      const from = u * outputs + k;
      dKernel[from] = (dKernel[from] ?? 0) + d * (hidden[row + u] ?? NaN);
      dHidden[row + u] = (dHidden[row + u] ?? 0) + d * (kernel[from] ?? NaN);
    }
  }
  return new Map([
    [`${name}/kernel`, dKernel],
    [`${name}/bias`, dBias],
  ]);
}

function statisticsOf({ blocks }: StackTrace): BlockStatistics {
  return blocks.map(({ mean, variance }, index) => ({ name: `block${index + 1}`, mean, variance }));
}
