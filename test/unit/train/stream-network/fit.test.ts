import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StreamNetSpec } from '../../../../src/core/manifest.js';
import type { Clip } from '../../../../src/train/corpora/corpus.js';
import type { LearnerPlace, SingleFitJob } from '../../../../src/train/stream-network/fit-job.js';
import { fit, fitSideBySide } from '../../../../src/train/stream-network/fit.js';
import { useWasmBackend } from '../../../../src/train/wasm-backend.js';
import { encodeWav } from '../../../support/encode-wav.js';
import { babble } from '../../../support/signals.js';

const NETWORK: StreamNetSpec = { kind: 'stream', channels: [8, 8, 8, 8], units: 8 };
const LABELS = ['anger', 'neutral'] as const;

/** Two speakers with a voice for each emotion, on disk; the second one's voices are made of `other`. */
function makeClips(other = 10): Clip[] {
  const folder = mkdtempSync(join(tmpdir(), 'voices-'));
  return ['a', 'b'].flatMap((speaker, s) =>
    LABELS.map((emotion, e) => {
      const path = join(folder, `${speaker}-${emotion}.wav`);
      writeFileSync(path, encodeWav([babble(1.2, other * s + e)], { sampleRate: 16_000 }));
      return { corpus: 'made', name: path, path, speaker, sex: 'female', emotion };
    }),
  );
}

function jobIn(clips: readonly Clip[], change: Partial<SingleFitJob> = {}): SingleFitJob {
  return {
    title: 'test',
    folder: mkdtempSync(join(tmpdir(), 'run-')),
    material: { corpora: [{ clips, labels: LABELS, share: 1 }], labels: LABELS, noises: [], rooms: [] },
    network: NETWORK,
    config: { seed: 1, batch: 2, rate: 2e-3, loss: { labelSmoothing: 0.1, dropout: 0.2, speechWeight: 0.3 } },
    steps: 3,
    signal: new AbortController().signal,
    ...change,
  };
}

describe('a training run', { timeout: 120_000 }, () => {
  let clips: readonly Clip[] = [];
  beforeAll(async () => {
    clips = makeClips();
    await useWasmBackend();
  });

  it('goes on after an interruption as if there had been none, bit for bit', async () => {
    const whole = await fit(jobIn(clips));
    const { folder } = jobIn(clips);
    const stopped = jobIn(clips, { folder, signal: AbortSignal.abort(new Error('stop')) });
    await expect(fit(stopped)).rejects.toThrow('stop');
    expect(readFileSync(join(folder, 'log.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1);
    const resumed = await fit(jobIn(clips, { folder }));
    expect([...resumed.parameters]).toEqual([...whole.parameters]);
    expect(readFileSync(join(folder, 'log.jsonl'), 'utf8').trim().split('\n')).toHaveLength(3);
  });

  it('teaches networks side by side what each would learn alone, and none of them a word of the speaker that it leaves out', async () => {
    const newFolder = (): string => mkdtempSync(join(tmpdir(), 'run-'));
    const among = async (voices: readonly Clip[], ...without: (string | null)[]) => {
      const learners = without.map((speaker) => ({ folder: newFolder(), without: speaker }));
      return (await fitSideBySide({ ...jobIn(voices, { steps: 4 }), learners })).map(({ parameters }) => [
        ...parameters,
      ]);
    };
    const [withoutA, withoutB, everybody] = await among(clips, 'made/a', 'made/b', null);
    expect(await among(clips, 'made/b')).toEqual([withoutB]);
    expect(everybody).toEqual([...(await fit(jobIn(clips, { steps: 4 }))).parameters]);
    expect(withoutA).not.toEqual(withoutB);

    const [strangeA, strangeB, strangers] = await among(makeClips(70), 'made/a', 'made/b', null);
    expect(strangeB).toEqual(withoutB);
    expect(strangeA).not.toEqual(withoutA);
    expect(strangers).not.toEqual(everybody);
  });

  it('teaches networks of which one is ahead, as after an interruption, what they learn without', async () => {
    const places = ['made/a', 'made/b'].map((without) => ({
      folder: mkdtempSync(join(tmpdir(), 'run-')),
      without,
    }));
    const job = jobIn(clips, { steps: 4 });
    const learn = async (learners: readonly LearnerPlace[], signal = job.signal) =>
      (await fitSideBySide({ ...job, learners, signal })).map(({ parameters }) => [...parameters]);
    const whole = await learn(
      places.map(({ without }) => ({ folder: mkdtempSync(join(tmpdir(), 'run-')), without })),
    );
    const ahead = learn(places.slice(1), AbortSignal.abort(new Error('stop')));
    await expect(ahead).rejects.toThrow('stop');
    expect(await learn(places)).toEqual(whole);
  });

  it('refuses to leave out a speaker whom no stream names', async () => {
    const learners = [{ folder: mkdtempSync(join(tmpdir(), 'run-')), without: 'a' }];
    await expect(fitSideBySide({ ...jobIn(clips), learners })).rejects.toThrow(
      'a is to be left out, but no clip is of that speaker',
    );
  });

  it('refuses a checkpoint of another run, and one that is cut short', async () => {
    const job = jobIn(clips, { steps: 1 });
    await fit(job);
    await expect(fit({ ...job, steps: 2 })).rejects.toThrow('checkpoint.bin is of another run');
    truncateSync(join(job.folder, 'checkpoint.bin'), 5000);
    await expect(fit(job)).rejects.toThrow('checkpoint.bin');
  });

  it('refuses a checkpoint of a version with another header', async () => {
    const job = jobIn(clips);
    const header = Buffer.from('{"step":3,"fingerprint":"","groups":{}}');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.length);
    writeFileSync(join(job.folder, 'checkpoint.bin'), Buffer.concat([length, header]));
    await expect(fit(job)).rejects.toThrow('checkpoint.bin is no checkpoint: its header has no facts');
  });

  it('names the recording that cannot be read', async () => {
    const broken = { ...(clips[0] as Clip), path: join(tmpdir(), 'nowhere.wav') };
    await expect(fit(jobIn([broken, ...clips]))).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('nowhere.wav') as string,
    });
  });
});
