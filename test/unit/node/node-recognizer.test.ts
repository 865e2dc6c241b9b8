import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { loadModel } from '../../../src/node/load-model.js';
import { nodeDependencies } from '../../../src/node/node-dependencies.js';
import { analyzeWhole } from '../../../src/pipeline/analyze-samples.js';
import { EmotionRecognizer } from '../../../src/recognizer/emotion-recognizer.js';
import { writeModel } from '../../support/model-folder.js';
import { randomModel, SMALL_STREAM } from '../../support/random-model.js';
import { babble } from '../../support/signals.js';

const folder = mkdtempSync(join(tmpdir(), 'emotion-meter-node-'));
const modelSrc = pathToFileURL(join(folder, 'model', 'manifest.json'));
const VOICE = babble(4);

beforeAll(() => {
  writeModel(join(folder, 'model'), randomModel(SMALL_STREAM, 1));
});
it('classifies samples in Node as the command line does', async () => {
  const recognizer = EmotionRecognizer.create({ modelSrc, backend: 'cpu' }, nodeDependencies());
  const summary = await recognizer.classify(VOICE, 16_000);
  recognizer.dispose();
  const inference = await loadModel('model', { backend: 'cpu', folder });
  const expected = await analyzeWhole([{ samples: VOICE, sampleRate: 16_000 }], { inference });
  inference.dispose();
  expect(summary).toEqual(expected);
});

it('loads a model once for all that ask for it, until the last is disposed of', async () => {
  const dependencies = nodeDependencies();
  const [first, second] = [1, 2].map(() =>
    EmotionRecognizer.create({ modelSrc, backend: 'cpu' }, dependencies),
  );
  const models = await Promise.all([first?.load(), second?.load()]);
  expect(models[0]).toBe(models[1]);
  first?.dispose();
  await expect(second?.classify(VOICE, 16_000)).resolves.toMatchObject({ duration: 4 });
  second?.dispose();
});

it('listens to nothing, and says what to do', async () => {
  const recognizer = EmotionRecognizer.create({ modelSrc, backend: 'cpu' }, nodeDependencies());
  await expect(recognizer.start({ kind: 'microphone' })).rejects.toMatchObject({
    code: 'audio-unsupported',
    message: expect.stringContaining('classify(samples, sampleRate)') as string,
  });
  recognizer.dispose();
});

it('says which model file is missing', async () => {
  const missing = pathToFileURL(join(folder, 'none.json'));
  const recognizer = EmotionRecognizer.create({ modelSrc: missing }, nodeDependencies());
  await expect(recognizer.classify(VOICE, 16_000)).rejects.toMatchObject({ code: 'model-missing' });
  recognizer.dispose();
});
