import type { Emotion } from '../core/emotions.js';
import { EmotionError, type EmotionErrorCode } from '../core/errors.js';
import type { EmotionResult, InvalidReason } from '../core/result.js';
import type { Probability, Seconds } from '../core/units.js';
import { openAudioFile, type AudioFile } from '../files/audio-file.js';
import { mixToMono } from '../files/read-audio.js';
import type { Inference } from '../inference/inference-protocol.js';
import { analyzeWhole, type RecordingBlock } from '../pipeline/analyze-samples.js';

/** One probability a label; they sum to 1. */
export type Probabilities = Readonly<Partial<Record<Emotion, Probability>>>;

/** The verdict of one hop. */
export interface FrameReport {
  /** End of the newest sound that it knows, in seconds since the file began. */
  readonly t: Seconds;
  readonly probabilities: Probabilities;
  readonly valid: boolean;
}

/** What `analyze` says of a file: a line of its JSON. */
export interface FileReport {
  readonly file: string;
  readonly labels: readonly Emotion[];
  /** The likeliest emotion of the whole file; `null` when `valid` is false. */
  readonly dominant: Emotion | null;
  /** Mean of the probabilities over the hops that heard speech. */
  readonly probabilities: Probabilities;
  readonly valid: boolean;
  readonly reason?: InvalidReason;
  readonly frames: readonly FrameReport[];
}

/** What `analyze` says of a file that it cannot judge. */
export interface FileFailure {
  readonly file: string;
  readonly error: { readonly code: EmotionErrorCode; readonly message: string };
}

/** Six decimals: finer than the backends agree, and half the length. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

const roundedAll = (probabilities: Probabilities): Probabilities =>
  Object.fromEntries(Object.entries(probabilities).map(([label, value]) => [label, rounded(value)]));

const frameReport = ({ tEnd, probabilities, valid }: EmotionResult): FrameReport => ({
  t: rounded(tEnd),
  probabilities: roundedAll(probabilities),
  valid,
});

async function* monoBlocks({ blocks, sampleRate }: AudioFile): AsyncGenerator<RecordingBlock> {
  for await (const block of blocks) yield { samples: mixToMono(block), sampleRate };
}

/**
 * Judges one file. Its samples pass through; what grows with its length are the frames of the report, about 3 MB an hour.
 * @param name what the report calls the file.
 * @throws EmotionError `audio-undecodable`, `audio-empty`, `invalid-argument` for a rate that cannot be resampled, the network's errors.
 */
async function judge(name: string, path: string, inference: Inference): Promise<FileReport> {
  const frames: FrameReport[] = [];
  const { labels, dominant, probabilities, valid, reason } = await analyzeWhole(
    monoBlocks(await openAudioFile(path)),
    { inference, onResult: (result) => frames.push(frameReport(result)) },
  );
  return {
    file: name,
    labels,
    dominant,
    probabilities: roundedAll(probabilities),
    valid,
    ...(reason !== undefined && { reason }),
    frames,
  };
}

/** As {@link judge}, with whatever goes wrong as a report too: one broken file does not keep the others from being judged. */
export async function analyzeFile(
  name: string,
  path: string,
  inference: Inference,
): Promise<FileReport | FileFailure> {
  try {
    return await judge(name, path, inference);
  } catch (error) {
    const { code, message } = EmotionError.wrap(error, 'audio-undecodable', `${name} cannot be analysed`);
    return { file: name, error: { code, message } };
  }
}
