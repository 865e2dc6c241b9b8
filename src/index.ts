/**
 * Real-time speech-emotion recognition on the device. Importing this module registers no elements and starts nothing;
 * `emotion-meter/elements`, `emotion-meter/timeline` and `emotion-meter/call-panel` register theirs.
 * @module
 */
export { EmotionBadge } from './components/badge/emotion-badge.js';
export { EmotionTimeline } from './components/timeline/emotion-timeline.js';
export type { TimelineChannel } from './components/timeline/emotion-timeline.js';
export type { TimelineMark, TimelineView } from './components/timeline/painter.js';
export type { TimelineSpan } from './components/timeline/timeline-span.js';
export type { EmotionSource } from './components/result-feed.js';
export { EmotionMeter } from './components/meter/emotion-meter.js';
export type {
  EmotionChange,
  EmotionMeterEventMap,
  LoadProgress,
  SpeechEdge,
  StateChange,
} from './components/events.js';
export type { MeterState } from './components/meter-state.js';
export type { TimelineFormat } from './components/result-log.js';
export type { TextOverrides } from './components/texts/overrides.js';
export type { BackendName } from './core/backends.js';
export { EMOTIONS, isEmotion } from './core/emotions.js';
export type { Emotion } from './core/emotions.js';
export { EmotionError } from './core/errors.js';
export type { EmotionErrorCode, EmotionErrorData } from './core/errors.js';
export type { DecisionSpec, ModelManifest } from './core/manifest.js';
export type { EmotionResult, InvalidReason } from './core/result.js';
export { EmotionRecognizer } from './recognizer/emotion-recognizer.js';
export type {
  BackendChoice,
  CaptureNotice,
  CaptureSettings,
  CaptureSource,
  ChannelChoice,
  ClipSummary,
  LoadedModel,
  LogMelPicture,
  MicrophoneConstraints,
  RecognizerOptions,
  RecognizerState,
  Telemetry,
} from './recognizer/recognizer-types.js';
export { MODEL_NAMES, SHIPPED_MODELS } from './recognizer/named-models.js';
export { AlertWatch } from './smoothing/alert.js';
export type { AlertRule, EmotionAlert } from './smoothing/alert.js';
