/**
 * A training step of the streaming network over the SIMD kernels, by hand: no tape and no tensors, in memory of its own.
 * @module
 */
import type { Random } from '../../../core/random.js';
import { EmotionError } from '../../../core/errors.js';
import { LOG_MEL } from '../../../core/feature-spec.js';
import { STREAM_BLOCKS } from '../../../networks/stream-net.js';
import type { Arena } from '../../kernels/arena.js';
import { STREAM_FRAMES } from '../../streams/draw-stream.js';
import type { Batch } from '../../streams/batch.js';
import { lstmGradients, lstmValues } from '../passes/branch-pass.js';
import { denseBackward, denseForward, denseLayer, namedLayer } from '../passes/dense-pass.js';
import { allStates, lstmBackward, lstmForward } from '../passes/lstm-pass.js';
import type { BlockStatistics } from '../moving-statistics.js';
import {
  stackBackward,
  stackForward,
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

      const emotion = denseLayer(parameters, 'emotion');
      const speech = denseLayer(parameters, 'speech');
      const logits = { emotion: denseForward(hidden, emotion), speech: denseForward(hidden, speech) };
      const { dEmotion, dSpeech, ...found } = inColumns(logits, batch, settings);
      const dHidden = new Float32Array(hidden.length);
      const ofHeads = { features: hidden, dFeatures: dHidden };
      const gradients = [
        ...namedLayer('emotion', denseBackward(emotion, { ...ofHeads, dOutputs: dEmotion })),
        ...namedLayer('speech', denseBackward(speech, { ...ofHeads, dOutputs: dSpeech })),
      ];

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

function statisticsOf({ blocks }: StackTrace): BlockStatistics {
  return blocks.map(({ mean, variance }, index) => ({ name: `block${index + 1}`, mean, variance }));
}
