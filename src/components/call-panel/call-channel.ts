import type { ReactiveControllerHost } from 'lit';
import type { EmotionError } from '../../core/errors.js';
import type { EmotionResult } from '../../core/result.js';
import { Scope } from '../../core/scope.js';
import type { Milliseconds, Seconds } from '../../core/units.js';
import type { RecognizerOptions } from '../../recognizer/recognizer-types.js';
import type { AlertRule } from '../../smoothing/alert.js';
import { AlertBell } from '../alert-bell.js';
import type { RecognizerSettings, SourceSettings } from '../meter/meter-options.js';
import { hasSpeech, type MeterPhase } from '../meter-state.js';
import { RecognizerController, type MeterRecognizer } from '../meter/recognizer-controller.js';
import type { CallAlert } from './call-record.js';
import type { CallSide } from './talk-time.js';

/** What a side of a call asks of its panel, and tells it. All times are those of the call. */
export interface ChannelPort {
  create(options: RecognizerOptions): MeterRecognizer;
  /** The side is heard from now on. */
  begun(): void;
  phaseCame(): void;
  /** The side has failed; that its sound is lost is told when it stays so. */
  failureCame(side: CallSide, error: EmotionError): void;
  resultCame(side: CallSide, result: EmotionResult, stretch: Stretch): void;
  alertCame(alert: CallAlert): void;
}

/** The time for which a result speaks, and whether somebody does. */
export interface Stretch {
  readonly from: Seconds;
  readonly to: Seconds;
  readonly speaks: boolean;
}

/** A side whose sound was lost so long ago was not hung up on together with the other. */
const LOST_FOR_MS: Milliseconds = 1000;

/** A result speaks for no longer than this. */
const LONGEST_STRETCH: Seconds = 3;

/** One side of a call: its recognizer, its clock and its alerts. Equal settings of two sides share one worker. */
export class CallChannel {
  readonly side: CallSide;
  readonly #port: ChannelPort;
  readonly #controller: RecognizerController<MeterRecognizer>;
  readonly #bell: AlertBell;
  #began: Milliseconds = 0;
  /** From the stream's own time to the call's; `null` before the first result. */
  #offset: Seconds | null = null;
  #heardUntil: Seconds = 0;
  /** Ends when the loss that is waited upon no longer stands. */
  #loss = new Scope();

  constructor(host: ReactiveControllerHost & Element, side: CallSide, port: ChannelPort) {
    this.side = side;
    this.#port = port;
    this.#bell = new AlertBell(host, (alert) => {
      port.alertCame({ ...alert, channel: side });
    });
    this.#controller = new RecognizerController(host, {
      create: (options) => port.create(options),
      phaseCame: (phase, previous) => {
        if (phase.state !== 'listening') this.#bell.end();
        else if (previous.state !== 'listening') port.begun();
        port.phaseCame();
        // Whoever heard of the state may have started anew.
        if (phase.error !== previous.error && this.phase === phase) this.#follow(phase.error);
      },
      resultCame: (result) => {
        this.#hear(result);
      },
    });
  }

  /** What the side is doing. */
  get phase(): MeterPhase {
    return this.#controller.phase;
  }

  /** The rules whose alerts are raised now. */
  get active(): readonly AlertRule[] {
    return this.#bell.active;
  }

  /** Replaces the rules; what the old ones have raised ends. @throws EmotionError `invalid-argument`. */
  follow(rules: readonly AlertRule[]): void {
    this.#bell.follow(rules);
  }

  /**
   * Listens as `settings` say, in a call that began at `began` (`performance.now()`).
   * @throws EmotionError whatever hinders it.
   */
  async start(settings: RecognizerSettings & SourceSettings, began: Milliseconds): Promise<void> {
    this.#began = began;
    this.#offset = null;
    this.#heardUntil = 0;
    await this.#controller.start(settings);
  }

  stop(): void {
    this.#controller.stop();
  }

  /** Gives everything back. */
  release(): void {
    this.#controller.release();
  }

  #follow(error: EmotionError | null): void {
    this.#loss.dispose();
    this.#loss = new Scope();
    const tell = (failure: EmotionError): void => {
      this.#port.failureCame(this.side, failure);
    };
    if (error?.code === 'device-lost')
      this.#loss.timeout(() => {
        tell(error);
      }, LOST_FOR_MS);
    else if (error) tell(error);
  }

  /** The first result tells when the stream began: the newest sound in it arrived its latency ago. */
  #hear(heard: EmotionResult): void {
    const arrived = (performance.now() - heard.latencyMs - this.#began) / 1000;
    this.#offset ??= Math.max(0, arrived - heard.tEnd);
    const result = { ...heard, tStart: heard.tStart + this.#offset, tEnd: heard.tEnd + this.#offset };
    const from = Math.max(this.#heardUntil, result.tEnd - LONGEST_STRETCH);
    this.#heardUntil = result.tEnd;
    this.#port.resultCame(this.side, result, { from, to: result.tEnd, speaks: hasSpeech(heard) });
    // Whoever heard of the result may have stopped the panel.
    if (this.phase.state === 'listening') this.#bell.hear(result);
  }
}
