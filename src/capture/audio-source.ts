import type { EmotionError } from '../core/errors.js';
import type { Scope } from '../core/scope.js';
import type { Seconds } from '../core/units.js';
import type { CaptureNotice } from './capture-types.js';

/** What a source tells while it is listened to. */
export interface SourceEvents {
  /** It came to its natural end. */
  finished(): void;
  /** It ended otherwise. */
  lost(error: EmotionError): void;
  notice(notice: CaptureNotice): void;
}

/** A source's place in an audio graph. */
export interface SourceNode {
  readonly node: AudioNode;
  /** Called once, when the worklet hears; `heard` is how much of the source was heard in an earlier graph. */
  begin(heard: Seconds): void;
}

/** Something to listen to, which can be brought into an audio context. */
export interface AudioSource {
  readonly label: string;
  /** Where its settings are read; `null` when it is no track. */
  readonly track: MediaStreamTrack | null;
  /** Whether it goes on, unheard, while the audio context stands still. */
  readonly live: boolean;
  /** Whether another audio context can take it over. */
  readonly movable: boolean;
  /** The context to hear it in, given back with `scope`. */
  openContext(scope: Scope): AudioContext;
  /** @throws EmotionError `audio-empty`, `audio-undecodable`, `no-audio-track`, `audio-unsupported`. */
  open(context: AudioContext, events: SourceEvents, scope: Scope): Promise<SourceNode>;
  /**
   * Reports to `events` until `scope` ends.
   * @throws EmotionError for what has happened to it already: `device-lost`, `no-audio-track`, `audio-undecodable`.
   */
  watch(events: SourceEvents, scope: Scope): void;
}
