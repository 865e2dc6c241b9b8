import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ModelManifest } from '../../../src/core/manifest.js';
import { MODEL_NAMES, labelsOfModel } from '../../../src/recognizer/named-models.js';
import { modelNames } from '../../support/model-names.js';
import { ROOT } from '../../support/shell.js';

it('are the folders of models/', () => {
  expect([...MODEL_NAMES].sort()).toEqual(modelNames());
});

it.each(MODEL_NAMES)('%s: the labels known ahead are those of its manifest', (name) => {
  const text = readFileSync(join(ROOT, 'models', name, 'manifest.json'), 'utf8');
  expect(labelsOfModel(name)).toEqual((JSON.parse(text) as ModelManifest).labels);
});

it('have the labels of the default model under any other name', () => {
  expect(labelsOfModel('constructor')).toEqual(labelsOfModel(''));
});
