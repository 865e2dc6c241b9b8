import { EmotionError } from '../core/errors.js';
import type { EmotionResult } from '../core/result.js';
import type { Hertz, Milliseconds } from '../core/units.js';
import { COLUMN_SECONDS } from '../smoothing/decision.js';
import { checkRecording } from './check-recording.js';
import { ClipMean } from './clip-mean.js';
import type { ClipSummary } from './clip-mean.js';
import { NetworkFeed } from './network-feed.js';
import type { PipelineOptions } from './pipeline-options.js';
import { ResultMaker } from './result-maker.js';
import { SignalFront } from './signal-front.js';
import type { Hop } from './signal-front.js';
import type { SoundBlock } from './sound-guard.js';
import { TelemetryCounter } from './telemetry.js';

/** A piece of a recording: mono samples, each piece following the one before. */
export interface RecordingBlock {
  readonly samples: Float32Array;
  /** The same in every piece. */
  readonly sampleRate: Hertz;
}

/** How a recording is judged. */
export interface AnalysisOptions extends PipelineOptions {
  /** Ends the analysis with its reason as the error. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The emotions of a recording: the live pipeline's stages, every hop in order, as fast as the network answers. The next block is read only
 * when the hops of the last are answered, so that a recording of any length runs in bounded memory.
 * @returns a result each hop (256 ms, or 1 s from a network that computes its window anew each time), and at the end, as the generator's return value, one answer for the whole;
 * {@link analyzeWhole} is the short form for those who want that alone.
 * @throws EmotionError `audio-empty` without samples, `invalid-argument` for choices that the model cannot meet or a changing rate,
 * the network's errors.
 */
export async function* analyzeSamples(
  blocks: AsyncIterable<RecordingBlock> | Iterable<RecordingBlock>,
  options: AnalysisOptions,
): AsyncGenerator<EmotionResult, ClipSummary, undefined> {
  const { inference, signal, now = () => performance.now() } = options;
  const telemetry = new TelemetryCounter(inference.model.backend);
  const results = new ResultMaker(options, telemetry);
  const mean = new ClipMean(results.choice.labels, results.decision.uncertainBelow);
  const network = new NetworkFeed(inference, telemetry);
  const judge = async (hop: Hop) => {
    signal?.throwIfAborted();
    const result = results.next(await network.score(hop));
    mean.add(result);
    return result;
  };
  let front: SignalFront | null = null;
  try {
    for await (const { block, sampleRate } of inHops(blocks, now)) {
      const { model } = inference;
      front ??= new SignalFront({ sampleRate, model, telemetry, framesPerHop: model.framesPerHop.recorded });
      for (const hop of front.push(block)) yield await judge(hop);
    }
    if (front === null) throw new EmotionError('audio-empty', 'the recording holds no samples');
    for (const hop of front.flush(now())) yield await judge(hop);
    return mean.summary(front.duration);
  } finally {
    network.close();
  }
}

/**
 * One answer for a whole recording.
 * @param onResult told of each hop's result on the way.
 * @throws EmotionError as {@link analyzeSamples}.
 */
export async function analyzeWhole(
  blocks: AsyncIterable<RecordingBlock> | Iterable<RecordingBlock>,
  options: AnalysisOptions & { readonly onResult?: (result: EmotionResult) => void },
): Promise<ClipSummary> {
  return summaryOf(analyzeSamples(blocks, options), options.onResult);
}

/**
 * Runs an analysis to its end, and returns its answer for the whole.
 * @param onResult told of each hop's result on the way.
 */
export async function summaryOf(
  analysis: AsyncGenerator<EmotionResult, ClipSummary, undefined>,
  onResult?: (result: EmotionResult) => void,
): Promise<ClipSummary> {
  for (;;) {
    const step = await analysis.next();
    if (step.done === true) return step.value;
    onResult?.(step.value);
  }
}

/** Cuts a recording into pieces of at most a hop, since the frames of a larger one could overrun the ring. */
async function* inHops(
  blocks: AsyncIterable<RecordingBlock> | Iterable<RecordingBlock>,
  now: () => Milliseconds,
): AsyncGenerator<{ readonly block: SoundBlock; readonly sampleRate: Hertz }> {
  let rate: Hertz | null = null;
  let firstSample = 0;
  for await (const { samples, sampleRate } of blocks) {
    checkRecording(samples, sampleRate);
    rate ??= sampleRate;
    if (sampleRate !== rate)
      throw new EmotionError('invalid-argument', `sampleRate is ${sampleRate}, after blocks at ${rate}`);
    const most = Math.max(1, Math.floor(COLUMN_SECONDS * rate));
    for (let from = 0; from < samples.length; from += most) {
      const piece = samples.subarray(from, from + most);
      yield { block: { samples: piece, firstSample, arrivedAt: now() }, sampleRate };
      firstSample += piece.length;
    }
  }
}
