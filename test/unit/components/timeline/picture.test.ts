import { describe, expect, it, vi } from 'vitest';
import { readingFor } from '../../../../src/components/attributes.js';
import { momentAt, moveOf, snap } from '../../../../src/components/timeline/reader.js';
import { EmotionSeries } from '../../../../src/components/timeline/series.js';
import {
  formatTime,
  placeOf,
  roundStep,
  ticksOf,
  timeAt,
  viewOf,
} from '../../../../src/components/timeline/time-scale.js';
import { spanChoices, spanOf } from '../../../../src/components/timeline/timeline-span.js';
import { tableRows } from '../../../../src/components/timeline/timeline-table.js';
import { resultsOf } from './results.js';

const scale = { from: 60, to: 180, width: 600, rtl: false };

function seriesOf(count: number, step = 0.25): EmotionSeries {
  const series = new EmotionSeries();
  for (const result of resultsOf(count, step)) series.push(result);
  return series;
}

describe('time on a width', () => {
  it.each([false, true])('is found again at its place (right to left: %s)', (rtl) => {
    for (const time of [60, 61.5, 180])
      expect(timeAt(placeOf(time, { ...scale, rtl }), { ...scale, rtl })).toBeCloseTo(time);
    expect(placeOf(60, { ...scale, rtl })).toBe(rtl ? 600 : 0);
  });

  it('is clamped to what is shown', () => {
    expect([timeAt(-5, scale), timeAt(700, scale)]).toEqual([60, 180]);
  });

  it('has round ticks far enough apart', () => {
    expect(ticksOf(scale, 100)).toEqual([60, 90, 120, 150, 180]);
    expect(ticksOf({ from: 3, to: 13, width: 100, rtl: false }, 60)).toEqual([10]);
    expect(roundStep(100_000, 4)).toBe(25_200);
  });

  it.each([
    [0, '0:00', '0:00.0'],
    [65.27, '1:05', '1:05.2'],
    [3661, '1:01:01', '1:01:01.0'],
    [0.3, '0:00', '0:00.3'],
  ])('%d s is written as %s and %s', (time, whole, tenths) => {
    expect(formatTime(time)).toBe(whole);
    expect(formatTime(time, { tenths: true })).toBe(tenths);
    expect(formatTime(time, { tenths: true, lang: 'de' })).toBe(tenths.replace('.', ','));
  });
});

describe('the view', () => {
  const recording = { start: 0, end: 300 };

  it('follows the end, stays where it is held, and never leaves the recording', () => {
    expect(viewOf({ ...recording, span: 120, at: null })).toEqual({ from: 180, to: 300 });
    expect(viewOf({ ...recording, span: 120, at: 200 })).toEqual({ from: 80, to: 200 });
    expect(viewOf({ ...recording, span: 120, at: 50 })).toEqual({ from: 0, to: 120 });
    expect(viewOf({ ...recording, span: 120, at: 999 })).toEqual({ from: 180, to: 300 });
  });

  it('fills from the left at first, and can be the whole', () => {
    expect(viewOf({ start: 0, end: 20, span: 120, at: null })).toEqual({ from: 0, to: 120 });
    expect(viewOf({ ...recording, span: 'all', at: null })).toEqual({ from: 0, to: 300 });
    expect(viewOf({ start: 0, end: 2, span: 'all', at: null })).toEqual({ from: 0, to: 10 });
  });

  it('takes its span from an attribute, and warns once of what is none', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const texts = ['all', '30', null, '3', '3', ''];
    const element = { localName: 'emotion-timeline' } as Element;
    expect(readingFor(element, () => texts.map(spanOf))).toEqual(['all', 30, 120, 120, 120, 120]);
    expect(warn.mock.calls.map(String)).toEqual([
      '<emotion-timeline>: span="3" cannot be used ("all", or seconds from 10 to 86400; 120 is used)',
      '<emotion-timeline>: span="" cannot be used ("all", or seconds from 10 to 86400; 120 is used)',
    ]);
    warn.mockRestore();
  });
});

describe('reading', () => {
  it('steps by results, by pages and to the ends', () => {
    const columns = seriesOf(100).columnsFrom(0);
    const at = snap(columns, 10.1);
    expect(at).toBeCloseTo(10.125);
    expect(snap(columns, 10.125, 'later')).toBeCloseTo(10.375);
    expect(snap(columns, 10.125, 'much-earlier')).toBeCloseTo(5.125);
    expect(snap(columns, 10.125, 'first')).toBeCloseTo(0.122, 2);
    expect(snap(columns, 10.125, 'last')).toBeCloseTo(24.875);
    expect(snap(columns, 24.875, 'later')).toBeCloseTo(24.875);
    expect(snap(new EmotionSeries().columnsFrom(0), 3)).toBeNull();
  });

  it('stops in a hole on its way, and reads that no result tells of it', () => {
    const series = seriesOf(40);
    for (const result of resultsOf(40)) series.push({ ...result, tEnd: 20 + result.tEnd });
    const columns = series.columnsFrom(0);
    const hole = snap(columns, 15) ?? NaN;
    expect(hole).toBeCloseTo(15);
    expect(momentAt(columns, 12)).toMatchObject({ start: 10, end: 20, kind: 'missing', shown: null });
    expect(snap(columns, 9.9, 'later')).toBe(hole);
    expect(snap(columns, hole, 'later')).toBeCloseTo(20.125);
    expect(snap(columns, 20.1, 'earlier')).toBe(hole);
    expect(snap(columns, hole, 'earlier')).toBeCloseTo(9.875);
    expect(momentAt(columns, 31)?.kind).toBe('verdict');
    expect(momentAt(new EmotionSeries().columnsFrom(0), 3)).toBeNull();
  });

  it('goes by the direction of writing', () => {
    expect(moveOf('ArrowRight', false)).toBe('later');
    expect(moveOf('ArrowRight', true)).toBe('earlier');
    expect(moveOf('x', false)).toBeNull();
    expect(moveOf('constructor', false)).toBeNull();
  });
});

describe('the table', () => {
  it('has at most 25 rows at round times, which stay as time goes on', () => {
    const before = tableRows(seriesOf(400), 0, 100);
    const after = tableRows(seriesOf(404), 1, 101);
    expect(before.length).toBeLessThanOrEqual(25);
    expect(before.map(({ from }) => from)).toEqual(Array.from({ length: 20 }, (_, index) => 5 * index));
    expect(after.slice(1, 20)).toEqual(before.slice(1));
  });

  it('has a row for a stretch of which no result tells', () => {
    const series = seriesOf(40);
    for (const result of resultsOf(40)) series.push({ ...result, tEnd: 50 + result.tEnd });
    const kinds = tableRows(series, 0, 60).map(({ from, moment }) => [from, moment.kind]);
    expect(kinds.filter(([, kind]) => kind === 'missing').map(([from]) => from)).toEqual([
      10, 15, 20, 25, 30, 35, 40, 45,
    ]);
  });

  it('tells that there is no result where they tell of less than the half', () => {
    const series = seriesOf(200);
    for (const result of resultsOf(40)) series.push({ ...result, tEnd: 59.5 + result.tEnd });
    const kinds = tableRows(series, 0, 120).map(({ from, moment }) => [from, moment.kind] as const);
    expect(kinds.filter(([, kind]) => kind === 'missing').map(([from]) => from)).toEqual([50, 55]);
    expect(kinds.at(-1)).toEqual([65, 'verdict']);
  });

  it('tells what is known of the past of a long call, and of a stretch that has just begun', () => {
    const long = tableRows(seriesOf(36_000), 600, 610).map(({ moment }) => moment.kind);
    expect(new Set(long)).toEqual(new Set(['verdict']));
    const series = seriesOf(400);
    for (const result of resultsOf(1)) series.push({ ...result, tEnd: 100.1 });
    expect(tableRows(series, 0, 120).at(-1)).toMatchObject({ from: 100, moment: { kind: 'verdict' } });
  });

  it('has a row for every stretch of a whole day', () => {
    const rows = tableRows(seriesOf(12 * 3600, 2), 0, 86_400);
    expect(rows.length).toBe(24);
    expect(rows.at(-1)).toMatchObject({ from: 82_800, to: 86_400 });
  });
});

it('a page’s own span is among those that people may choose, in order of length', () => {
  expect(spanChoices(120)).toEqual([30, 120, 600, 'all']);
  expect(spanChoices(60)).toEqual([30, 60, 120, 600, 'all']);
});
