import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../../../../src/node/load-model.js';
import type { ModelManifest } from '../../../../src/core/manifest.js';
import { FRONT_END_OF_HASH } from '../../../../src/features/front-ends.js';
import { checkManifest, decodeWeights } from '../../../../src/networks/weights.js';
import { clipCard } from '../../../../src/train/export/clip-card.js';
import {
  buildClipModel,
  CLIP_DECISION,
  exportClipModel,
  type ClipModelParts,
} from '../../../../src/train/export/clip-model.js';
import { randomModel } from '../../../support/random-model.js';
import { ROOT } from '../../../support/shell.js';

const NORMALISATION = { samples: { mean: 0, std: 0.1 }, frames: { mean: -50, std: 20 } };

function partsOf(kind: ClipModelParts['network']['kind']): ClipModelParts {
  const network = { kind, pooling: 'same' } as const;
  const { manifest, values } = randomModel(network, 1);
  return {
    ...{ id: 'paper', network, labels: manifest.labels, parameters: new Map(values) },
    ...{ normalisation: NORMALISATION, licence: 'CC0-1.0' },
    training: {
      corpora: [{ name: 'emodb', licence: 'CC0-1.0', clips: 444, speakers: ['03', '08'] }],
      ...{ heldOutSpeakers: ['12', '15'], command: 'npm run train -- --network 2d', seed: 1, figures: [] },
    },
  };
}

describe('the export of a network for clips', () => {
  it.each([
    ['cnn-lstm-1d', 'samples'],
    ['cnn-lstm-2d', 'log-mel'],
    ['fusion', 'log-mel-and-samples'],
  ] as const)('%s: a manifest that names the front end %s, and float16 weights', (kind, frontEnd) => {
    const parts = partsOf(kind);
    const { manifest, bytes } = buildClipModel(parts);
    const json: unknown = JSON.parse(JSON.stringify(manifest));
    const checked = checkManifest(json, [...FRONT_END_OF_HASH.keys()]);
    expect(FRONT_END_OF_HASH.get(checked.features.hash)).toBe(frontEnd);
    expect(checked.features).toMatchObject(
      kind === 'cnn-lstm-1d' ? NORMALISATION.samples : NORMALISATION.frames,
    );
    expect(checked.features.samples).toEqual(kind === 'fusion' ? NORMALISATION.samples : undefined);
    const decoded = decodeWeights(checked, bytes);
    for (const [name, values] of parts.parameters)
      expect(Math.abs((decoded.get(name)?.[0] ?? NaN) - (values[0] ?? NaN))).toBeLessThan(0.002);
  });

  it('refuses a network without the scale of what it reads', () => {
    const { frames } = NORMALISATION;
    expect(() => buildClipModel({ ...partsOf('fusion'), normalisation: { frames } })).toThrow(
      'a fusion network needs the mean and std of its samples',
    );
  });

  it('decides as the published ones do where nothing is fitted, and by no number that is none', () => {
    for (const name of ['paper-1d', 'paper-2d', 'fusion']) {
      const text = readFileSync(join(ROOT, 'models', name, 'manifest.json'), 'utf8');
      const { decision } = JSON.parse(text) as ModelManifest;
      expect(JSON.stringify(CLIP_DECISION), name).toBe(JSON.stringify(decision));
    }
    const decision = { ...CLIP_DECISION, uncertainBelow: NaN };
    expect(() => buildClipModel({ ...partsOf('cnn-lstm-2d'), decision })).toThrow(
      'decision.uncertainBelow is NaN, not a finite number',
    );
  });

  it.each([
    ['emodb', 'CC-BY-4.0', '2 speakers, acted emotions, clean recordings: expect', 'the weights: CC-BY-4.0.'],
    [
      'mine',
      'NOASSERTION',
      '2 speakers: expect',
      'the weights: NOASSERTION, since those of the corpora below',
    ],
  ])('writes of %s under %s in its card what is known of them', (name, licence, limits, told) => {
    const parts = partsOf('cnn-lstm-2d');
    const corpora = parts.training.corpora.map((corpus) => ({ ...corpus, name }));
    const { manifest } = buildClipModel({ ...parts, licence, training: { ...parts.training, corpora } });
    const card = clipCard({
      ...{ manifest, evaluations: [], accuracies: [], fitted: null, sound: 'raw', revision: null },
      separation: '',
    });
    expect(card).toContain(limits);
    expect(card).toContain(told);
  });

  it('writes a folder that is served, with a card that tells what becomes of the window', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'clip-model-')), 'paper-2d');
    await exportClipModel(folder, partsOf('cnn-lstm-2d'), {
      ...{ evaluations: [], accuracies: [], fitted: null, sound: 'raw', revision: null },
      separation: 'Speakers 12 and 15 were kept out.',
    });
    const inference = await loadModel(folder, { backend: 'wasm', folder: '/' });
    expect(inference.model).toMatchObject({ id: 'paper', input: { frontEnd: 'log-mel' } });
    inference.dispose();
    const card = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(card).toMatch(/Speakers 12 and 15 were kept out/);
    expect(card).toMatch(/Until 8 s were heard.*digital silence behind it/s);
    expect(card).toMatch(/nothing is padded any more/);
    expect(card).toMatch(/Pools are padded\*\* \(SAME\)\. An answer is about all 8 s/);
    expect(card).toMatch(/not calibrated/);
  });
});
