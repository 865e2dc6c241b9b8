import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { normal, seededRandom } from '../../../../src/core/random.js';
import { parseExperimentArgs } from '../../../../src/train/experiment/config-experiment.js';
import { readRows } from '../../../../src/train/experiment/predictions.js';
import { readNetwork } from '../../../../src/train/experiment/stored-network.js';
import { clipShapes } from '../../../../src/train/network/clip/clip-network.js';
import type { ClipBatch } from '../../../../src/train/network/clip/clip-step.js';
import { ClipTrainer } from '../../../../src/train/network/clip/clip-trainer.js';
import { HeadTrainer } from '../../../../src/train/network/clip/head-trainer.js';
import { initialWeights } from '../../../../src/train/network/initial-weights.js';
import { greatestGap, hearLast } from '../../../support/hear-last.js';
import { makeCorpus, runTrainer } from '../../../support/small-corpus.js';

const LABELS = ['anger', 'sadness'] as const;
const FLOAT16 = 2e-3;
const PENALTIES = { l2Parameters: 0.01, l2Activity: 0 };

describe('a fusion of two trained networks', { timeout: 600_000 }, () => {
  const data = makeCorpus();
  const folder = mkdtempSync(join(tmpdir(), 'fusion-'));
  const place = (name: string): string => join(folder, name);
  const job = (run: string): string => join(place(run), 'jobs', 'seed-1-fold-a');
  const train = (network: string, out: string, ...more: string[]) =>
    runTrainer(
      ...['--corpus', 'women', '--data', data, '--network', network, '--split', 'paper-si'],
      ...[
        '--held-out',
        'a',
        '--epochs',
        '1',
        '--batch',
        '4',
        '--rate',
        '0.0001',
        '--out',
        place(out),
        ...more,
      ],
    );
  const from = (one: string, two: string) => ['--from-1d', place(one), '--from-2d', place(two)];

  beforeAll(async () => {
    await train('1d', 'one');
    await train('2d', 'two');
  }, 600_000);

  it('takes them over as they are and learns its last layer alone; exported, it says live what it said to the trainer', async () => {
    await train('fusion', 'both', ...from('one', 'two'));
    const [one, two, both] = [
      await readNetwork(job('one')),
      await readNetwork(job('two')),
      await readNetwork(job('both')),
    ];
    for (const [prefix, { parameters }] of [
      ['1d/', one],
      ['2d/', two],
    ] as const)
      for (const [name, values] of parameters)
        if (!name.startsWith('emotion/')) expect(both.parameters.get(`${prefix}${name}`)).toEqual(values);
    const fresh = initialWeights(clipShapes('fusion', 2), 1);
    expect(both.parameters.get('emotion/kernel')).not.toEqual(fresh.get('emotion/kernel'));
    expect(both.normalisation).toEqual({ ...one.normalisation, ...two.normalisation });

    const models = place('models');
    await runTrainer(
      ...['export', '--run', place('both'), '--name', 'fusion', '--licence', 'CC0-1.0', '--out', models],
    );
    const rows = await readRows(join(job('both'), 'predictions.csv'), LABELS);
    const held = rows.filter(({ part }) => part === 'held-out');
    expect(held).toHaveLength(2);
    // One clip says it all, and a window of the fusion takes its time.
    const paths = held.slice(0, 1).map(({ clip }) => join(data, `${clip.name}.wav`));
    const heard = await hearLast(join(models, 'fusion'), paths);
    expect(greatestGap(heard, held.slice(0, 1), LABELS)).toBeLessThan(FLOAT16);
  });

  it('learns everything on demand', async () => {
    await train('fusion', 'all', ...from('one', 'two'), '--learn', 'all');
    const { parameters } = await readNetwork(job('all'));
    const { parameters: two } = await readNetwork(job('two'));
    expect(parameters.get('2d/block1/kernel')).not.toEqual(two.get('block1/kernel'));
  });

  it('is refused where the two are not of its kind, pooling, seed, fold or clips', async () => {
    await expect(train('fusion', 'x1', ...from('two', 'two'))).rejects.toThrow('its network is 2d, not 1d');
    await expect(train('fusion', 'x2', ...from('one', 'two'), '--pooling', 'valid')).rejects.toThrow(
      'its pooling is same, not valid',
    );
    await expect(train('fusion', 'x3', ...from('one', 'two'), '--seed', '2')).rejects.toThrow(
      'has no job on fold a with seed 2, only seed-1-fold-a',
    );
    await expect(train('fusion', 'x4', ...from('one', 'nothing'))).rejects.toThrow(place('nothing'));
    const other = makeCorpus(['a', 'b', 'c', 'e']);
    await expect(train('fusion', 'x5', ...from('one', 'two'), '--data', other)).rejects.toThrow(
      /seed-1-fold-a has other train clips than this run: 6 of them, not these 6, and women\/e-anger/,
    );
  });

  it.each([
    [['--network', '2d', '--from-1d', 'a'], '--from-1d is for --network fusion, not 2d'],
    [['--from-1d', 'a'], '--from-2d is missing'],
    [['--learn', 'all'], '--from-1d is missing'],
    [['--from-1d', 'a', '--from-2d', 'b', '--learn', 'most'], '--learn is "most"'],
  ])('refuses %j', (args, message) => {
    const good = ['--corpus', 'c', '--data', 'd', '--network', 'fusion', '--split', 'loso', '--out', 'o'];
    expect(() => parseExperimentArgs([...good, ...args])).toThrow(message);
  });
});

describe('a step of the fully connected layer alone', { timeout: 120_000 }, () => {
  const random = seededRandom(7);
  const batch: ClipBatch = {
    size: 3,
    frames: Float32Array.from({ length: 3 * 251 * 128 }, (_, at) =>
      at % (251 * 128) < 4000 ? normal(random) : -1,
    ),
    labels: Int32Array.of(0, 1, 1),
    keys: ['a', 'b', 'c'],
  };
  const parameters = initialWeights(clipShapes('2d', 2), 1);
  const options = { kind: '2d', classes: 2, parameters } as const;

  it('answers as the whole network does, and remembers the deep features of a clip', async () => {
    const [head, whole] = [await HeadTrainer.open(options), await ClipTrainer.open(options)];
    const answers = await head.predict(batch);
    expect([...answers]).toEqual([...(await whole.predict(batch))]);
    const others = { ...batch, frames: new Float32Array(3 * 251 * 128) };
    expect(await head.predict(others)).toEqual(answers);
    expect(await head.predict({ ...others, keys: ['d', 'e', 'f'] })).not.toEqual(answers);
  });

  it('has the gradients of its loss', async () => {
    const head = await HeadTrainer.open(options);
    const { loss, gradients } = await head.step(batch, PENALTIES);
    expect([...gradients.keys()]).toEqual(['emotion/kernel', 'emotion/bias']);
    for (const [name, gradient] of gradients)
      for (const at of [0, gradient.length - 1]) {
        const values = parameters.get(name) as Float32Array;
        const before = values[at] ?? NaN;
        values[at] = before + 1e-2;
        const { loss: after } = await head.step(batch, PENALTIES);
        values[at] = before;
        expect((after - loss) / 1e-2).toBeCloseTo(gradient[at] ?? NaN, 2);
      }
  });
});
