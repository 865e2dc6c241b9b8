import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileReport, FrameReport } from '../../src/analyze/analyze-file.js';
import type { Emotion } from '../../src/core/emotions.js';
import type { EmotionResult } from '../../src/core/result.js';
import type { Seconds } from '../../src/core/units.js';
import { corpora } from '../support/corpora.js';
import { encodeWav } from '../support/encode-wav.js';
import { runProgram } from '../support/shell.js';
import { align, asHeard, type Alignment } from './alignment.js';
import { runLiveSession, type LiveSession } from './live-session.js';
import { heldOutScript, SCRIPT_RATE, synthesisedScript, type Script, type Segment } from './script.js';

/** The network looks back 8 s: before that, its answer still depends on how the stream began. */
const WARM_UP: Seconds = 8;

const folder = mkdtempSync(join(tmpdir(), 'emotion-meter-live-'));
let script: Script;
let session: LiveSession;
let alignment: Alignment;
let report: FileReport;

function writeWav(name: string, samples: Float32Array): string {
  const path = join(folder, name);
  writeFileSync(path, encodeWav([samples], { sampleRate: SCRIPT_RATE }));
  return path;
}

async function analyze(path: string): Promise<FileReport> {
  const { code, output } = await runProgram(['tsx', 'src/analyze/main.ts', '--json', path]);
  expect(code, output).toBe(0);
  return JSON.parse(output.slice(output.indexOf('{"file"'))) as FileReport;
}

beforeAll(async () => {
  script =
    corpora === undefined ? await synthesisedScript(folder, writeFileSync) : await heldOutScript(corpora);
  session = await runLiveSession(
    writeWav('microphone.wav', script.samples),
    script.samples.length / SCRIPT_RATE,
  );
  alignment = align(session.frames, script.samples);
  report = await analyze(writeWav('as-heard.wav', asHeard(script.samples, alignment)));
}, 300_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function likeliest({ probabilities }: Pick<EmotionResult, 'probabilities'>): Emotion | undefined {
  return Object.entries(probabilities).sort(([, a], [, b]) => b - a)[0]?.[0] as Emotion | undefined;
}

/** The word that comes most often. */
function commonest<Word>(words: readonly Word[]): Word | undefined {
  const counts = new Map<Word, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function resultsWithin({ start, end }: Segment): EmotionResult[] {
  return session.results.filter(({ tEnd }) => {
    const time = tEnd - alignment.offset;
    return time > start && time <= end;
  });
}

/** Largest difference of any probability at one moment, in the page and in the file. */
function differences(): number[] {
  const byTime = new Map(report.frames.map((frame) => [Math.round(frame.t * 1000), frame]));
  const end = script.samples.length / SCRIPT_RATE + alignment.offset;
  return session.results
    .filter(({ tEnd }) => tEnd > WARM_UP + Math.max(0, alignment.offset) && tEnd < end - 0.1)
    .flatMap((result) => {
      const frame: FrameReport | undefined = byTime.get(Math.round(result.tEnd * 1000));
      if (frame === undefined) return [];
      return Math.max(
        ...report.labels.map((label) =>
          Math.abs((result.probabilities[label] ?? 0) - (frame.probabilities[label] ?? 0)),
        ),
      );
    })
    .sort((a, b) => a - b);
}

describe('from the microphone to the meter, in Chromium', () => {
  it('starts, listens and stops without an error', () => {
    expect(session.errors).toEqual([]);
    expect(session.states).toContain('listening');
    expect(session.states.at(-1)).toBe('stopped');
    const expected = script.samples.length / SCRIPT_RATE / 0.256;
    expect(session.results.length).toBeGreaterThan(0.9 * expected);
  });

  it('hears the sound that the microphone plays', () => {
    console.log(
      `The file begins at ${alignment.offset.toFixed(3)} s of the stream; its frames differ by ${alignment.difference.toFixed(2)} dB.`,
    );
    expect(alignment.difference).toBeLessThan(3);
  });

  it('gives probabilities that sum to 1 on one backend', () => {
    for (const { probabilities } of session.results)
      expect(Object.values(probabilities).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
    expect(new Set(session.results.map(({ backend }) => backend)).size).toBe(1);
  });

  it.skipIf(corpora === undefined)(
    'shows the right emotion for the most time of at least half of the segments',
    () => {
      const rows = script.segments.map((segment) => {
        const results = resultsWithin(segment);
        const guess = commonest(results.map(likeliest));
        const shown = commonest(results.map(({ dominant }) => dominant));
        return { ...segment, guess, shown, right: guess === segment.emotion };
      });
      const right = rows.filter((row) => row.right).length;
      const shownRight = rows.filter(({ shown, emotion }) => shown === emotion).length;
      const lines = rows.map(
        ({ speaker, emotion, guess, shown, start, end }) =>
          `  speaker ${speaker}  ${start.toFixed(1).padStart(5)}-${end.toFixed(1).padEnd(5)} s  ${emotion.padEnd(10)} likeliest ${guess ?? 'none'}, shown ${shown ?? 'none'}`,
      );
      console.log(
        [
          ...lines,
          `The likeliest emotion was the right one for the most time of ${right} of ${rows.length} segments; ` +
            `the emotion shown after hysteresis, of ${shownRight}. (Two speakers that the model has never heard.)`,
        ].join('\n'),
      );
      expect(right).toBeGreaterThanOrEqual(rows.length / 2);
    },
  );

  it('agrees with analyze on the same sound within 0.05', () => {
    const sorted = differences();
    const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(4);
    console.log(
      `Browser against analyze: ${sorted.length} hops after ${WARM_UP} s; largest difference of a probability: median ${at(0.5)}, 95 % ${at(0.95)}, greatest ${at(1)}.`,
    );
    expect(sorted.length).toBeGreaterThan(5);
    expect(sorted.at(-1)).toBeLessThanOrEqual(0.05);
  });
});
