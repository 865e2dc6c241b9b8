import { property } from 'lit/decorators.js';
import type { Milliseconds, Probability } from '../../core/units.js';
import type { ChannelChoice, MicrophoneConstraints } from '../../recognizer/recognizer-types.js';
import { choiceAttribute, numberAttribute } from '../attributes.js';
import { ModelSettings } from '../model-settings.js';

/** What pages set on a meter: attributes for words and numbers, properties for objects. */
export abstract class MeterSettings extends ModelSettings {
  /** What to listen to when no file, stream or media element is set. */
  @property({ converter: choiceAttribute('source', ['microphone', 'none']) })
  source: 'microphone' | 'none' = 'microphone';

  /** Which channel of a stereo sound counts; `mono` is the mean of all. */
  @property({ converter: choiceAttribute('channel', ['mono', 'left', 'right']) })
  channel: ChannelChoice = 'mono';

  /** Heading; empty for "Emotion meter" in the language of the element. */
  @property({})
  label = '';

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
}
