import { describe, expect, it } from 'vitest';
import type { RecognizerOptions } from '../../../src/recognizer/recognizer-types.js';
import { resolveOptions } from '../../../src/recognizer/recognizer-options.js';
import { MODEL_NAMES, namedModel } from '../../../src/recognizer/named-models.js';

describe('the options', () => {
  it('have defaults: the shipped model, any backend, the mean of all channels', () => {
    const { wish, channel, workletUrl } = resolveOptions({});
    expect(wish.request.manifestUrl).toMatch(/\/models\/general\/manifest\.json$/);
    expect(wish.request.weightsUrl).toMatch(/\/models\/general\/weights\.bin$/);
    expect(wish.request.backend).toBe('auto');
    expect([wish.workerUrl, workletUrl, channel]).toEqual([undefined, undefined, 'mono']);
  });

  it('find everything below one asset base', () => {
    for (const assetBase of [
      'https://cdn.test/pkg',
      'https://cdn.test/pkg/',
      new URL('https://cdn.test/pkg'),
    ]) {
      const { wish, workletUrl } = resolveOptions({ assetBase });
      expect(wish).toEqual({
        request: { manifestUrl: 'https://cdn.test/pkg/models/general/manifest.json', backend: 'auto' },
        workerUrl: 'https://cdn.test/pkg/dist/inference-worker.js',
      });
      expect(workletUrl).toBe('https://cdn.test/pkg/dist/capture-processor.js');
    }
  });

  it('put a single address before the base', () => {
    const { wish, workletUrl } = resolveOptions({
      assetBase: 'https://cdn.test/',
      modelSrc: 'https://own.test/model.json',
      workerSrc: 'https://own.test/worker.js',
      workletSrc: 'https://own.test/worklet.js',
      wasmSrc: 'https://own.test/wasm/',
      backend: 'wasm',
    });
    expect(wish).toEqual({
      request: {
        manifestUrl: 'https://own.test/model.json',
        wasmUrl: 'https://own.test/wasm/',
        backend: 'wasm',
      },
      workerUrl: 'https://own.test/worker.js',
    });
    expect(workletUrl).toBe('https://own.test/worklet.js');
  });

  it.each([
    [{ model: 'nobody' }, 'model is "nobody"'],
    [{ modelSrc: 'relative.json' }, 'modelSrc is "relative.json"'],
    [{ assetBase: 'http://' }, 'assetBase is "http://"'],
    [{ workerSrc: '' }, 'workerSrc is ""'],
    [{ backend: 'gpu' }, 'backend is "gpu"'],
    [{ channel: 'both' }, 'channel is "both"'],
    [{ labels: ['anger', 'joy'] }, '"joy"'],
    [{ labels: ['anger'] }, 'at least 2'],
    [{ decision: { enter: 7 } }, 'decision.enter is 7'],
    [{ decision: { enter: 0.2, leave: 0.6 } }, 'decision.leave is 0.6, above decision.enter 0.2'],
    [{ decision: null }, 'decision is null, not an object'],
    [{ labels: 'anger' }, 'labels is "anger", not a list'],
    [{ labels: null }, 'labels is null, not a list'],
    [{ labels: new Set(['anger', 'fear']) }, 'labels is a Set, not a list'],
    [{ labels: [1n, 'fear'] }, 'labels[0] is 1n'],
    [{ backend: 10n }, 'backend is 10n'],
    [{ modell: 'emodb' }, 'options.modell is no option: there are model,'],
    [null, 'options is null, not an object'],
    ['emodb', 'options is "emodb", not an object'],
    [5, 'options is 5, not an object'],
  ])('refuse %o', (options, named) => {
    expect(() => resolveOptions(options as RecognizerOptions)).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringContaining(named) as string,
      }),
    );
  });
});

describe('the models that have a name', () => {
  it('are looked for beside the package', () => {
    for (const name of MODEL_NAMES)
      expect(namedModel(name).manifestUrl).toContain(`/models/${name}/manifest.json`);
  });

  it('are no properties of Object', () => {
    expect(() => namedModel('constructor')).toThrow(/model is "constructor"/);
  });
});
