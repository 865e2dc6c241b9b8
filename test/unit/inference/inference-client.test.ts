import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EmotionErrorCode } from '../../../src/core/errors.js';
import { connectInference, type ConnectOptions } from '../../../src/inference/page/inference-client.js';
import type { Inference, LoadRequest } from '../../../src/inference/inference-protocol.js';
import { RestartBudget } from '../../../src/inference/page/restart-budget.js';
import { FAKE_MODEL, FakeWorker, type Behaviour } from '../../support/fake-worker.js';

const REQUEST: LoadRequest = { manifestUrl: 'https://models.test/manifest.json', backend: 'auto' };
const HOP = new Float32Array(8 * 128);
const never = () => new Promise<never>(() => undefined);
const refuse = (code: EmotionErrorCode) => () =>
  Promise.resolve({ ok: false as const, error: { code, message: `a ${code}` } });
const toDispose: Inference[] = [];

/** Connects to fake workers: the first behaves as the first of `behaviours`, and so on; those after the last as they should. */
async function connect(
  behaviours: readonly Behaviour[] = [],
  options: ConnectOptions = {},
): Promise<{ readonly inference: Inference; readonly workers: FakeWorker[] }> {
  const workers: FakeWorker[] = [];
  const startWorker: ConnectOptions['startWorker'] = (scope) => {
    const worker = new FakeWorker(behaviours[workers.length]);
    scope.add(() => {
      worker.terminate();
    });
    workers.push(worker);
    return worker;
  };
  const inference = await connectInference(REQUEST, { startWorker, ...options });
  toDispose.push(inference);
  return { inference, workers };
}

afterEach(() => {
  vi.useRealTimers();
  for (const inference of toDispose.splice(0)) inference.dispose();
});

describe('connecting', () => {
  it('loads the model and tells of its progress', async () => {
    const onProgress = vi.fn();
    const { inference, workers } = await connect([], { onProgress });
    expect(inference.model).toEqual(FAKE_MODEL);
    expect(workers[0]?.loads).toEqual([REQUEST]);
    await vi.waitFor(() => {
      expect(onProgress).toHaveBeenCalledWith(1);
    });
  });

  it('keeps the code of what hinders it, and leaves no worker', async () => {
    await expect(connect([{ load: refuse('model-hash') }])).rejects.toMatchObject({
      code: 'model-hash',
      message: 'a model-hash',
    });
    const worker = new FakeWorker({ load: never });
    const startWorker: ConnectOptions['startWorker'] = (scope) => {
      scope.add(() => {
        worker.terminate();
      });
      return worker;
    };
    await expect(connectInference(REQUEST, { startWorker, loadDeadlineMs: 30 })).rejects.toMatchObject({
      code: 'worker-timeout',
      message: 'loading https://models.test/manifest.json and its backend took longer than 30 ms',
    });
    expect(worker.log.at(-1)).toBe('terminate');
  });

  it('waits as long as more of the model comes', async () => {
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const load: Behaviour['load'] = async (onProgress) => {
      for (const share of [0.2, 0.5, 0.8]) {
        await wait(200);
        onProgress?.(share);
      }
      await wait(200);
      return { ok: true, value: FAKE_MODEL };
    };
    const { inference } = await connect([{ load }], { loadDeadlineMs: 600 });
    expect(inference.model).toEqual(FAKE_MODEL);
    const slow: Behaviour['load'] = (onProgress) => {
      onProgress?.(0.5);
      return never();
    };
    await expect(connect([{ load: slow }], { loadDeadlineMs: 100 })).rejects.toMatchObject({
      code: 'worker-timeout',
    });
  });

  it('says when the browser starts no worker', async () => {
    const startWorker = () => {
      throw new DOMException('blocked by the policy', 'SecurityError');
    };
    await expect(connectInference(REQUEST, { startWorker })).rejects.toMatchObject({ code: 'worker-failed' });
  });

  it('stops when it is not wanted any more', async () => {
    const abort = new AbortController();
    const connecting = connect([{ load: never }], { signal: abort.signal });
    abort.abort();
    await expect(connecting).rejects.toMatchObject({ code: 'disposed' });
    await expect(connect([], { signal: abort.signal })).rejects.toMatchObject({ code: 'disposed' });
  });
});

describe('a stream', () => {
  it('goes on where it was, and tells the worker when it is closed', async () => {
    const { inference, workers } = await connect();
    const [first, second] = [inference.open(), inference.open()];
    expect(first.nextFrame).toBeNull();
    await first.advance(80, HOP);
    await second.advance(0, HOP);
    expect([first.nextFrame, second.nextFrame]).toEqual([88, 8]);
    expect(workers[0]?.advances.map(({ stream }) => stream)).toEqual([0, 1]);
    second.close();
    await vi.waitFor(() => {
      expect(workers[0]?.closed).toEqual([1]);
    });
    await expect(second.advance(8, HOP)).rejects.toMatchObject({ code: 'disposed' });
  });

  it('takes one call at a time', async () => {
    const { inference } = await connect();
    const stream = inference.open();
    const running = stream.advance(0, HOP);
    await expect(stream.advance(8, HOP)).rejects.toMatchObject({ code: 'invalid-argument' });
    await running;
    expect(stream.nextFrame).toBe(8);
  });

  it('asks for a replay after a wrong call, from the same worker', async () => {
    const { inference, workers } = await connect([{ advance: refuse('invalid-argument') }]);
    const stream = inference.open();
    await expect(stream.advance(0, HOP)).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(stream.nextFrame).toBeNull();
    expect(workers).toHaveLength(1);
  });
});

describe('a worker is replaced', () => {
  const garbage = () => Promise.resolve(42 as never);
  const broken = () => Promise.reject(new Error('broken'));
  it.each<[string, Behaviour, EmotionErrorCode, ConnectOptions?]>([
    ['hangs', { advance: never }, 'worker-timeout', { advanceDeadlineMs: 500 }],
    ['answers garbage', { advance: garbage }, 'worker-failed'],
    ['throws', { advance: broken }, 'worker-failed'],
    ['loses its GPU', { advance: refuse('backend-failed') }, 'backend-failed'],
  ])('that %s', async (_, behaviour, code, options) => {
    const { inference, workers } = await connect([behaviour], options);
    const stream = inference.open();
    await expect(stream.advance(0, HOP)).rejects.toMatchObject({ code });
    expect(stream.nextFrame).toBeNull();
    expect(workers[0]?.log.slice(-2)).toEqual(['RELEASE', 'terminate']);
    await expect(stream.advance(0, HOP)).resolves.toMatchObject({ endFrame: 8 });
    expect(workers).toHaveLength(2);
    expect(workers[1]?.loads).toEqual([REQUEST]);
  });

  it.each<[string, (worker: FakeWorker | undefined) => void, RegExp]>([
    ['dies', (worker) => worker?.die('out of memory'), /out of memory/],
    [
      'sends what cannot be read',
      (worker) => worker?.dispatchEvent(new Event('messageerror')),
      /could not be read/,
    ],
  ])('that %s during a call', async (_, end, message) => {
    const { inference, workers } = await connect([{ advance: never }]);
    const stream = inference.open();
    const call = stream.advance(0, HOP);
    await vi.waitFor(() => {
      expect(workers[0]?.advances).toHaveLength(1);
    });
    end(workers[0]);
    await expect(call).rejects.toMatchObject({
      code: 'worker-failed',
      message: expect.stringMatching(message) as string,
    });
    await expect(stream.advance(0, HOP)).resolves.toMatchObject({ endFrame: 8 });
  });

  it('that dies between calls: every stream asks for a replay at once', async () => {
    const { inference, workers } = await connect();
    const streams = [inference.open(), inference.open()];
    for (const stream of streams) await stream.advance(0, HOP);
    workers[0]?.die('gone');
    expect(streams.map(({ nextFrame }) => nextFrame)).toEqual([null, null]);
    for (const stream of streams)
      await expect(stream.advance(0, HOP)).resolves.toMatchObject({ endFrame: 8 });
    expect(workers).toHaveLength(2);
  });

  it('also when the next one does not start well', async () => {
    const { inference, workers } = await connect([{}, { load: refuse('backend-failed') }]);
    workers[0]?.die('gone');
    await expect(inference.open().advance(0, HOP)).resolves.toMatchObject({ endFrame: 8 });
    expect(workers).toHaveLength(3);
  });

  it('not when the model is gone meanwhile', async () => {
    const { inference, workers } = await connect([{}, { load: refuse('model-missing') }]);
    workers[0]?.die('gone');
    await expect(inference.open().advance(0, HOP)).rejects.toMatchObject({ code: 'model-missing' });
    expect(workers).toHaveLength(2);
  });

  it('three times in half a minute, and no oftener', async () => {
    const lost = { advance: refuse('backend-failed') };
    const { inference, workers } = await connect([lost, lost, lost, lost]);
    const stream = inference.open();
    for (let loss = 0; loss < 4; loss++)
      await expect(stream.advance(0, HOP)).rejects.toMatchObject({ code: 'backend-failed' });
    for (let later = 0; later < 2; later++)
      await expect(stream.advance(0, HOP)).rejects.toMatchObject({
        code: 'worker-failed',
        message: 'the inference worker failed too often, at last: a backend-failed',
      });
    expect(workers).toHaveLength(4);
  });

  it('again after a quiet half minute', () => {
    vi.useFakeTimers();
    const budget = new RestartBudget();
    expect([1, 2, 3, 4].map(() => budget.spend())).toEqual([true, true, true, false]);
    vi.advanceTimersByTime(29_000);
    expect(budget.spend()).toBe(false);
    vi.advanceTimersByTime(1_001);
    expect(budget.spend()).toBe(true);
  });
});

describe('disposing', () => {
  it('ends the worker, rejects what is under way, and may be repeated', async () => {
    const { inference, workers } = await connect([{ advance: never }]);
    const stream = inference.open();
    const call = stream.advance(0, HOP);
    inference.dispose();
    inference.dispose();
    await expect(call).rejects.toMatchObject({ code: 'disposed' });
    await expect(stream.advance(0, HOP)).rejects.toMatchObject({ code: 'disposed' });
    stream.close();
    expect(workers).toHaveLength(1);
    expect(workers[0]?.log.at(-1)).toBe('terminate');
  });
});
