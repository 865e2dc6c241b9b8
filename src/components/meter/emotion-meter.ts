import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { boxStyles, stateDotStyles } from '../box-styles.js';
import { isEmotion, type Emotion } from '../../core/emotions.js';
import type { EmotionResult } from '../../core/result.js';
import type { Seconds } from '../../core/units.js';
import { EmotionRecognizer } from '../../recognizer/emotion-recognizer.js';
import type { RecognizerOptions } from '../../recognizer/recognizer-types.js';
import { labelsOfModel } from '../../recognizer/named-models.js';
import type { AlertRule } from '../../smoothing/alert.js';
import { AlertBell } from '../alert-bell.js';
import { CustomStates } from '../custom-states.js';
import { emit } from '../events.js';
import { theme } from '../theme.js';
import { ResultLog, type TimelineFormat } from '../result-log.js';
import { Announcer } from './announcer.js';
import { sourceOf } from './meter-options.js';
import { MeterSettings } from './meter-settings.js';
import { endedJustNow, isBusy, isSpeaking, type MeterPhase, type MeterState } from '../meter-state.js';
import { meterStyles } from './meter-styles.js';
import { meterTemplate, statusText, type MeterView } from './meter-template.js';
import { RecognizerController, type MeterRecognizer } from './recognizer-controller.js';

/** What a meter with `autostart` may have waited for. */
const STARTERS = ['autostart', 'source', 'file', 'stream', 'mediaElement'] as const;

/**
 * Listens to a voice and shows how probable each emotion is, with a start button, states, and texts for what can go wrong.
 *
 * The microphone is asked for when somebody presses the button, when the page calls `start()`, or at once with `autostart`.
 * Settings hold from the next start on. Out of the document the meter ends, gives everything back, and does not start; moved within one
 * task it keeps listening; put back later it is idle (or starts again, with `autostart`).
 * Importing this module registers no tag: that is what `emotion-meter/elements` is for.
 *
 * @tagname emotion-meter
 * @attr {string} lang - Language of all texts (`en`, `de`); without it, that of the nearest ancestor with a `lang`. Other languages by the property `texts`.
 * @attr {string} state - Read-only: idle, loading, asking, listening, stopped or failed. Also a custom state: `:state(listening)`.
 * @slot label - The heading, in place of the `label` attribute.
 * @slot notice - What people must know before they use it, in place of the short notice.
 * @slot button - A control of your own; a click on it starts or stops.
 * @slot error-{code} - In place of the text of one error, for example `error-permission-denied`.
 * @csspart base - The whole box.
 * @csspart label - The heading.
 * @csspart state - The word for the state, with its dot.
 * @csspart status - The line with the emotion shown, or why there is none.
 * @csspart bar - One emotion; also `bar-anger` and so on.
 * @csspart name - An emotion's name.
 * @csspart track - What a bar moves on.
 * @csspart fill - What moves.
 * @csspart value - An emotion's percentage.
 * @csspart error - What went wrong and what to do.
 * @csspart button - The start and stop button.
 * @csspart notice - The notice.
 * @cssprop --emotion-meter-background - Colour of the box.
 * @cssprop --emotion-meter-color - Colour of the text.
 * @cssprop --emotion-meter-muted - Colour of secondary text.
 * @cssprop --emotion-meter-border - Colour of lines.
 * @cssprop --emotion-meter-track - Colour of the tracks.
 * @cssprop --emotion-meter-accent - Colour of the button and of focus.
 * @cssprop --emotion-meter-on-accent - Colour of the text on the button.
 * @cssprop --emotion-meter-danger - Colour of errors.
 * @cssprop [--emotion-meter-radius=14px] - Rounding of the box.
 * @cssprop --emotion-meter-font - Font, as in the CSS shorthand `font`.
 * @cssprop --emotion-color-{emotion} - Colour of one emotion.
 * @cssstate idle - Nothing runs; the other states of `state` likewise: loading, asking, listening, stopped, failed.
 * @cssstate speech - There is enough speech for a verdict.
 * @cssstate alert - An alert is raised.
 * @fires {CustomEvent<EmotionResult>} emotion-frame - One result, at each hop.
 * @fires {CustomEvent<EmotionChange>} emotion-change - The shown emotion was replaced.
 * @fires {CustomEvent<EmotionAlert>} emotion-alert - A rule of `alerts` raised an alert (`detail.active`), or one has ended.
 * @fires {CustomEvent<SpeechEdge>} speech-start - There is enough speech for a verdict.
 * @fires {CustomEvent<SpeechEdge>} speech-end - There no longer is.
 * @fires {CustomEvent<StateChange>} state-change - The state was replaced.
 * @fires {CustomEvent<LoadProgress>} load-progress - More of the model is here.
 * @fires {CustomEvent<EmotionError>} emotion-error - Something failed; `detail` has `code`, `message` and `cause`.
 */
export class EmotionMeter extends MeterSettings {
  /** The looks; every colour and size is a custom property. */
  static override readonly styles = [theme, boxStyles, stateDotStyles, meterStyles];

  @state()
  private spoken = '';

  /** What results told, or will tell, of, and the settings that it came of. */
  #told: { readonly by: string; readonly labels: readonly Emotion[] } | null = null;
  #startedWith = '';
  #endedAt = -Infinity;
  #alerts: readonly AlertRule[] = [];
  readonly #states = new CustomStates(this.attachInternals());
  readonly #log = new ResultLog();
  readonly #announcer = new Announcer((text) => {
    this.spoken = text;
  });
  readonly #bell = new AlertBell(this, (alert) => {
    this.#states.toggle('alert', this.#bell.active.length > 0);
    emit(this, 'emotion-alert', alert);
  });
  readonly #controller = new RecognizerController(this, {
    create: (options) => this.createRecognizer(options),
    phaseCame: (phase, previous) => {
      this.#phaseCame(phase, previous);
    },
    resultCame: (result, previous) => {
      this.#resultCame(result, previous);
    },
  });

  /**
   * When `emotion-alert` is sent; `null` is as good as none. May be replaced at any time; what the old rules have raised ends then.
   * @throws EmotionError `invalid-argument` when one is set that cannot be used; the old ones stay.
   */
  @property({ attribute: false, noAccessor: true })
  get alerts(): readonly AlertRule[] {
    return this.#alerts;
  }
  /** When `emotion-alert` is sent. May be replaced at any time; what the old rules have raised ends then. @throws EmotionError `invalid-argument`. */
  set alerts(rules: readonly AlertRule[] | null | undefined) {
    this.#bell.follow(rules ?? []);
    this.#alerts = rules ?? [];
  }

  /** What the meter is doing. */
  override get state(): MeterState {
    return this.#controller.phase.state;
  }

  /** The newest result since the last start; `null` before the first. */
  get result(): EmotionResult | null {
    return this.#controller.phase.result;
  }

  /** The recognizer at work, for its log-mel picture and its telemetry; `null` before the first start. */
  get recognizer(): EmotionRecognizer | null {
    const { recognizer } = this.#controller;
    return recognizer instanceof EmotionRecognizer ? recognizer : null;
  }

  /**
   * Starts listening, again from the beginning when it already does. Resolves when sound arrives.
   * @throws EmotionError whatever hinders it, which `emotion-error` tells too; `invalid-argument` outside the document.
   */
  async start(): Promise<void> {
    this.checkPresence();
    this.#startedWith = this.#choice();
    await this.#controller.start(this);
  }

  /** Stops listening. Legal in any state. */
  stop(): void {
    this.#controller.stop();
    this.#endedAt = -Infinity;
  }

  /** Forgets what was heard: the result, the smoothing and the timeline. It goes on listening. */
  reset(): void {
    this.#log.clear();
    this.#bell.end();
    this.#controller.reset();
  }

  /**
   * Every result since the last reset or start that was heard (of a longer session at least the newest 50 000), as JSON or CSV text.
   * @throws EmotionError `invalid-argument` for another format.
   */
  exportTimeline(format: TimelineFormat): string {
    return this.#log.export(format, this.#shownLabels());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#mirrorState(this.state);
    if (this.hasUpdated) this.#startByItself();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#announcer.cancel();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (STARTERS.some((name) => changed.has(name)))
      void this.updateComplete.then(() => {
        this.#startByItself();
      });
    const { state: now, result, notice } = this.#controller.phase;
    if (now === 'listening' && (result ?? notice) !== null) this.#announcer.offer(statusText(this.#view()));
  }

  protected override render(): TemplateResult {
    return meterTemplate(this.#view());
  }

  /** Makes the recognizer; a subclass may make another. */
  protected createRecognizer(options: RecognizerOptions): MeterRecognizer {
    return EmotionRecognizer.create(options);
  }

  #view(): MeterView {
    return {
      texts: this.commonTexts(),
      phase: this.#controller.phase,
      labels: this.#shownLabels(),
      label: this.label,
      spoken: this.spoken,
      hasSource: sourceOf(this) !== null,
      toggle: () => {
        this.#toggle();
      },
    };
  }

  /** Those of what is heard, or was heard last; before that, those that the settings let expect. */
  #shownLabels(): readonly Emotion[] {
    const { state: now, result } = this.#controller.phase;
    const told = this.#told;
    if (told && (told.by === this.#choice() || result || (isBusy(now) && told.by === this.#startedWith)))
      return told.labels;
    // What is no list is refused, and told, when the meter starts.
    const wanted = Array.isArray(this.labels) ? this.labels.filter(isEmotion) : [];
    return wanted.length > 0 ? wanted : labelsOfModel(this.model);
  }

  /** What decides which emotions there are. */
  #choice(): string {
    return [this.model, this.modelSrc, this.labels].join();
  }

  #toggle(): void {
    if (isBusy(this.state)) this.stop();
    else if (!endedJustNow(this.#endedAt)) this.#startQuietly();
  }

  #startByItself(): void {
    if (this.autostart && this.isConnected && this.state === 'idle' && sourceOf(this)) this.#startQuietly();
  }

  /** Starts on behalf of a person: there is no caller to reject to, and `emotion-error` has told it. */
  #startQuietly(): void {
    this.start().catch(() => undefined);
  }

  #resultCame(result: EmotionResult, previous: EmotionResult | null): void {
    this.#log.add(result);
    this.#learn(Object.keys(result.probabilities).filter(isEmotion));
    emit(this, 'emotion-frame', result);
    this.#followSpeech(result.tEnd);
    const before = previous?.dominant ?? null;
    if (result.dominant !== before)
      emit(this, 'emotion-change', { previous: before, dominant: result.dominant, result });
    // Whoever heard of the result may have stopped the meter.
    if (this.state === 'listening') this.#bell.hear(result);
  }

  #learn(labels: readonly Emotion[]): void {
    this.#told = { by: this.#startedWith, labels };
  }

  #phaseCame(phase: MeterPhase, previous: MeterPhase): void {
    if (phase.labels) this.#learn(phase.labels);
    this.#followSpeech(previous.result?.tEnd ?? 0);
    if (phase.state !== 'listening') this.#bell.end();
    const before = previous.result?.dominant ?? null;
    if (before !== null && phase.result === null)
      emit(this, 'emotion-change', { previous: before, dominant: null, result: null });
    if (phase.state !== previous.state) {
      // A start that failed leaves what was heard before.
      if (phase.state === 'listening') this.#log.clear();
      if (previous.state === 'listening' && phase.state !== 'idle') this.#endedAt = performance.now();
      this.#mirrorState(phase.state, previous.state);
      this.#speakState(phase);
      emit(this, 'state-change', { previous: previous.state, state: phase.state });
    }
    if (phase.state === 'loading' && phase.progress > previous.progress)
      emit(this, 'load-progress', { progress: phase.progress });
    if (phase.error && phase.error !== previous.error) emit(this, 'emotion-error', phase.error);
  }

  /** Asks the phase of now, since whoever hears an event may have stopped the meter meanwhile. */
  #followSpeech(at: Seconds): void {
    const speaking = isSpeaking(this.#controller.phase);
    if (speaking === this.#states.has('speech')) return;
    this.#states.toggle('speech', speaking);
    emit(this, speaking ? 'speech-start' : 'speech-end', { at });
  }

  #mirrorState(now: MeterState, before: MeterState = now): void {
    this.#states.toggle(before, false);
    this.#states.toggle(now, true);
    this.setAttribute('state', now);
  }

  #speakState({ state, error }: MeterPhase): void {
    const { states, errors } = this.commonTexts();
    if (error) this.#announcer.speak(`${states.failed}. ${errors[error.code].title}`);
    else if (state === 'idle') this.#announcer.forget();
    else if (state === 'loading' || state === 'asking') this.#announcer.await(states[state]);
    else this.#announcer.speak(states[state]);
  }
}
