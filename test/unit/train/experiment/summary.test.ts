import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Emotion } from '../../../../src/core/emotions.js';
import {
  readRows,
  rowsToCsv,
  type Part,
  type PredictionRow,
} from '../../../../src/train/experiment/predictions.js';
import { summarise } from '../../../../src/train/experiment/summary.js';

const LABELS = ['anger', 'sadness'] as const;

function row(part: Part, right: boolean, { seed = 1, name = 'a', corpus = 'made' } = {}): PredictionRow {
  const guess: Emotion = right ? 'anger' : 'sadness';
  const clip = { corpus, name, path: '', speaker: '1', sex: 'female', emotion: 'anger' } as const;
  return { seed, fold: 'f', part, clip, guess, probabilities: right ? [0.75, 0.25] : [0.25, 0.75] };
}

const PAPER = { protocol: 'paper-si', traits: { speakerDependent: false, validatesOnTest: true } };

describe('the three accuracies', () => {
  const rows = [
    ...[true, true, true, false].map((right) => row('train', right)),
    ...[true, false].map((right) => row('validation', right)),
    ...[false, false].map((right) => row('held-out', right)),
    ...[true, true].map((right) => row('held-out', right, { seed: 2 })),
  ];
  const summary = summarise(rows, { ...PAPER, labels: LABELS, byCorpus: false });

  it('stand side by side under their names', () => {
    expect(summary.accuracies.map(({ name, bySeed }) => [name, bySeed[0]?.right, bySeed[0]?.clips])).toEqual([
      ['train+validation accuracy', 4, 6],
      ['best-epoch validation accuracy', 1, 2],
      ['held-out accuracy', 0, 2],
    ]);
  });

  it('have median and range over seeds', () => {
    expect(summary.accuracies[2]).toMatchObject({ median: 0.5, lowest: 0, highest: 1 });
    expect(summary.confusions['held-out']).toEqual([
      [2, 2],
      [0, 0],
    ]);
    expect(summary.heldOut[0]?.figures[0]).toMatchObject({ metric: 'UAR', value: 0.5, seeds: 2, clips: 2 });
  });

  it('say what chose the epoch', () => {
    const [, paper, fixed] = summary.accuracies;
    expect(paper?.rule).toContain('best on these very clips');
    expect(fixed?.rule).toContain('fixed before the run');
    const traits = { speakerDependent: false, validatesOnTest: false };
    const honest = summarise(rows, { protocol: 'loso', traits, labels: LABELS, byCorpus: false });
    expect(honest.accuracies[2]?.rule).toContain('no test clip chose anything');
  });

  it('are held apart by test corpus where each is a matter of its own', () => {
    const cross = [row('held-out', true, { corpus: 'one' }), row('held-out', false, { corpus: 'two' })];
    const { heldOut } = summarise(cross, { ...PAPER, labels: LABELS, byCorpus: true });
    expect(heldOut.map(({ title }) => title.at(-3))).toEqual(['o', 't']);
    expect(heldOut.map(({ bySpeaker }) => bySpeaker[0]?.speaker)).toEqual(['one/1', 'two/1']);
  });
});

describe('predictions', () => {
  const pathOf = (text: string): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'rows-')), 'predictions.csv');
    writeFileSync(path, text);
    return path;
  };

  it('come back from their file, whatever the names hold', async () => {
    const rows = [row('train', true, { name: 'a "b", c' }), row('held-out', false, { seed: 3 })];
    expect(await readRows(pathOf(rowsToCsv(rows, LABELS)), LABELS)).toEqual(rows);
  });

  it('are refused for other labels, with a broken line, and when they are missing', async () => {
    const text = rowsToCsv([row('train', true)], LABELS);
    await expect(readRows(pathOf(text), ['anger', 'fear'])).rejects.toThrow('not seed,fold,part');
    await expect(readRows(pathOf(text.replace('0.75', 'NaN')), LABELS)).rejects.toThrow('no prediction');
    await expect(readRows('nowhere.csv', LABELS)).rejects.toThrow('nowhere.csv cannot be read');
  });
});
