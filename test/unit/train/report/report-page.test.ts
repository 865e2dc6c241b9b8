import { describe, expect, it } from 'vitest';
import type { Emotion } from '../../../../src/core/emotions.js';
import { parseExperimentArgs } from '../../../../src/train/experiment/config-experiment.js';
import type { JobRecord } from '../../../../src/train/experiment/experiment-job.js';
import type { ExperimentResult } from '../../../../src/train/experiment/experiment-result.js';
import type { NamedAccuracy } from '../../../../src/train/experiment/summary.js';
import { reportPage } from '../../../../src/train/report/report-page.js';

const JOB: JobRecord = {
  ...{ seed: 1, fold: '12+15', bestEpoch: 2, heldOutEpoch: 3, seconds: 90 },
  history: [0.5, 0.8, 0.7].map((validationAccuracy, index) => ({
    ...{ epoch: index + 1, loss: 1, trainAccuracy: 0.3 * (index + 1), validationAccuracy },
    ...{ validationLoss: 1, seconds: 30 },
  })),
  environment: {
    ...{ date: '2026-01-02', gitRevision: '0123456789abcdef', node: 'v20.1.0', platform: 'linux x64' },
    ...{ processor: 'a quick one', cores: 2, memoryGiB: 8, tensorflow: '4.22.0', command: '' },
  },
};

function accuracy(name: NamedAccuracy['name'], right: readonly number[]): NamedAccuracy {
  const [first = 0, second = 0] = right;
  const bySeed = right.map((count, index) => ({ seed: index + 1, right: count, clips: 8 }));
  const [lowest, median, highest] = [first / 8, (first + second) / 16, second / 8];
  return { name, rule: `the rule of ${name}`, bySeed, median, lowest, highest };
}

function resultWith(change: Partial<ExperimentResult> = {}, args: readonly string[] = []): ExperimentResult {
  const command = parseExperimentArgs([
    ...['--corpus', 'emodb', '--data', 'd', '--network', '2d', '--split', 'paper-si', '--out', 'o', ...args],
  ]);
  if (command === null) throw new Error('no command');
  const figure = { protocol: 'paper-si', classes: 2, clips: 8, speakers: 2, seeds: 2 };
  return {
    ...{ protocol: 'paper-si', speakerDependent: false, validatesOnTest: true, splitHash: 'c0ffee' },
    ...{ labels: ['anger', 'sadness'], config: command.config, leftOut: [], jobs: [JOB] },
    accuracies: [
      accuracy('train+validation accuracy', [6, 8]),
      accuracy('best-epoch validation accuracy', [4, 7]),
      accuracy('held-out accuracy', [3, 4]),
    ],
    heldOut: [
      {
        ...{ title: 'paper-si on emodb', protocol: 'paper-si', confusion: [] },
        figures: [
          {
            ...{ ...figure, metric: 'UAR', value: 0.4375 },
            interval: { low: 0.21, high: 0.66, method: 'bootstrap over 6 speakers' },
          },
          { ...figure, metric: 'WAR', value: 0.5 },
        ],
        recalls: { anger: 0.625, sadness: null },
        bySpeaker: [
          { speaker: '12', sex: 'male', clips: 10, uar: 0.41, war: 0.42 },
          { speaker: '15', sex: 'female', clips: 6, uar: 0.51, war: 0.52 },
        ],
      },
    ],
    confusions: {
      'train+validation': [
        [30, 10],
        [0, 20],
      ],
      'best-epoch validation': [
        [7, 1],
        [0, 0],
      ],
      'held-out': [
        [5, 3],
        [2, 6],
      ],
    },
    ...change,
  };
}

/** A table's rows as a reader sees them, a bar between two cells. */
function rowsOf(page: string): string[] {
  return [...page.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)]
      .map(([, cell = '']) => cell.replace('<small>', ' ').replace('</small>', ''))
      .join(' | '),
  );
}

describe('the report of an experiment', () => {
  const page = reportPage(resultWith());
  const rows = rowsOf(page);

  it.each([
    'train+validation accuracy | 87.5 % | 75.0 % to 100.0 % | 1: 6 of 8; 2: 8 of 8 | the rule of train+validation accuracy',
    'best-epoch validation accuracy | 68.8 % | 50.0 % to 87.5 % | 1: 4 of 8; 2: 7 of 8 | the rule of best-epoch validation accuracy',
    'held-out accuracy | 43.8 % | 37.5 % to 50.0 % | 1: 3 of 8; 2: 4 of 8 | the rule of held-out accuracy',
  ])('has the accuracy %s', (row) => {
    expect(rows).toContain(row);
  });

  it('gives the UAR with its interval, and says how that was made', () => {
    expect(rows).toContain('UAR | 43.8 % | 21.0 % to 66.0 % | bootstrap over 6 speakers | 8 | 2 | 2');
    expect(rows).toContain('WAR | 50.0 % | - | - | 8 | 2 | 2');
    expect(rows).toContain(' | 62.5 % | -');
  });

  it('counts who was taken for what, with the share of the row', () => {
    expect(rows.filter((row) => /^(truth|anger|sadness) /.test(row))).toEqual([
      'truth \\ guess | anger | sadness | clips | recall',
      'anger | 30 75.0 % | 10 25.0 % | 40 | 75.0 %',
      'sadness | 0 0.0 % | 20 100.0 % | 20 | 100.0 %',
      'truth \\ guess | anger | sadness | clips | recall',
      'anger | 7 87.5 % | 1 12.5 % | 8 | 87.5 %',
      'sadness | 0 - | 0 - | 0 | -',
      'truth \\ guess | anger | sadness | clips | recall',
      'anger | 5 62.5 % | 3 37.5 % | 8 | 62.5 %',
      'sadness | 2 25.0 % | 6 75.0 % | 8 | 75.0 %',
    ]);
  });

  it('has a line a speaker', () => {
    expect(rows).toContain('12 | male | 10 | 41.0 % | 42.0 %');
    expect(rows).toContain('15 | female | 6 | 51.0 % | 52.0 %');
  });

  it('marks the best epoch and the kept one on the curve of the validation', () => {
    const [, points = ''] = /<polyline class="validationAccuracy" points="([^"]*)"/.exec(page) ?? [];
    const curve = points.split(' ');
    const marks = [...page.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"[^>]*><text[^>]*>([^<]*)</g)];
    expect(marks.map(([, x, y, text]) => [text, `${Number(x).toFixed(1)},${Number(y).toFixed(1)}`])).toEqual([
      ['best: 2', curve[1]],
      ['fixed: 3', curve[2]],
    ]);
    expect(page).toContain('best 80.0 % in epoch 2');
  });

  it('says what ran: every job, the split and the config', () => {
    expect(rows).toContain(
      'seed 1, fold 12+15 | 3 | 2 | 3 | 1.5 min | 0123456789ab | v20.1.0 | a quick one | 2026-01-02',
    );
    expect(page).toContain('Split c0ffee');
    expect(page).toContain('&quot;optimiser&quot;: &quot;adam&quot;');
  });

  it.each([
    ['same people are in training and test', { speakerDependent: true }],
    ['best epoch is chosen on the test clips', { validatesOnTest: true }],
    ['could not be read: emodb/03a01Fa, emodb/08a01Fd', { leftOut: ['emodb/03a01Fa', 'emodb/08a01Fd'] }],
  ])('warns that %s, where it is so', (warning, change) => {
    const honest = { speakerDependent: false, validatesOnTest: false };
    expect(reportPage(resultWith(honest))).not.toContain('class="caveat"');
    expect(reportPage(resultWith({ ...honest, ...change }))).toMatch(
      new RegExp(`<p class="caveat">[^<]*${warning}[^<]*</p>`),
    );
  });

  it('needs nothing but itself', () => {
    expect(page).not.toMatch(/(src|href)\s*=|https?:|<(script|link|iframe|img|object)|@import|url\(/i);
  });

  it('shows text from outside as it is, wherever it stands', () => {
    const odd = '<i title="&">';
    const shown = '&lt;i title=&quot;&amp;&quot;&gt;';
    const [group] = resultWith().heldOut;
    if (group === undefined) throw new Error('no group');
    const speaker = { speaker: `speaker ${odd}`, sex: `sex ${odd}`, clips: 1, uar: 1, war: 1 };
    const result = resultWith(
      {
        ...{ protocol: `protocol ${odd}`, splitHash: `hash ${odd}`, leftOut: [`clip ${odd}`] },
        labels: [`label ${odd}` as Emotion, 'sadness'],
        heldOut: [{ ...group, title: `group ${odd}`, bySpeaker: [speaker] }],
        jobs: [
          { ...JOB, fold: `fold ${odd}`, environment: { ...JOB.environment, processor: `chip ${odd}` } },
        ],
      },
      ['--data', `data ${odd}`, '--corpus', `corpus ${odd}`],
    );
    const text = reportPage(result);
    expect(text).not.toContain('<i');
    for (const word of 'protocol hash clip label group speaker sex fold chip corpus'.split(' '))
      expect(text).toContain(`${word} ${shown}`);
    expect(text).toContain(String.raw`&quot;data &lt;i title=\&quot;&amp;\&quot;&gt;&quot;`);
  });
});
