import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Emotion } from '../../core/emotions.js';
import type { Milliseconds, Probability } from '../../core/units.js';
import type {
  BackendChoice,
  ChannelChoice,
  MicrophoneConstraints,
} from '../../recognizer/recognizer-types.js';
import { SHIPPED_MODELS } from '../../recognizer/shipped-models.js';
import type { TextOverrides } from '../texts/overrides.js';
import { choiceAttribute, nameAttribute, numberAttribute } from '../attributes.js';

/**
 * What pages set on a meter: attributes for words and numbers, properties for objects.
 * An attribute whose value cannot be used warns once on the console and means its default.
 */
export class MeterSettings extends LitElement {
  /** What to listen to when no file, stream or media element is set. */
  @property({ converter: choiceAttribute('source', ['microphone', 'none']) })
  source: 'microphone' | 'none' = 'microphone';

  /** Which channel of a stereo sound counts; `mono` is the mean of all. */
  @property({ converter: choiceAttribute('channel', ['mono', 'left', 'right']) })
  channel: ChannelChoice = 'mono';

  /** Heading; empty for "Emotion meter" in the language of the element. */
  @property()
  label = '';

  /** Name of a model shipped with the package; empty for the default one. */
  @property({ converter: nameAttribute('model', SHIPPED_MODELS) })
  model = '';

  /** Address of the manifest of a model of your own. */
  @property({ attribute: 'model-src' })
  modelSrc = '';

  /** Folder with the package's `dist/` and `models/`, where no bundler places them. */
  @property({ attribute: 'asset-base' })
  assetBase = '';

  /** Address of `inference-worker.js`. */
  @property({ attribute: 'worker-src' })
  workerSrc = '';

  /** Address of `capture-processor.js`. */
  @property({ attribute: 'worklet-src' })
  workletSrc = '';

  /** What computes; `auto` takes the first that works here. */
  @property({ converter: choiceAttribute('backend', ['auto', 'webgl', 'wasm', 'cpu']) })
  backend: BackendChoice = 'auto';

  /** Probability from which a new emotion is shown; `null`: the model's own. */
  @property({ attribute: 'threshold-on', converter: numberAttribute('threshold-on', { min: 0, max: 1 }) })
  thresholdOn: Probability | null = null;

  /** Probability below which the shown emotion is given up; `null`: the model's own. */
  @property({ attribute: 'threshold-off', converter: numberAttribute('threshold-off', { min: 0, max: 1 }) })
  thresholdOff: Probability | null = null;

  /** How long a shown emotion stays at least, in milliseconds; `null`: the model's own. */
  @property({
    attribute: 'min-duration',
    converter: numberAttribute('min-duration', { min: 0, max: 60_000 }),
  })
  minDuration: Milliseconds | null = null;

  /** Weight of the newest answer in the smoothed one, in (0, 1]; `null`: the model's own. */
  @property({ converter: numberAttribute('smoothing', { min: 0.001, max: 1 }) })
  smoothing: number | null = null;

  /** Start as soon as the element is in the document, without a gesture. */
  @property({ type: Boolean })
  autostart = false;

  /** Listen to a file without playing it aloud. */
  @property({ type: Boolean })
  muted = false;

  /** A sound file to listen to; takes precedence over every other source. */
  @property({ attribute: false })
  file: Blob | null = null;

  /** A stream to listen to, for example a call's. It is not stopped by the meter. */
  @property({ attribute: false })
  stream: MediaStream | null = null;

  /** An audio or video element to listen to. */
  @property({ attribute: false })
  mediaElement: HTMLMediaElement | null = null;

  /** Choice of the microphone, and the browser's own processing of it. */
  @property({ attribute: false })
  constraints: MicrophoneConstraints | null = null;

  /** The emotions to tell apart and to show, at least two of the model's; `null`: all of the model's. */
  @property({ attribute: false })
  labels: readonly Emotion[] | null = null;

  /** Words in place of the element's own: another language, or other wordings. What is left out stays as it is. */
  @property({ attribute: false })
  texts: TextOverrides | null = null;
}
