import { describe, expect, it } from 'vitest';
import type { Emotion } from '../../../../src/core/emotions.js';
import { parseExperimentArgs } from '../../../../src/train/experiment/config-experiment.js';
import type { ExperimentResult } from '../../../../src/train/experiment/experiment-result.js';
import type { JobRecord } from '../../../../src/train/experiment/experiment-job.js';
import type { PredictionRow } from '../../../../src/train/experiment/predictions.js';
import { summarise } from '../../../../src/train/experiment/summary.js';
import { paperTable } from '../../../../src/train/report/paper-table.js';

const LABELS: readonly Emotion[] = [
  ...(['anger', 'boredom', 'disgust', 'fear', 'happiness', 'neutral', 'sadness'] as const),
];

/** Four clips of one speaker of anger, of which each seed finds as many as given, in each part. */
function resultOf(right: readonly number[], args: readonly string[] = []): ExperimentResult {
  const rows = right.flatMap((count, index) =>
    (['train', 'validation', 'held-out'] as const).flatMap((part) =>
      Array.from({ length: 4 }, (_, clip): PredictionRow => {
        const guess = clip < count ? 'anger' : 'sadness';
        const own = { corpus: 'emodb', name: `${part}${clip}`, path: '', speaker: '12' };
        return {
          ...{ seed: index + 1, fold: '12+15', part, guess, probabilities: LABELS.map(() => 1 / 7) },
          clip: { ...own, sex: 'male', emotion: 'anger' },
        };
      }),
    ),
  );
  const command = parseExperimentArgs([
    ...['--corpus', 'emodb', '--data', 'd', '--network', '2d', '--split', 'paper-si', '--out', 'o'],
    ...['--fixed-epoch', '15', ...args],
  ]);
  if (command === null) throw new Error('no command');
  const traits = { speakerDependent: false, validatesOnTest: true };
  return {
    ...summarise(rows, { protocol: 'paper-si', traits, labels: LABELS, byCorpus: false }),
    ...{
      protocol: 'paper-si',
      ...traits,
      labels: LABELS,
      splitHash: '',
      config: command.config,
      leftOut: [],
    },
    jobs: [7, 9].map((bestEpoch) => ({ bestEpoch, history: { length: bestEpoch + 8 } }) as JobRecord),
  };
}

describe("results beside the paper's Table 7", () => {
  const table = paperTable([resultOf([1, 2, 4])]);

  it('give each accuracy under its name with range, clips, seeds and the paper’s value', () => {
    expect(table).toContain(
      '| 2d | paper-si on emodb | best-epoch validation accuracy | 50.0 % (25.0 % to 100.0 %) | 4 | 3 | 82.42 % |',
    );
    expect(table).toContain('train+validation accuracy (the paper’s "average") | 50.0 %');
    expect(table).toMatch(/held-out accuracy \| 50\.0 % \([^|]*\) \| 4 \| 3 \| {2}\|/);
  });

  it('name experiments that differ in their settings alone by these', () => {
    const both = paperTable([resultOf([1]), resultOf([2], ['--rate', '0.0003'])]);
    expect(both).toContain('| 2d, adam 0.001 | paper-si on emodb | best-epoch');
    expect(both).toContain('| 2d, adam 0.0003 | paper-si on emodb | best-epoch');
    const longer = paperTable([resultOf([1]), resultOf([2], ['--epochs', '90'])]);
    expect(longer).toContain('| 2d, adam 0.001, 60 epochs | paper-si on emodb | best-epoch');
    expect(longer).toContain('| 2d, adam 0.001, 90 epochs | paper-si on emodb | best-epoch');
  });

  it('name fusions by the runs that they are made of, where there are several', () => {
    const fusion = ['--network', 'fusion', '--from-1d', 'runs/1d'];
    const [usual, found] = ['usual', 'found'].map((name) =>
      resultOf([1], [...fusion, '--from-2d', `runs/2d-${name}`, '--learn', 'head']),
    ) as [ExperimentResult, ExperimentResult];
    expect(paperTable([usual])).toContain('| fusion | paper-si on emodb | best-epoch');
    for (const name of ['usual', 'found']) {
      expect(paperTable([usual, found])).toContain(
        `| fusion of 1d and 2d-${name} | paper-si on emodb | best`,
      );
      expect(paperTable([usual, found])).toContain(`| the last layer alone of 1d and 2d-${name}: adam, rate`);
    }
  });

  it('name experiments that differ in what they hear and how they pool by that, and number those that differ in nothing told', () => {
    const options = [[], ['--pooling', 'valid'], ['--sound', 'even'], ['--labels', 'anger,sadness']];
    const many = paperTable(options.map((args) => resultOf([1], args)));
    for (const told of ['', ', pooling valid', ', sound even', ', labels anger sadness']) {
      expect(many).toContain(`| 2d, adam 0.001${told} | paper-si on emodb | best-epoch`);
      expect(many).toContain(`, patience 8${told} | 15 to 17 |`);
    }
    const alike = paperTable([resultOf([1]), resultOf([2], ['--batch', '8'])]);
    expect(alike).toContain(
      '| 2d, adam 0.001, 60 epochs (1) | paper-si on emodb | adam, rate 0.001, batch 16,',
    );
    expect(alike).toContain(
      '| 2d, adam 0.001, 60 epochs (2) | paper-si on emodb | adam, rate 0.001, batch 8,',
    );
  });

  it('say which corpus was tested, where each is a matter of its own', () => {
    const cross = resultOf([1], ['--corpus', 'aa,bb', '--split', 'cross']);
    const [group] = cross.heldOut;
    if (group === undefined) throw new Error('no figures');
    const heldOut = ['aa', 'bb'].map((corpus) => ({
      ...{ ...group, title: `cross, trained on the other corpora, tested on ${corpus}` },
    }));
    const text = paperTable([{ ...cross, protocol: 'cross', heldOut }]);
    for (const corpus of ['aa', 'bb'])
      expect(text).toContain(
        `| 2d | cross on aa, bb, trained on the other corpora, tested on ${corpus} | 25.0 % |`,
      );
    expect(text, 'even is how cross hears').not.toContain('sound');
  });

  it('say what made them', () => {
    expect(table).toContain('| adam, rate 0.001, batch 16,');
    expect(table).toMatch(/\| 15 to 17 \| 7 to 9 \| 15 \|$/);
  });

  it.each([
    ['--corpus', 'emodb,nemo'],
    ['--held-out', '03,08'],
    ['--sound', 'even'],
    ['--pooling', 'valid'],
    ['--fold', '12+15'],
    ['--split', 'runs/other/split.json'],
  ])('have nothing of the paper beside them with %s %s', (...option) => {
    expect(paperTable([resultOf([1], option)])).not.toContain('82.42');
  });
});
