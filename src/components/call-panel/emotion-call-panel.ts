import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { EmotionResult } from '../../core/result.js';
import type { Seconds } from '../../core/units.js';
import { boxStyles, stateDotStyles } from '../box-styles.js';
import { EmotionRecognizer } from '../../recognizer/emotion-recognizer.js';
import type { RecognizerOptions } from '../../recognizer/recognizer-types.js';
import { checkAlertRules, type AlertRule } from '../../smoothing/alert.js';
import { EmotionBadge } from '../badge/emotion-badge.js';
import { defineOnce } from '../define.js';
import { emit } from '../events.js';
import { isBusy, type MeterPhase, type MeterState } from '../meter/meter-state.js';
import type { MeterRecognizer } from '../meter/recognizer-controller.js';
import { theme } from '../theme.js';
import { formatTime } from '../timeline/time-scale.js';
import { EmotionTimeline } from '../timeline/emotion-timeline.js';
import type { TimelineFormat } from '../timeline.js';
import { CallChannel, type ChannelPort, type Stretch } from './call-channel.js';
import { emitCall } from './call-events.js';
import { CallRecord, type CallAlert, type CallMark } from './call-record.js';
import type { AgentGround } from './agent-ground.js';
import { CallSettings, sideSettings, sideSource } from './call-settings.js';
import { anyOf, callState } from './call-state.js';
import { callStyles } from './call-styles.js';
import { callTemplate, type CallActions, type CallView, type SideView } from './call-template.js';
import { CALL_TEXTS, type CallTexts } from './call-texts.js';
import { logStyles } from './log-styles.js';
import { saveText } from './save-text.js';
import { TalkTime, type CallSide, type TalkShares } from './talk-time.js';

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

  @state()
  private spoken = '';

  #rules: readonly AlertRule[] = [];
  #record = new CallRecord();
  #talk = new TalkTime();
  #state: MeterState = 'idle';
  #elapsed: Seconds = 0;
  /** The ground of the call that is followed: a new one holds from the next start on. */
  #groundAtWork: AgentGround = 'none';
  readonly #results = new Map<CallSide, EmotionResult>();
  readonly #port: ChannelPort = {
    create: (options) => this.createRecognizer(options),
    phaseCame: (side, phase, previous) => {
      this.#phaseCame(side, phase, previous);
    },
    resultCame: (side, result, stretch) => {
      this.#resultCame(side, result, stretch);
    },
    alertCame: (alert) => {
      this.#alertCame(alert);
    },
  };
  readonly #customer = new CallChannel(this, 'customer', this.#port);
  readonly #agent = new CallChannel(this, 'agent', this.#port);

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
  get state(): MeterState {
    return this.#state;
  }

  /** How the time of the call is divided so far. */
  get talkTime(): TalkShares {
    return this.#talk.shares;
  }

  /** The marks of this call, in order of time. */
  get marks(): readonly CallMark[] {
    return this.#record.marks;
  }

  /**
   * Follows a call, from the beginning when it already does. Resolves when each side that is analysed is heard, or has failed while the other is.
   * @throws EmotionError `invalid-argument` without a source, and whatever hinders every side.
   */
  async start(): Promise<void> {
    this.#forget();
    this.#groundAtWork = this.agentGround;
    const began = performance.now();
    const isHeard = (side: CallSide): boolean => this.#isAnalysed(side) && sideSource(this, side) !== null;
    const heard = this.#channels.filter(({ side }) => side === 'customer' || isHeard(side));
    for (const channel of this.#channels) if (!heard.includes(channel)) channel.release();
    const starts = heard.map((channel) => channel.start(sideSettings(this, channel.side), began));
    await anyOf(starts);
  }

  /** Stops following. Legal in any state; what was found stays. */
  stop(): void {
    for (const channel of this.#channels) channel.stop();
  }

  /** Marks the moment that is read in the timeline, else the present one. Returns the mark. */
  mark(note = ''): CallMark {
    const mark = { at: this.#timeline?.moment ?? this.#elapsed, note };
    this.#record.addMark(mark);
    emitCall(this, 'call-mark', mark);
    this.requestUpdate();
    return mark;
  }

  /** Takes back a mark that `mark` or `marks` gave. */
  removeMark(mark: CallMark): void {
    this.#record.removeMark(mark);
    this.requestUpdate();
  }

  /**
   * All results, alerts and marks of this call as text: CSV with a row for each, or JSON with the talk time too.
   * @throws EmotionError `invalid-argument` for another format.
   */
  exportCall(format: TimelineFormat): string {
    return this.#record.export(format, this.talkTime);
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
    this.#results.delete('agent');
  }

  protected override render(): TemplateResult {
    return callTemplate(this.#view());
  }

  /** Makes a side's recognizer; a subclass may make another. */
  protected createRecognizer(options: RecognizerOptions): MeterRecognizer {
    return EmotionRecognizer.create(options);
  }

  get #channels(): readonly CallChannel[] {
    return [this.#customer, this.#agent];
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
      elapsed: this.#elapsed,
      sides: this.#channels.map((channel) => this.#sideView(channel)),
      ground: this.#ground,
      shares: this.talkTime,
      marks: this.#record.marks,
      alerts: this.#record.alerts,
      spoken: this.spoken,
      actions: this.#actions,
    };
  }

  #texts(): CallTexts {
    return this.ownTexts(CALL_TEXTS, this.texts?.call);
  }

  #sideView({ side, phase, active }: CallChannel): SideView {
    const label = side === 'customer' ? this.customerLabel : this.agentLabel;
    const result = this.#results.get(side) ?? null;
    const hasSource = sideSource(this, side) !== null;
    const name = label || this.#texts()[side];
    return { side, name, phase, result, hasSource, analysed: this.#isAnalysed(side), raised: active };
  }

  readonly #actions: CallActions = {
    toggle: () => {
      if (isBusy(this.#state)) this.stop();
      // There is no caller to reject to, and `emotion-error` has told it.
      else this.start().catch(() => undefined);
    },
    mark: (note) => {
      const { at } = this.mark(note);
      this.spoken = `${this.#texts().marked} ${formatTime(at)}`;
    },
    remove: (mark) => {
      this.removeMark(mark);
    },
    save: (format) => {
      saveText(this.exportCall(format), `call.${format}`);
    },
  };

  #forget(): void {
    this.#record = new CallRecord();
    this.#talk = new TalkTime();
    this.#elapsed = 0;
    this.#results.clear();
    this.#timeline?.clear();
    this.requestUpdate();
  }

  #resultCame(channel: CallSide, result: EmotionResult, { speaks, ...stretch }: Stretch): void {
    this.#results.set(channel, result);
    this.#elapsed = Math.max(this.#elapsed, result.tEnd);
    this.#talk.add(channel, speaks, stretch);
    this.#record.addFrame({ channel, result });
    this.#timeline?.push(result, channel);
    emitCall(this, 'call-frame', { channel, result });
  }

  #alertCame(alert: CallAlert): void {
    this.#record.addAlert(alert);
    const { common, texts, sides } = this.#view();
    const name = sides.find(({ side }) => side === alert.channel)?.name ?? '';
    // With the time, so that one alert like another is heard as well.
    if (alert.active)
      this.spoken = `${texts.alert} ${formatTime(alert.since)}: ${name}, ${common.emotions[alert.rule.label]}`;
    this.requestUpdate();
    emitCall(this, 'call-alert', alert);
  }

  #phaseCame(_side: CallSide, { error }: MeterPhase, previous: MeterPhase): void {
    const before = this.#state;
    this.#state = callState(this.#channels.map(({ phase }) => phase));
    if (this.#state !== before) {
      this.setAttribute('state', this.#state);
      this.spoken = this.commonTexts().states[this.#state];
      emit(this, 'state-change', { previous: before, state: this.#state });
    }
    if (!error || error === previous.error || error.code === 'device-lost') return;
    const { title, advice } = this.commonTexts().errors[error.code];
    this.spoken = `${title}. ${advice}`;
    emit(this, 'emotion-error', error);
  }
}
