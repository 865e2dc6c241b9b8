import type { Emotion } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import type { DecisionSpec } from '../../core/manifest.js';
import type { Milliseconds, Probability } from '../../core/units.js';
import type {
  BackendChoice,
  CaptureSource,
  ChannelChoice,
  MicrophoneConstraints,
  RecognizerOptions,
} from '../../recognizer/recognizer-types.js';
import { warnOnce } from '../attributes.js';

/** What a meter may listen to; the first that is not null counts, and the microphone comes last. */
export interface SourceSettings {
  readonly source: 'microphone' | 'none';
  readonly file: Blob | null;
  readonly stream: MediaStream | null;
  readonly mediaElement: HTMLMediaElement | null;
  readonly constraints: MicrophoneConstraints | null;
  readonly muted: boolean;
}

/** What a meter says about its recognizer; '' and `null` leave the default. */
export interface RecognizerSettings {
  readonly channel: ChannelChoice;
  readonly model: string;
  readonly modelSrc: string;
  readonly assetBase: string;
  readonly workerSrc: string;
  readonly workletSrc: string;
  readonly backend: BackendChoice;
  readonly labels: readonly Emotion[] | null;
  readonly thresholdOn: Probability | null;
  readonly thresholdOff: Probability | null;
  readonly minDuration: Milliseconds | null;
  readonly smoothing: number | null;
}

/** The sound that `settings` name; `null` when they name none. */
export function sourceOf(settings: SourceSettings): CaptureSource | null {
  const { file, stream, mediaElement, constraints, source, muted } = settings;
  if (file) return { kind: 'file', file, audible: !muted };
  if (stream) return { kind: 'stream', stream };
  if (mediaElement) return { kind: 'element', element: mediaElement };
  if (source === 'none') return null;
  return { kind: 'microphone', ...(constraints && { constraints }) };
}

/**
 * As {@link sourceOf}.
 * @throws EmotionError `invalid-argument` when there is none.
 */
export function requireSource(settings: SourceSettings): CaptureSource {
  const source = sourceOf(settings);
  if (source) return source;
  throw new EmotionError(
    'invalid-argument',
    'there is nothing to listen to: source is "none", and no file, stream or mediaElement is set',
  );
}

/** The options that `settings` stand for. */
export function recognizerOptionsOf(settings: RecognizerSettings): RecognizerOptions {
  const { channel, backend, model, modelSrc, assetBase, workerSrc, workletSrc, labels } = settings;
  return {
    channel,
    backend,
    decision: decisionOf(settings),
    ...(model && { model }),
    ...(modelSrc && { modelSrc }),
    ...(assetBase && { assetBase }),
    ...(workerSrc && { workerSrc }),
    ...(workletSrc && { workletSrc }),
    ...(labels && { labels }),
  };
}

function decisionOf(settings: RecognizerSettings): Partial<DecisionSpec> {
  const { minDuration, smoothing } = settings;
  return {
    ...thresholdsOf(settings),
    ...(minDuration !== null && { dwell: minDuration / 1000 }),
    ...(smoothing !== null && { smoothing }),
  };
}

/** Neither, when they contradict each other. */
function thresholdsOf({
  thresholdOn: enter,
  thresholdOff: leave,
}: RecognizerSettings): Partial<DecisionSpec> {
  if (enter !== null && leave !== null && leave > enter) {
    warnOnce(
      'threshold-off',
      String(leave),
      `above threshold-on="${enter}"; the model’s own values are used`,
    );
    return {};
  }
  return { ...(enter !== null && { enter }), ...(leave !== null && { leave }) };
}
