import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Announcer } from '../../../../src/components/meter/announcer.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const listen = () => {
  const said: string[] = [];
  return {
    said,
    announcer: new Announcer((text) => said.push(text), { stable: 1500, apart: 5000, passing: 1000 }),
  };
};

it('says a verdict once it has held', () => {
  const { said, announcer } = listen();
  announcer.offer('Anger');
  vi.advanceTimersByTime(1400);
  announcer.offer('Anger');
  expect(said).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(said).toEqual(['Anger']);
});

it('says nothing of a verdict that does not hold', () => {
  const { said, announcer } = listen();
  announcer.speak('Listening');
  announcer.offer('Anger');
  vi.advanceTimersByTime(1000);
  announcer.offer('Listening');
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual(['Listening']);
});

it('keeps verdicts apart, however often they change', () => {
  const times: number[] = [];
  const announcer = new Announcer(() => times.push(performance.now()), {
    stable: 1500,
    apart: 5000,
    passing: 1000,
  });
  for (let second = 0; second < 60; second += 2) {
    announcer.offer(second % 4 === 0 ? 'Anger' : 'Fear');
    vi.advanceTimersByTime(2000);
  }
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(times.length).toBeGreaterThan(2);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5000);
});

it('says a state at once, in place of the verdict that waits', () => {
  const { said, announcer } = listen();
  announcer.offer('Anger');
  announcer.speak('Stopped');
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual(['Stopped']);
});

it('says nothing after cancel', () => {
  const { said, announcer } = listen();
  announcer.offer('Anger');
  announcer.cancel();
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual([]);
});

it('says nothing of a state that is passed through, and says one that lasts', () => {
  const { said, announcer } = listen();
  announcer.await('Loading');
  vi.advanceTimersByTime(500);
  announcer.speak('Listening');
  announcer.await('Permission');
  vi.advanceTimersByTime(1000);
  expect(said).toEqual(['', 'Listening', '', 'Permission']);
});

it('says the same again after something else was waited for: the region was emptied between', () => {
  const { said, announcer } = listen();
  announcer.speak('Not listening. The microphone is blocked');
  announcer.await('Loading');
  announcer.speak('Not listening. The microphone is blocked');
  expect(said.at(-2)).toBe('');
});

it('leaves nothing to be read once it is to forget', () => {
  const { said, announcer } = listen();
  announcer.speak('Listening');
  announcer.offer('Anger');
  announcer.forget();
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual(['Listening', '']);
});
