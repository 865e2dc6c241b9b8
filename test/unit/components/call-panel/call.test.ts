import { describe, expect, it } from 'vitest';
import { CallRecord, FRAME_LIMIT } from '../../../../src/components/call-panel/call-record.js';
import { sideSource, type CallSources } from '../../../../src/components/call-panel/call-settings.js';
import { callState } from '../../../../src/components/call-panel/call-state.js';
import { TalkTime, type CallSide, type TalkShares } from '../../../../src/components/call-panel/talk-time.js';
import { IDLE } from '../../../../src/components/meter-state.js';
import { EmotionError } from '../../../../src/core/errors.js';
import { resultAt } from '../timeline/results.js';

describe('talk time', () => {
  /** Tells `talk`, a quarter of a second at a time, who of the two speaks: c, a, b for both, or a dot. */
  function tell(talk: TalkTime, who: string): void {
    Array.from(who).forEach((letter, slot) => {
      const stretch = { from: slot / 4, to: (slot + 1) / 4 };
      talk.add('customer', letter === 'c' || letter === 'b', stretch);
      talk.add('agent', letter === 'a' || letter === 'b', stretch);
    });
  }

  it('is divided among both, each, and nobody', () => {
    const talk = new TalkTime();
    tell(talk, 'cccc..aabbbb');
    expect(talk.shares).toEqual({ total: 3, customer: 1, agent: 0.5, both: 1, nobody: 0.5 });
  });

  it('adds up over hours, whatever comes, and however the pace falls on its units', () => {
    const talk = new TalkTime();
    let at = 0;
    for (let index = 0; index < 50_000; index++) {
      const stretch = { from: at, to: (at += 0.256) };
      talk.add('customer', index % 2 === 0, stretch);
      talk.add('agent', index % 5 === 0, {
        from: Math.max(0, stretch.from - 1),
        to: Math.max(0, stretch.to - 1),
      });
    }
    const { total, customer, agent, both, nobody } = Object.fromEntries(
      Object.entries(talk.shares).map(([share, seconds]) => [share, Number(seconds)]),
    ) as Record<keyof TalkShares, number>;
    expect(total).toBeCloseTo(at, 0);
    expect(customer + agent + both + nobody).toBe(total);
    expect((customer + both) / total).toBeCloseTo(0.5, 1);
    expect((agent + both) / total).toBeCloseTo(0.2, 1);
  });

  it('says nothing of a side that is not heard', () => {
    const talk = new TalkTime();
    expect(talk.shares).toEqual({ total: 0, customer: null, agent: null, both: null, nobody: null });
    talk.add('customer', true, { from: 0, to: 1 });
    talk.add('customer', false, { from: 1, to: 4 });
    expect(talk.shares).toEqual({ total: 4, customer: 1, agent: null, both: null, nobody: null });
  });

  it('lets a side that is far behind change nothing', () => {
    const talk = new TalkTime();
    talk.add('customer', false, { from: 0, to: 60 });
    talk.add('agent', true, { from: 0, to: 10 });
    expect(talk.shares.nobody).toBe(60);
  });
});

describe('the record', () => {
  const rule = { label: 'anger', on: 0.6, off: 0.4, minDurationMs: 1000, refractoryMs: 0 } as const;
  const alert = { rule, channel: 'customer', since: 1, peak: 0.75 } as const;
  const shares = new TalkTime().shares;

  function filled(): CallRecord {
    const record = new CallRecord();
    record.addFrame({ channel: 'customer', result: resultAt(1) });
    record.addFrame({
      channel: 'agent',
      result: resultAt(2, { valid: false, dominant: null, reason: 'silence' }),
    });
    record.addMark({ at: 1.5, note: '=HYPERLINK("x"), "quoted"' });
    record.addAlert({ ...alert, active: true, at: 2 });
    record.addAlert({ ...alert, active: false, at: 3 });
    return record;
  }

  it('is CSV with a row for each frame, alert and mark, in order of time, and no formula', () => {
    expect(filled().export('csv', shares).split('\r\n')).toEqual([
      'kind,channel,start,end,emotion,confidence,speechRatio,valid,reason,latencyMs,backend,modelId,anger,sadness,note',
      'frame,customer,0,1,anger,0.75,0.5,true,,20,wasm,emodb,0.75,0.25,',
      'alert,customer,1,3,anger,0.75,,,,,,,,,',
      `mark,,1.5,1.5,,,,,,,,,,,"'=HYPERLINK(""x""), ""quoted"""`,
      'frame,agent,0,2,,0.75,0.5,false,silence,20,wasm,emodb,0.75,0.25,',
      '',
    ]);
  });

  it('has as many cells in each row as in the header', () => {
    const plain = new CallRecord();
    plain.addFrame({ channel: 'customer', result: resultAt(1) });
    plain.addMark({ at: 1, note: 'a' });
    plain.addAlert({ ...alert, active: true, at: 2 });
    const counts = plain
      .export('csv', shares)
      .trim()
      .split('\r\n')
      .map((row) => row.split(',').length);
    expect(new Set(counts)).toEqual(new Set([15]));
  });

  it('is JSON that reads back equal, each alert once', () => {
    const record = filled();
    expect(JSON.parse(record.export('json', shares))).toEqual({
      talkTime: shares,
      marks: record.marks,
      alerts: [{ ...alert, active: false, at: 3 }],
      frames: record.frames,
    });
  });

  it('refuses another format by name', () => {
    expect(() => filled().export('xml' as 'csv', shares)).toThrow('format is "xml", not "json" or "csv"');
  });

  it('keeps marks in order of time, and gives one back', () => {
    const record = new CallRecord();
    const [late, early] = [
      { at: 5, note: 'late' },
      { at: 2, note: 'early' },
    ];
    record.addMark(late);
    record.addMark(early);
    expect(record.marks).toEqual([early, late]);
    record.removeMark(early);
    expect(record.marks).toEqual([late]);
  });

  it('is bounded', () => {
    const record = new CallRecord();
    const frame = { channel: 'agent', result: resultAt(1) } as const;
    for (let index = 0; index < FRAME_LIMIT + 5000; index++) record.addFrame(frame);
    for (let index = 0; index < 2000; index++) record.addMark({ at: index, note: '' });
    expect(record.frames.length).toBeLessThan(FRAME_LIMIT + 2000);
    expect(record.marks.length).toBe(1000);
  });
});

describe('the sound of a side', () => {
  const stream = (id: string) => ({ id }) as MediaStream;
  const nothing: CallSources = {
    customerStream: null,
    agentStream: null,
    stream: null,
    file: null,
    mediaElement: null,
    customerChannel: 'left',
    muted: false,
  };
  const of = (more: Partial<CallSources>, side: CallSide) => sideSource({ ...nothing, ...more }, side);

  it('is its own stream, whole', () => {
    const streams = { customerStream: stream('c'), agentStream: stream('a') };
    expect(of(streams, 'customer')).toMatchObject({ stream: { id: 'c' }, channel: 'mono' });
    expect(of(streams, 'agent')).toMatchObject({ stream: { id: 'a' }, channel: 'mono' });
  });

  it('is else its channel of the stereo sound, which is played aloud once', () => {
    const file = new Blob();
    expect(of({ file }, 'customer')).toMatchObject({ file, channel: 'left', muted: false });
    expect(of({ file }, 'agent')).toMatchObject({ file, channel: 'right', muted: true });
    expect(of({ stream: stream('s'), customerChannel: 'right' }, 'customer')).toMatchObject({
      channel: 'right',
    });
  });

  it('never is the other side’s, nor a microphone', () => {
    expect(of({ customerStream: stream('c') }, 'agent')).toBeNull();
    expect(of({}, 'customer')).toBeNull();
    expect(of({ customerStream: stream('c') }, 'customer')?.source).toBe('none');
  });
});

describe('the state of a call', () => {
  it('is listening as soon as one side is heard, and has failed only when none is', () => {
    const failed = { ...IDLE, state: 'failed', error: new EmotionError('model-missing', 'x') } as const;
    const listening = { ...IDLE, state: 'listening' } as const;
    expect(callState([failed, listening])).toBe('listening');
    expect(callState([failed, IDLE])).toBe('failed');
    expect(callState([IDLE, IDLE])).toBe('idle');
  });

  it('has stopped when the other end hung up', () => {
    const gone = { ...IDLE, state: 'failed', error: new EmotionError('device-lost', 'x') } as const;
    expect(callState([gone, IDLE])).toBe('stopped');
  });
});
