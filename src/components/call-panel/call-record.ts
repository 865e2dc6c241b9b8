import { toCsv } from '../../core/csv.js';
import { EMOTIONS } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import type { EmotionResult } from '../../core/result.js';
import type { Seconds } from '../../core/units.js';
import type { EmotionAlert } from '../../smoothing/alert.js';
import type { TimelineFormat } from '../result-log.js';
import type { CallSide, TalkShares } from './talk-time.js';

/** A moment that somebody has marked. */
export interface CallMark {
  /** In seconds since the call began, as all times here. */
  readonly at: Seconds;
  readonly note: string;
}

/** An alert that was raised in a call. Its times are those of the call. */
export interface CallAlert extends EmotionAlert {
  readonly channel: CallSide;
}

/** One result of one side. Its times are those of the call. */
export interface CallFrame {
  readonly channel: CallSide;
  readonly result: EmotionResult;
}

/** Frames kept at most: over three hours of two sides at 3.9 a second each. The oldest go first. */
export const FRAME_LIMIT = 100_000;

/** Marks and alerts kept at most, each. */
const ENTRY_LIMIT = 1000;

/** All that was found in a call, for its log and for export. Nothing of it leaves the page by itself. */
export class CallRecord {
  #frames: CallFrame[] = [];
  #marks: readonly CallMark[] = [];
  #alerts: readonly CallAlert[] = [];

  get frames(): readonly CallFrame[] {
    return this.#frames;
  }

  /** In order of time. */
  get marks(): readonly CallMark[] {
    return this.#marks;
  }

  /** Every alert once, as of its raising or, once that has come, of its end. */
  get alerts(): readonly CallAlert[] {
    return this.#alerts;
  }

  addFrame(frame: CallFrame): void {
    this.#frames.push(frame);
    // Trimmed in blocks: shifting a long array at each hop would copy it each time.
    if (this.#frames.length >= FRAME_LIMIT + 2000) this.#frames = this.#frames.slice(-FRAME_LIMIT);
  }

  addMark(mark: CallMark): void {
    this.#marks = [...this.#marks, mark].sort((a, b) => a.at - b.at).slice(-ENTRY_LIMIT);
  }

  removeMark(mark: CallMark): void {
    this.#marks = this.#marks.filter((other) => other !== mark);
  }

  /** Takes an alert that was raised, or the end of one. */
  addAlert(alert: CallAlert): void {
    const others = this.#alerts.filter(
      ({ active, rule, channel }) => !active || rule !== alert.rule || channel !== alert.channel,
    );
    this.#alerts = [...others, alert].slice(-ENTRY_LIMIT);
  }

  /**
   * Everything as text. CSV (RFC 4180): a row for each frame, alert and mark in order of time, told apart by `kind`;
   * JSON: `{ talkTime, marks, alerts, frames }`.
   * @throws EmotionError `invalid-argument` for another format.
   */
  export(format: TimelineFormat, talkTime: TalkShares): string {
    if (format === 'json')
      return JSON.stringify({ talkTime, marks: this.#marks, alerts: this.#alerts, frames: this.#frames });
    // A page's script may pass anything.
    if ((format as string) === 'csv') return this.#csv();
    throw new EmotionError('invalid-argument', `format is ${JSON.stringify(format)}, not "json" or "csv"`);
  }

  #csv(): string {
    const labels = EMOTIONS.filter((emotion) =>
      this.#frames.some(({ result }) => emotion in result.probabilities),
    );
    const header = [
      ...['kind', 'channel', 'start', 'end', 'emotion', 'confidence', 'speechRatio', 'valid', 'reason'],
      ...['latencyMs', 'backend', 'modelId', ...labels, 'note'],
    ];
    const empty = (count: number): string[] => new Array<string>(count).fill('');
    const frames = this.#frames.map(({ channel, result }) => ({
      at: result.tEnd,
      cells: [
        ...['frame', channel, result.tStart, result.tEnd, result.dominant ?? '', result.confidence],
        ...[
          result.speechRatio,
          result.valid,
          result.reason ?? '',
          result.latencyMs,
          result.backend,
          result.modelId,
        ],
        ...labels.map((label) => result.probabilities[label] ?? ''),
        '',
      ],
    }));
    const alerts = this.#alerts.map(({ channel, since, at, active, rule, peak }) => ({
      at: since,
      cells: ['alert', channel, since, active ? '' : at, rule.label, peak, ...empty(7 + labels.length)],
    }));
    const marks = this.#marks.map(({ at, note }) => ({
      at,
      cells: ['mark', '', at, at, ...empty(8 + labels.length), asText(note)],
    }));
    const rows = [...frames, ...alerts, ...marks].sort((a, b) => a.at - b.at);
    return toCsv([header, ...rows.map(({ cells }) => cells)]);
  }
}

/** Spreadsheets take a cell that begins with one of these for a formula; an apostrophe makes it text. */
function asText(note: string): string {
  return /^[=+\-@\t\r]/.test(note) ? `'${note}` : note;
}
