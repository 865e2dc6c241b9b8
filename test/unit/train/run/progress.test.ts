import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatTime, Progress } from '../../../../src/train/run/progress.js';

const { isTTY, columns } = process.stderr;
const SECOND = 1000;

let written: string;

function standAt(place: 'terminal' | 'file'): void {
  Object.assign(process.stderr, { isTTY: place === 'terminal', columns: 100 });
}

/** The lines written so far, without what tells a terminal how to show them. */
function lines(): string[] {
  return stripVTControlCharacters(written)
    .split(/[\r\n]+/)
    .filter((line) => line !== '');
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  written = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((written += String(text)), true));
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  Object.assign(process.stderr, { isTTY, columns });
});

describe('the progress of a job, in a file', () => {
  beforeEach(() => {
    standAt('file');
  });

  it('is a plain line now and then', () => {
    const progress = new Progress('fold a', { total: 1000 });
    for (let done = 1; done <= 200; done++) {
      vi.advanceTimersByTime(SECOND);
      progress.show(done, 'loss 0.5');
    }
    expect(lines().length).toBeGreaterThan(2);
    expect(lines().length).toBeLessThan(20);
    for (const line of lines()) expect(line).toMatch(/^fold a \d+\/1000, \d+:\d\d left, loss 0\.5$/);
    expect(written).toBe(`${lines().join('\n')}\n`);
  });

  it('tells the last step always', () => {
    const progress = new Progress('fold a', { total: 3 });
    for (const done of [1, 2, 3]) progress.show(done, `step ${done}`);
    progress.end();
    expect(written).toBe('fold a 3/3, 0:00 left, step 3\n');
  });
});

describe('the progress of a job, on a terminal', () => {
  beforeEach(() => {
    standAt('terminal');
  });

  it('is one line that is written anew, with a bar that grows', () => {
    const progress = new Progress('fold a', { total: 4 });
    const bars = [1, 2, 3].map((done) => {
      vi.advanceTimersByTime(10 * SECOND);
      progress.show(done, '');
      return lines().at(-1)?.match(/█/g)?.length ?? 0;
    });
    expect(lines()).toHaveLength(3);
    expect(written.match(/\r/g)).toHaveLength(3);
    expect(written).not.toContain('\n');
    expect(lines()[0]).toMatch(/^fold a .*\b1\/4\b.*\b0:30 left/);
    expect(lines()[2]).toMatch(/^fold a .*\b3\/4\b.*\b0:10 left/);
    expect(bars).toEqual([...new Set(bars)].sort((a, b) => a - b));
  });

  it('is cut where the terminal ends', () => {
    process.stderr.columns = 70;
    new Progress('fold a', { total: 4 }).show(2, 'a word '.repeat(20));
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatch(/^fold a .*\b2\/4\b.*\b0:00 left/);
    expect(lines()[0]?.length).toBeLessThanOrEqual(70);
  });

  it.each([
    ['after the last step', 4],
    ['of a job that ends before', 2],
  ])('is ended once, %s', (_, done) => {
    const progress = new Progress('fold a', { total: 4 });
    progress.show(done, '');
    progress.end();
    progress.end();
    expect(written.match(/\n/g)).toHaveLength(1);
    expect(written.at(-1)).toBe('\n');
  });

  it('is not there where nothing was shown', () => {
    new Progress('fold a', { total: 4 }).end();
    expect(written).toBe('');
  });
});

describe('the time left', () => {
  it.each([
    ['all steps of a new run', 0, '1:20'],
    ['the steps since a run was resumed', 18, '13:20'],
  ])('counts %s', (_, first, left) => {
    standAt('terminal');
    const progress = new Progress('fold a', { total: 40, first });
    vi.advanceTimersByTime(80 * SECOND);
    progress.show(20, '');
    expect(lines()).toEqual([expect.stringMatching(new RegExp(`\\b20/40\\b.* ${left} left`))]);
  });

  it.each([
    [0, '0:00'],
    [9.4, '0:09'],
    [59.6, '1:00'],
    [75, '1:15'],
    [3599.6, '1:00:00'],
    [3675, '1:01:15'],
    [360_000, '100:00:00'],
    [-1, '0:00'],
  ])('of %d seconds is %s', (seconds, text) => {
    expect(formatTime(seconds)).toBe(text);
  });
});
