import { expect, it } from 'vitest';
import type { EmotionResult } from '../../../src/core/result.js';
import { ResultLog, RESULT_LIMIT } from '../../../src/components/result-log.js';

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
  const log = new ResultLog();
  const results = [result(1), result(2, { dominant: null, valid: false, reason: 'silence' })];
  for (const each of results) log.add(each);
  expect(JSON.parse(log.export('json', ['anger', 'sadness']))).toEqual(results);
});

it('writes CSV with a header, one column an emotion of the newest result, and empty cells for what is missing', () => {
  const log = new ResultLog();
  log.add(result(1.5, { probabilities: { anger: 0.75 } }));
  log.add(result(2, { dominant: null, valid: false, reason: 'gap', modelId: 'a "b", c' }));
  expect(log.export('csv', ['anger', 'fear'])).toBe(
    'tStart,tEnd,dominant,confidence,speechRatio,valid,reason,latencyMs,backend,modelId,anger,sadness\r\n' +
      '0,1.5,anger,0.75,0.9,true,,20,wasm,emodb,0.75,\r\n' +
      '0,2,,0.75,0.9,false,gap,20,wasm,"a ""b"", c",0.75,0.25\r\n',
  );
  expect(new ResultLog().export('csv', ['anger', 'fear'])).toMatch(/modelId,anger,fear\r\n$/);
});

it('keeps the newest results and stays bounded', () => {
  const log = new ResultLog();
  const count = RESULT_LIMIT + 2500;
  for (let index = 0; index < count; index++) log.add(result(index));
  expect(log.length).toBeGreaterThanOrEqual(RESULT_LIMIT);
  expect(log.length).toBeLessThan(RESULT_LIMIT + 1000);
  const rows = JSON.parse(log.export('json', [])) as EmotionResult[];
  expect(rows.at(-1)?.tEnd).toBe(count - 1);
});

it('refuses a format that it does not write', () => {
  expect(() => new ResultLog().export('xml' as 'csv', [])).toThrow(/format is "xml"/);
});

it('is empty after clear', () => {
  const log = new ResultLog();
  log.add(result(1));
  log.clear();
  expect(log.export('json', [])).toBe('[]');
});
