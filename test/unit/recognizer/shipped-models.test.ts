import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ModelManifest } from '../../../src/core/manifest.js';
import { SHIPPED_MODELS, shippedLabels } from '../../../src/recognizer/shipped-models.js';
import { modelNames } from '../../support/model-names.js';
import { ROOT } from '../../support/shell.js';

it('are the folders of models/', () => {
  expect([...SHIPPED_MODELS].sort()).toEqual(modelNames());
});

it.each(SHIPPED_MODELS)('%s: the labels known ahead are those of its manifest', (name) => {
  const text = readFileSync(join(ROOT, 'models', name, 'manifest.json'), 'utf8');
  expect(shippedLabels(name)).toEqual((JSON.parse(text) as ModelManifest).labels);
});

it('have the labels of the default model under any other name', () => {
  expect(shippedLabels('constructor')).toEqual(shippedLabels(''));
});
