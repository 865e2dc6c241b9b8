import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BackendName } from '../../src/core/backends.js';
import { Scope } from '../../src/core/scope.js';
import { connectInference, type ConnectOptions } from '../../src/inference/page/inference-client.js';
import type {
  Inference,
  InferenceStream,
  LoadRequest,
  Scores,
} from '../../src/inference/inference-protocol.js';
import { loadLocally } from '../../src/inference/engine/local-inference.js';
import { startInferenceWorker, type StartWorker } from '../../src/inference/page/start-worker.js';
import { greatestDifference } from '../support/backends.js';
import { randomFrames, randomModel, SMALL_STREAM } from '../support/random-model.js';

const HOP = 8 * 128;
const WORKER = new URL('/dist/inference-worker.js', location.href).href;
const COLUMNS = 45;
const frames = randomFrames(COLUMNS * 8, 1);
const scope = new Scope();
let files: Omit<LoadRequest, 'backend'>;
/** The answers of an undisturbed run of single hops on the cpu backend. */
let expected: Scores[];
const toDispose: Inference[] = [];

beforeAll(async () => {
  const { manifest, bytes } = randomModel(SMALL_STREAM, 2);
  files = { manifestUrl: blobUrl([JSON.stringify(manifest)]), weightsUrl: blobUrl([new Uint8Array(bytes)]) };
  const reference = await loadLocally({ ...files, backend: 'cpu' });
  expected = await advance(reference.open(), 0, COLUMNS);
  reference.dispose();
  return () => {
    scope.dispose();
  };
});

afterEach(() => {
  for (const inference of toDispose.splice(0)) inference.dispose();
});

function blobUrl(parts: BlobPart[], type = ''): string {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  scope.add(() => {
    URL.revokeObjectURL(url);
  });
  return url;
}

async function connect(backend: LoadRequest['backend'], options: ConnectOptions = {}): Promise<Inference> {
  const inference = await connectInference({ ...files, backend }, { workerUrl: WORKER, ...options });
  toDispose.push(inference);
  return inference;
}

/** Columns `from` to `to`, one a hop; at a loss the whole past is replayed first. */
async function advance(stream: InferenceStream, from: number, to: number): Promise<Scores[]> {
  const answers: Scores[] = [];
  for (let column = from; column < to; column++) {
    const first = (stream.nextFrame ?? 0) / 8;
    answers.push(await stream.advance(first * 8, frames.subarray(first * HOP, (column + 1) * HOP)));
  }
  return answers;
}

function expectAgreement(answers: readonly Scores[], firstColumn: number, tolerance = 1e-4): void {
  for (const [index, { logits, endFrame }] of answers.entries()) {
    const column = firstColumn + index;
    expect(endFrame).toBe((column + 1) * 8);
    expect(greatestDifference(logits, expected[column]?.logits ?? [])).toBeLessThan(tolerance);
  }
}

/** Starts the real worker and remembers each. */
function watched(): { readonly workers: Worker[]; readonly startWorker: StartWorker } {
  const workers: Worker[] = [];
  const startWorker: StartWorker = (owner) => {
    const worker = startInferenceWorker(owner, WORKER) as Worker;
    workers.push(worker);
    return worker;
  };
  return { workers, startWorker };
}

describe('the worker in Chromium', () => {
  it.each<BackendName>(['wasm', 'cpu', 'webgl', 'webgpu'])(
    'computes on %s what the page computes',
    async (backend) => {
      const inference = await connect(backend);
      expect(inference.model.backend).toBe(backend);
      expectAgreement(await advance(inference.open(), 0, 6), 0);
    },
  );

  it('takes wasm where the only GPU is a program, and says so', async () => {
    const progress: number[] = [];
    const { model } = await connect('auto', { onProgress: (share) => progress.push(share) });
    expect(model.backend).toBe('wasm');
    expect(model.rejected).toEqual([
      { backend: 'webgl', reason: expect.stringMatching(/SwiftShader/) as string },
    ]);
    expect(progress.at(-1)).toBe(1);
  });

  it('starts from another origin', async () => {
    const foreign = new URL(WORKER);
    foreign.hostname = foreign.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
    const { model } = await connect('wasm', { workerUrl: foreign.href });
    expect(model.backend).toBe('wasm');
  });

  it('tells why a model cannot be loaded', async () => {
    const missing = new URL('/models/none/manifest.json', location.href).href;
    await expect(
      connectInference({ manifestUrl: missing, backend: 'wasm' }, { workerUrl: WORKER }),
    ).rejects.toMatchObject({ code: 'model-missing' });
    await expect(
      connectInference(
        { ...files, backend: 'wasm' },
        { workerUrl: new URL('/dist/none.js', location.href).href },
      ),
    ).rejects.toMatchObject({ code: 'worker-failed' });
  });

  it('stops loading when nobody wants it any more', async () => {
    const abort = new AbortController();
    const loading = connectInference(
      { ...files, backend: 'wasm' },
      { workerUrl: WORKER, signal: abort.signal },
    );
    abort.abort();
    await expect(loading).rejects.toMatchObject({ code: 'disposed' });
  });
});

describe('a worker that is lost in mid-stream', () => {
  it('is replaced when it reports an error', async () => {
    const { workers, startWorker } = watched();
    const stream = (await connect('wasm', { startWorker })).open();
    await advance(stream, 0, 38);
    workers[0]?.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
    expect(stream.nextFrame).toBeNull();
    expectAgreement(await advance(stream, 38, COLUMNS), 38);
    expect(workers).toHaveLength(2);
  });

  it('is replaced when it does not answer before the deadline', async () => {
    const { workers, startWorker } = watched();
    const stream = (await connect('wasm', { startWorker, advanceDeadlineMs: 3000 })).open();
    await advance(stream, 0, 38);
    workers[0]?.terminate();
    await expect(advance(stream, 38, 39)).rejects.toMatchObject({ code: 'worker-timeout' });
    expectAgreement(await advance(stream, 38, COLUMNS), 38);
    expect(workers).toHaveLength(2);
  });

  it('is replaced when it loses its WebGL context', async () => {
    // The worker's context hears the word "lose" from outside.
    const patch = `const { prototype } = OffscreenCanvas;
      const { getContext } = prototype;
      prototype.getContext = function (...args) {
        const context = getContext.apply(this, args);
        addEventListener('message', ({ data }) => {
          if (data === 'lose') context.getExtension('WEBGL_lose_context').loseContext();
        });
        return context;
      };`;
    const type = 'text/javascript';
    const script = blobUrl([`import '${blobUrl([patch], type)}'; import '${WORKER}';`], type);
    const workers: Worker[] = [];
    const startWorker: StartWorker = (owner) => {
      const worker = new Worker(script, { type: 'module' });
      owner.add(() => {
        worker.terminate();
      });
      workers.push(worker);
      return worker;
    };
    const stream = (await connect('webgl', { startWorker })).open();
    await advance(stream, 0, 2);
    workers[0]?.postMessage('lose');
    await expect(advance(stream, 2, 3)).rejects.toMatchObject({
      code: 'backend-failed',
      message: expect.stringMatching(/context/) as string,
    });
    expectAgreement(await advance(stream, 2, 4), 2);
    expect(workers).toHaveLength(2);
  });
});
