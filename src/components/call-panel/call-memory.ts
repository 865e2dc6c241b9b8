import type { EmotionResult } from '../../core/result.js';
import type { Seconds } from '../../core/units.js';
import type { Stretch } from './call-channel.js';
import { CallRecord, type CallMark } from './call-record.js';
import { TalkTime, type CallSide } from './talk-time.js';

/** What is known of one call so far. */
export class CallMemory {
  readonly record = new CallRecord();
  readonly talk = new TalkTime();
  /** The newest result of each side that was heard. */
  readonly results = new Map<CallSide, EmotionResult>();
  /** Since the call began. */
  elapsed: Seconds = 0;

  /** The moment that was read when a note was begun, which may have left the timeline since; `null`: none was. */
  noted: Seconds | null = null;

  /** Marks the moment that is `read`, else the present. */
  mark(note: string, read: Seconds | null | undefined): CallMark {
    const mark = { at: read ?? this.elapsed, note };
    this.noted = null;
    this.record.addMark(mark);
    return mark;
  }

  /** Takes the next result of a side, which speaks for a stretch of the call. */
  hear(channel: CallSide, result: EmotionResult, { speaks, ...stretch }: Stretch): void {
    this.results.set(channel, result);
    this.elapsed = Math.max(this.elapsed, result.tEnd);
    this.talk.add(channel, speaks, stretch);
    this.record.addFrame({ channel, result });
  }
}
