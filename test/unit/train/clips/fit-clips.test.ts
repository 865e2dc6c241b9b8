import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { normal, seededRandom } from '../../../../src/core/random.js';
import { batchOf, normalisationOf } from '../../../../src/train/clips/clip-batch.js';
import {
  fitClips,
  type ClipJob,
  type FittedClips,
  type OpenStepMaker,
} from '../../../../src/train/clips/fit-clips.js';
import type { LoadedClip } from '../../../../src/train/clips/load-clips.js';
import { replaceFile } from '../../../../src/train/run/state-file.js';
import { openFakeStepMaker } from '../../../support/fake-step-maker.js';

const LABELS = ['anger', 'sadness'] as const;
const FRAMES = 251;

/** Anger is loud in the upper mels, sadness in the lower ones, both in much noise. */
function clipsOf(count: number, seed: number): LoadedClip[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, n) => {
    const emotion = LABELS[n % 2] ?? 'anger';
    const frames = new Float32Array(FRAMES * 128);
    const tilt = (emotion === 'anger' ? 1 : -1) * (0.3 + normal(random));
    for (let i = 0; i < frames.length; i++)
      frames[i] = -60 + tilt * (((i % 128) - 64) / 64) + 3 * normal(random);
    const speaker = String(n % 4);
    return {
      clip: { corpus: 'made', name: `${seed}-${n}`, path: '', speaker, sex: 'female', emotion },
      length: 100_000,
      frames,
    };
  });
}

function jobWith(change: Partial<ClipJob> = {}): ClipJob {
  return {
    title: 'test',
    folder: mkdtempSync(join(tmpdir(), 'fit-')),
    network: { kind: '2d', pooling: 'same' },
    labels: LABELS,
    train: clipsOf(20, 1),
    validation: clipsOf(10, 2),
    settings: {
      ...{ optimiser: 'adam', rate: 0.01, batch: 8, l2Parameters: 0, l2Activity: 0, epochs: 6, patience: 8 },
    },
    fixedEpoch: null,
    seed: 1,
    signal: new AbortController().signal,
    open: openFakeStepMaker,
    ...change,
  };
}

/** Of every bit of a network; comparing the numbers one by one takes too long. */
function digest(parameters: ReadonlyMap<string, Float32Array>): string {
  const hash = createHash('sha256');
  for (const [name, values] of parameters) hash.update(name).update(new Uint8Array(values.buffer));
  return hash.digest('hex');
}

/** Without the times. */
function outcome({ history, best, fixed, normalisation }: FittedClips): unknown {
  const logs = history.map((log) => ({ ...log, seconds: 0 }));
  const plain = (snapshot: typeof best | null) => snapshot && [snapshot.epoch, digest(snapshot.parameters)];
  return { logs, normalisation, best: plain(best), fixed: plain(fixed) };
}

/** Answers validation clips as `script` says, epoch by epoch: the share of right ones. */
function scripted(script: readonly number[]): OpenStepMaker {
  return async (options) => {
    const maker = await openFakeStepMaker(options);
    let [asked, epoch] = [0, 0];
    return {
      ...maker,
      predict(batch) {
        const answers = [...batch.labels].map((label, row) => {
          const right = asked + row < 10 * (script[epoch] ?? 0);
          return (right ? label : 1 - label) === 0 ? [0.9, 0.1] : [0.1, 0.9];
        });
        asked += batch.size;
        if (asked >= 10) [asked, epoch] = [0, epoch + 1];
        return Promise.resolve(Float32Array.from(answers.flat()));
      },
    };
  };
}

describe('training by epochs', { timeout: 120_000 }, () => {
  it('learns, and shows every clip once an epoch', async () => {
    const seen: number[] = [];
    const open: OpenStepMaker = async (options) => {
      const maker = await openFakeStepMaker(options);
      return { ...maker, step: (batch, l2) => (seen.push(batch.size), maker.step(batch, l2)) };
    };
    const { history } = await fitClips(jobWith({ open }));
    expect(seen.slice(0, 3)).toEqual([7, 6, 7]);
    expect(history).toHaveLength(6);
    expect(history.at(-1)?.loss).toBeLessThan(history[0]?.loss ?? 0);
  });

  it('takes the statistics of inference from 160 clips or more, at the weights that the epoch ended with', async () => {
    const observed: { readonly size: number; readonly bias: readonly number[] }[] = [];
    const open: OpenStepMaker = async (options) => {
      const maker = await openFakeStepMaker(options);
      return {
        ...maker,
        observe({ size }) {
          observed.push({ size, bias: [...(options.parameters.get('emotion/bias') ?? [])] });
          const filled = (value: number): Float32Array => new Float32Array(64).fill(value);
          return Promise.resolve([{ name: 'block1', mean: filled(size), variance: filled(1 / size) }]);
        },
      };
    };
    const settings = { ...jobWith().settings, epochs: 1, batch: 50 };
    const { best } = await fitClips(jobWith({ open, settings, train: clipsOf(221, 1) }));
    expect(observed.map(({ size }) => size)).toEqual([44, 44, 45, 44]);
    for (const { bias } of observed) expect(bias).toEqual([...(best.parameters.get('emotion/bias') ?? [])]);
    // Each batch counts by its clips, and nothing is left of the start.
    expect(best.parameters.get('block1/mean')?.[0]).toBeCloseTo((3 * 44 ** 2 + 45 ** 2) / 177, 4);
    expect(best.parameters.get('block1/variance')?.[63]).toBeCloseTo(4 / 177, 6);
  });

  it('stops after eight epochs without a better validation accuracy, and keeps the first best one', async () => {
    const script = [0.5, 0.6, 0.9, 0.7, 0.9, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 1];
    const settings = { ...jobWith().settings, epochs: 30 };
    const fitted = await fitClips(jobWith({ open: scripted(script), settings }));
    expect(fitted.history).toHaveLength(11);
    expect(fitted.history.map(({ validationAccuracy }) => validationAccuracy)).toEqual(script.slice(0, 11));
    expect(fitted.best.epoch).toBe(3);
  });

  it('keeps an epoch fixed beforehand too, and does not stop before it', async () => {
    const settings = { ...jobWith().settings, epochs: 30 };
    // The better epoch comes when the search for the best is over.
    const open = scripted([0.8, ...new Array<number>(10).fill(0.5), 0.9, 0.5, 0.5]);
    const fitted = await fitClips(jobWith({ open, settings, fixedEpoch: 14 }));
    expect(fitted.history).toHaveLength(14);
    expect([fitted.best.epoch, fitted.fixed?.epoch]).toEqual([1, 14]);
    expect(digest(fitted.best.parameters)).not.toBe(digest(fitted.fixed?.parameters ?? new Map()));
  });

  it('goes on after Ctrl-C as if there had been none, and loses less than an epoch', async () => {
    const whole = await fitClips(jobWith({ fixedEpoch: 2 }));
    const stop = new AbortController();
    let steps = 0;
    const open: OpenStepMaker = async (options) => {
      const maker = await openFakeStepMaker(options);
      return {
        ...maker,
        step(batch, penalties) {
          if (++steps === 8) stop.abort(new Error('stop'));
          return maker.step(batch, penalties);
        },
      };
    };
    const stopped = jobWith({ fixedEpoch: 2, open, signal: stop.signal });
    await expect(fitClips(stopped)).rejects.toThrow('stop');
    const log = (): string[] => readFileSync(join(stopped.folder, 'log.jsonl'), 'utf8').trim().split('\n');
    expect(log()).toHaveLength(2);
    const resumed = await fitClips(jobWith({ fixedEpoch: 2, folder: stopped.folder }));
    expect(outcome(resumed)).toEqual(outcome(whole));
    expect(log()).toHaveLength(6);
  });

  it('refuses the checkpoint of another network, of other settings, and one that is cut short', async () => {
    const job = jobWith({ settings: { ...jobWith().settings, epochs: 1 } });
    await fitClips(job);
    const path = join(job.folder, 'checkpoint.bin');
    await expect(fitClips({ ...job, labels: ['anger', 'sadness', 'fear'] })).rejects.toThrow(
      'is of another run',
    );
    await expect(fitClips({ ...job, network: { kind: '1d', pooling: 'same' } })).rejects.toThrow(
      'is of another run',
    );
    await expect(fitClips({ ...job, seed: 2 })).rejects.toThrow(path);
    await expect(fitClips({ ...job, train: clipsOf(20, 3) })).rejects.toThrow('is of another run');
    truncateSync(path, readFileSync(path).length - 4000);
    await expect(fitClips(job)).rejects.toThrow('checkpoint.bin is cut short');
  });

  it('says so when it diverges', async () => {
    const open: OpenStepMaker = async (options) => ({
      ...(await openFakeStepMaker(options)),
      step: () =>
        Promise.resolve({ loss: NaN, crossEntropy: NaN, correct: 0, gradients: new Map(), statistics: [] }),
    });
    await expect(fitClips(jobWith({ open }))).rejects.toThrow('training has diverged, try a lower --rate');
    const silent: OpenStepMaker = async (options) => ({
      ...(await openFakeStepMaker(options)),
      predict: ({ size }) => Promise.resolve(new Float32Array(2 * size).fill(NaN)),
    });
    await expect(fitClips(jobWith({ open: silent }))).rejects.toThrow('training has diverged');
  });
});

describe('a batch', () => {
  const samples = Float32Array.of(0.5, -0.5, 0.25);
  const clip = { corpus: 'c', name: 'n', path: '', speaker: 's', sex: 'female', emotion: 'sadness' } as const;

  it('is normalised by all that the network reads, padding too', () => {
    const normalisation = normalisationOf([{ clip, length: 3, samples }]);
    const { mean = NaN, std = NaN } = normalisation.samples ?? {};
    expect(mean).toBeCloseTo(0.25 / 128_000, 12);
    expect(std ** 2 + mean ** 2).toBeCloseTo(0.5625 / 128_000, 12);
    const batch = batchOf([{ clip, length: 3, samples }], { labels: LABELS, normalisation });
    expect(batch.samples).toHaveLength(128_000);
    expect(batch.samples?.[1]).toBeCloseTo((-0.5 - mean) / std, 3);
    expect(batch.samples?.[4]).toBeCloseTo(-mean / std, 6);
    expect([...batch.labels, ...(batch.lengths ?? [])]).toEqual([1, 3]);
    expect(batch.frames).toBeUndefined();
  });

  it('refuses an emotion that is no class', () => {
    expect(() => batchOf([{ clip, length: 3, samples }], { labels: ['anger'], normalisation: {} })).toThrow(
      'sadness is none of the labels anger',
    );
  });
});

describe('a file', () => {
  it('that cannot be written is named, and leaves nothing behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'full-'));
    mkdirSync(join(folder, 'checkpoint.bin', 'occupied'), { recursive: true });
    await expect(replaceFile(join(folder, 'checkpoint.bin'), 'new')).rejects.toThrow(
      /cannot write .*checkpoint\.bin: /,
    );
    expect(readdirSync(folder)).toEqual(['checkpoint.bin']);
    expect(existsSync(join(folder, 'checkpoint.bin', 'occupied'))).toBe(true);
  });
});
