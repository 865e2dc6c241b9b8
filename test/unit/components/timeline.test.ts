import { expect, it } from 'vitest';
import type { EmotionResult } from '../../../src/core/result.js';
import { Timeline, TIMELINE_LIMIT } from '../../../src/components/timeline.js';

const result = (tEnd: number, more: Partial<EmotionResult> = {}): EmotionResult => ({
  tStart: 0,
  tEnd,
  probabilities: { anger: 0.75, sadness: 0.25 },
  dominant: 'anger',
  confidence: 0.75,
  speechRatio: 0.9,
  valid: true,
  latencyMs: 20,
  backend: 'wasm',
  modelId: 'emodb',
  ...more,
});

it('writes every result as JSON that reads back equal', () => {
  const timeline = new Timeline();
  const results = [result(1), result(2, { dominant: null, valid: false, reason: 'silence' })];
  for (const each of results) timeline.add(each);
  expect(JSON.parse(timeline.export('json', ['anger', 'sadness']))).toEqual(results);
});

it('writes CSV with a header, one column a label, and empty cells for what is missing', () => {
  const timeline = new Timeline();
  timeline.add(result(1.5));
  timeline.add(result(2, { dominant: null, valid: false, reason: 'gap', modelId: 'a "b", c' }));
  expect(timeline.export('csv', ['anger', 'fear'])).toBe(
    'tStart,tEnd,dominant,confidence,speechRatio,valid,reason,latencyMs,backend,modelId,anger,fear\r\n' +
      '0,1.5,anger,0.75,0.9,true,,20,wasm,emodb,0.75,\r\n' +
      '0,2,,0.75,0.9,false,gap,20,wasm,"a ""b"", c",0.75,\r\n',
  );
});

it('keeps the newest results and stays bounded', () => {
  const timeline = new Timeline();
  const count = TIMELINE_LIMIT + 2500;
  for (let index = 0; index < count; index++) timeline.add(result(index));
  expect(timeline.length).toBeGreaterThanOrEqual(TIMELINE_LIMIT);
  expect(timeline.length).toBeLessThan(TIMELINE_LIMIT + 1000);
  const rows = JSON.parse(timeline.export('json', [])) as EmotionResult[];
  expect(rows.at(-1)?.tEnd).toBe(count - 1);
});

it('refuses a format that it does not write', () => {
  expect(() => new Timeline().export('xml' as 'csv', [])).toThrow(/format is "xml"/);
});

it('is empty after clear', () => {
  const timeline = new Timeline();
  timeline.add(result(1));
  timeline.clear();
  expect(timeline.export('json', [])).toBe('[]');
});
