import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { EmotionError } from '../../core/errors.js';
import type { EmotionResult } from '../../core/result.js';
import type { Seconds } from '../../core/units.js';
import { boxStyles, stateDotStyles } from '../box-styles.js';
import { EmotionRecognizer } from '../../recognizer/emotion-recognizer.js';
import type { RecognizerOptions } from '../../recognizer/recognizer-types.js';
import { checkAlertRules, type AlertRule } from '../../smoothing/alert.js';
import { EmotionBadge } from '../badge/emotion-badge.js';
import { defineOnce } from '../define.js';
import { emit } from '../events.js';
import { endedJustNow, isBusy, type MeterState } from '../meter-state.js';
import type { MeterRecognizer } from '../meter/recognizer-controller.js';
import { theme } from '../theme.js';
import { formatTime } from '../timeline/time-scale.js';
import { EmotionTimeline } from '../timeline/emotion-timeline.js';
import type { TimelineFormat } from '../result-log.js';
import { CallChannel, type ChannelPort, type Stretch } from './call-channel.js';
import { emitCall } from './call-events.js';
import { CallMemory } from './call-memory.js';
import type { CallAlert, CallMark } from './call-record.js';
import type { AgentGround } from './agent-ground.js';
import { CallSettings, sideSettings, sideSource } from './call-settings.js';
import { anyOf, callState } from './call-state.js';
import { alertWords, failureWords, GatheredSpeech, lossWords } from './call-speech.js';
import { callStyles } from './call-styles.js';
import { callTemplate } from './call-template.js';
import { CALL_TEXTS, type CallTexts } from './call-texts.js';
import type { CallActions, CallView, SideView } from './call-view.js';
import { logStyles } from './log-styles.js';
import { saveText } from './save-text.js';
import type { CallSide, TalkShares } from './talk-time.js';

/**
 * Follows a call for a dashboard: the emotion of each side now and over the whole call, who talks how much, alerts, marks with
 * notes, and export. The two sides are two streams, or the two channels of one stereo sound; both share one worker.
 *
 * The customer's side is what it is for. The agent's is not listened to unless `agent-ground` names a ground for it, since in
 * the EU inferring emotions of people at work is prohibited but for medical or safety reasons (AI Act, Art. 5(1)(f)); the panel
 * shows either the reason or the statement. All of it happens on this device: nothing is sent, nothing is stored.
 * Out of the document the panel ends and gives everything back. Importing this module registers no tag; the first panel
 * in a document registers `<emotion-timeline>` and `<emotion-badge>`, which it is made of, where they are missing.
 *
 * @tagname emotion-call-panel
 * @attr {string} lang - Language of all texts (`en`, `de`); without it, that of the nearest ancestor with a `lang`.
 * @attr {string} state - Read-only: idle, loading, asking, listening, stopped or failed.
 * @slot label - The heading, in place of the `label` attribute.
 * @slot notice - What those on the call must know, in place of the short notice.
 * @csspart base - The whole box.
 * @csspart label - The heading.
 * @csspart state - The word for the state, with its dot.
 * @csspart clock - How long the call has been followed.
 * @csspart button - The start and stop button.
 * @csspart side - One side; also `side-customer` and `side-agent`.
 * @csspart badge - A side's emotion of the moment.
 * @csspart line - The line that says what goes on at a side.
 * @csspart advice - What to do when a side has failed.
 * @csspart statement - Why the agent is not analysed, or on what ground.
 * @csspart talk - The shares of talk time.
 * @csspart timeline - The emotions over the call.
 * @csspart log - Marks and alerts.
 * @csspart mark-button - Marks the moment.
 * @csspart save-button - Saves all as CSV or JSON.
 * @csspart notice - The notice.
 * @cssprop --emotion-meter-background - Colour of the box; all colours and the font as for `<emotion-meter>`.
 * @cssprop --emotion-color-{emotion} - Colour of one emotion.
 * @fires {CustomEvent<CallFrame>} call-frame - One result of one side, at each hop.
 * @fires {CustomEvent<CallAlert>} call-alert - An alert was raised (`detail.active`), or has ended.
 * @fires {CustomEvent<CallMark>} call-mark - Somebody marked a moment.
 * @fires {CustomEvent<StateChange>} state-change - The state was replaced.
 * @fires {CustomEvent<EmotionError>} emotion-error - A side failed; `detail` has `code`, `message` and `cause`.
 */
export class EmotionCallPanel extends CallSettings {
  /** The looks; colours are those of all the elements. */
  static override readonly styles = [theme, boxStyles, stateDotStyles, logStyles, callStyles];

  @state() private spoken = '';

  #rules: readonly AlertRule[] = [];
  #call = new CallMemory();
  /** Nothing of the call that was started last is heard or marked yet: `#call` is the one before. */
  #isNew = false;
  #endedAt = -Infinity;
  #state: MeterState = 'idle';
  /** The ground of the call that is followed: a new one holds from the next start on. */
  #groundAtWork: AgentGround = 'none';
  readonly #speech = new GatheredSpeech();
  readonly #port: ChannelPort = {
    create: (options) => this.createRecognizer(options),
    begun: this.#begin.bind(this),
    phaseCame: this.#phaseCame.bind(this),
    failureCame: this.#failureCame.bind(this),
    resultCame: this.#resultCame.bind(this),
    alertCame: this.#alertCame.bind(this),
  };
  readonly #customer = new CallChannel(this, 'customer', this.#port);
  readonly #agent = new CallChannel(this, 'agent', this.#port);
  readonly #channels: readonly CallChannel[] = [this.#customer, this.#agent];

  /** When an alert is raised, for each side that is analysed. */
  @property({ attribute: false, noAccessor: true })
  get alerts(): readonly AlertRule[] {
    return this.#rules;
  }

  /** When an alert is raised, for each side that is analysed. @throws EmotionError `invalid-argument` for a rule that cannot be used. */
  set alerts(rules: readonly AlertRule[] | null | undefined) {
    this.#rules = checkAlertRules(rules ?? []);
    for (const channel of this.#channels) channel.follow(this.#rules);
  }

  /** What the panel is doing: `listening` as soon as one side is heard. */
  override get state(): MeterState {
    return this.#state;
  }

  /** How the time of the call is divided so far. */
  get talkTime(): TalkShares {
    return this.#call.talk.shares;
  }

  /** The marks of this call, in order of time. */
  get marks(): readonly CallMark[] {
    return this.#call.record.marks;
  }

  /**
   * Follows a call, from the beginning when it already does; what the call before has brought stays until this one is heard.
   * Resolves when each side that is analysed is heard, or has failed while the other is.
   * @throws EmotionError `invalid-argument` without a source, and whatever hinders every side.
   */
  async start(): Promise<void> {
    this.checkPresence();
    this.#isNew = true;
    this.#groundAtWork = this.agentGround;
    const began = performance.now();
    const sounding = this.#channels.filter(({ side }) => this.#isAnalysed(side) && sideSource(this, side));
    // Without any sound the customer's side tells what is missing.
    const heard = sounding.length > 0 ? sounding : [this.#customer];
    for (const channel of this.#channels) if (!heard.includes(channel)) channel.release();
    await anyOf(heard.map((channel) => channel.start(sideSettings(this, channel.side), began)));
  }

  /** Stops following. Legal in any state; what was found stays. */
  stop(): void {
    for (const channel of this.#channels) channel.stop();
    this.#endedAt = -Infinity;
  }

  /** Marks the moment that is read in the timeline, else the present one, with which the timeline goes on. Returns the mark. */
  mark(note = ''): CallMark {
    return this.#mark(note, this.#timeline?.moment);
  }

  #mark(note: string, read: Seconds | null | undefined): CallMark {
    if (isBusy(this.#state)) this.#begin();
    const mark = this.#call.mark(note, read);
    this.#timeline?.followPresent();
    emitCall(this, 'call-mark', mark);
    this.requestUpdate();
    return mark;
  }

  /** Takes back a mark that `mark` or `marks` gave. */
  removeMark(mark: CallMark): void {
    this.#call.record.removeMark(mark);
    this.requestUpdate();
  }

  /**
   * All results, alerts and marks of this call as text: CSV with a row for each, or JSON with the talk time too.
   * @throws EmotionError `invalid-argument` for another format.
   */
  exportCall(format: TimelineFormat): string {
    return this.#call.record.export(format, this.talkTime);
  }

  override connectedCallback(): void {
    defineOnce('emotion-badge', EmotionBadge);
    defineOnce('emotion-timeline', EmotionTimeline);
    super.connectedCallback();
    this.setAttribute('state', this.#state);
  }

  /** Without a ground nobody listens to the agent any more, from this moment on. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('agentGround') || this.agentGround !== 'none') return;
    this.#groundAtWork = 'none';
    this.#agent.release();
    this.#call.results.delete('agent');
  }

  protected override render(): TemplateResult {
    return callTemplate(this.#view());
  }

  /** Makes a side's recognizer; a subclass may make another. */
  protected createRecognizer(options: RecognizerOptions): MeterRecognizer {
    return EmotionRecognizer.create(options);
  }

  get #timeline(): EmotionTimeline | null {
    return this.shadowRoot?.querySelector('emotion-timeline') ?? null;
  }

  get #ground(): AgentGround {
    return isBusy(this.#state) ? this.#groundAtWork : this.agentGround;
  }

  #isAnalysed(side: CallSide): boolean {
    return side === 'customer' || this.#ground !== 'none';
  }

  #view(): CallView {
    return {
      common: this.commonTexts(),
      texts: this.#texts(),
      overrides: this.texts,
      label: this.label,
      state: this.#state,
      elapsed: this.#call.elapsed,
      sides: this.#channels.map((channel) => this.#sideView(channel)),
      ground: this.#ground,
      shares: this.talkTime,
      marks: this.#call.record.marks,
      alerts: this.#call.record.alerts,
      spoken: this.spoken,
      actions: this.#actions,
    };
  }

  #texts(): CallTexts {
    return this.ownTexts(CALL_TEXTS, this.texts?.call);
  }

  #sideView({ side, phase, active }: CallChannel): SideView {
    const result = phase.state === 'listening' ? (this.#call.results.get(side) ?? null) : null;
    const hasSource = sideSource(this, side) !== null;
    const name = (side === 'customer' ? this.customerLabel : this.agentLabel) || this.#texts()[side];
    return { side, name, phase, result, hasSource, analysed: this.#isAnalysed(side), raised: active };
  }

  readonly #actions: CallActions = {
    toggle: () => {
      if (isBusy(this.#state)) this.stop();
      // There is no caller to reject to, and `emotion-error` has told it.
      else if (!endedJustNow(this.#endedAt)) this.start().catch(() => undefined);
    },
    note: (begun) => {
      this.#call.noted = begun ? (this.#timeline?.moment ?? null) : null;
    },
    mark: (note) => {
      const { at } = this.#mark(note, this.#call.noted ?? this.#timeline?.moment);
      this.spoken = `${this.#texts().marked} ${formatTime(at)}`;
    },
    remove: this.removeMark.bind(this),
    save: (format) => {
      saveText(this.exportCall(format), `call.${format}`);
    },
  };

  #begin(): void {
    if (!this.#isNew) return;
    this.#isNew = false;
    this.#call = new CallMemory();
    this.#timeline?.clear();
  }

  #resultCame(channel: CallSide, result: EmotionResult, stretch: Stretch): void {
    this.#call.hear(channel, result, stretch);
    this.#timeline?.push(result, channel);
    emitCall(this, 'call-frame', { channel, result });
  }

  #alertCame(alert: CallAlert): void {
    this.#call.record.addAlert(alert);
    if (alert.active) this.spoken = this.#speech.with(alertWords(this.#view(), alert));
    this.requestUpdate();
    emitCall(this, 'call-alert', alert);
  }

  #phaseCame(): void {
    const before = this.#state;
    this.#state = callState(this.#channels.map(({ phase }) => phase));
    if (this.#state === before) return;
    if (before === 'listening' && this.#state !== 'idle') this.#endedAt = performance.now();
    this.setAttribute('state', this.#state);
    this.spoken = this.commonTexts().states[this.#state];
    emit(this, 'state-change', { previous: before, state: this.#state });
  }

  /** Both sides of a call end together: one that has ended alone has failed. */
  #failureCame(side: CallSide, error: EmotionError): void {
    const lost = error.code === 'device-lost';
    if (lost && !isBusy(this.#state)) return;
    this.spoken = lost ? lossWords(this.#view(), side) : failureWords(this.commonTexts(), error);
    emit(this, 'emotion-error', error);
  }
}
