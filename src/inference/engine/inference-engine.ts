/**
 * The network behind the protocol: loads a model on the best backend and advances streams. Runs in the worker, and in Node.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { EmotionError } from '../../core/errors.js';
import type { BackendName } from '../../core/backends.js';
import { Scope } from '../../core/scope.js';
import type { Frames, Probability } from '../../core/units.js';
import type { IncrementalNetwork } from '../../networks/incremental-network.js';
import { inputScales } from '../../networks/network-input.js';
import { serveNetwork, type ServedNetwork } from '../../networks/served-network.js';
import { selfTest } from './backend-self-test.js';
import { chooseBackend, startBackend, type Trial } from './backend.js';
import { checkAdvance, checkLoad } from './inference-engine-checks.js';
import { fetchBytes, readModel, type ModelContents, type ReadBytes } from './inference-engine-files.js';
import { chooseHop, timeHop } from './inference-engine-trial.js';
import type {
  AdvanceRequest,
  InferenceService,
  LoadRequest,
  LoadedModel,
  RejectedBackend,
  Reply,
  Scores,
} from '../inference-protocol.js';
import { Loss } from '../loss.js';

/** What an engine takes from its surroundings. */
export interface EngineOptions {
  /** Reads the model's files. Default: `fetch`. */
  readonly readBytes?: ReadBytes;
  /** Folder or file of the wasm binary when a request names none. Default: where the wasm package lies (Node alone finds it). */
  readonly wasmUrl?: string;
  /** File of the webgpu backend. Without it there is none: Node has no WebGPU of its own. */
  readonly webgpuUrl?: string;
}

/** A network on a backend. */
interface Served {
  readonly network: ServedNetwork;
  readonly backend: BackendName;
  /** Reports a lost GPU. */
  readonly loss: Loss;
  /** Owns the network and the backend's context. */
  readonly scope: Scope;
}

/** One stream and the frame that it waits for. */
interface EngineStream {
  readonly network: IncrementalNetwork;
  nextFrame: Frames;
}

/** Serves one model at a time. TensorFlow's backends are global: in a worker it is the only one, in Node each takes its own backend anew. */
export class InferenceEngine implements InferenceService {
  readonly #options: EngineOptions;
  readonly #streams = new Map<number, EngineStream>();
  #served: Served | null = null;

  constructor(options: EngineOptions = {}) {
    this.#options = options;
  }

  /** Loads a model in place of the one before; its streams are forgotten. */
  load(request: LoadRequest, onProgress?: (share: Probability) => void): Promise<Reply<LoadedModel>> {
    return reply(async () => {
      checkLoad(request);
      this.dispose();
      const contents = await readModel(request, {
        readBytes: this.#options.readBytes ?? fetchBytes,
        onProgress,
      });
      const { taken, rejected } = await chooseBackend(
        request.backend,
        (backend) => this.#tryOut(backend, request, contents),
        ({ scope }) => {
          scope.dispose();
        },
      );
      await tf.setBackend(taken.backend);
      this.#served = taken.served;
      return describe(contents, taken, rejected);
    });
  }

  /** Advances a stream. One whose call fails is forgotten. */
  advance(request: AdvanceRequest): Promise<Reply<Scores>> {
    return reply(async () => {
      try {
        return await this.#advance(request);
      } catch (error) {
        this.#forget(request.stream);
        throw error;
      }
    });
  }

  /** Forgets a stream. */
  close(stream: number): Promise<Reply<null>> {
    this.#forget(stream);
    return Promise.resolve({ ok: true, value: null });
  }

  /** Gives streams, weights and the backend's context back; the engine may load again. */
  dispose(): void {
    for (const stream of [...this.#streams.keys()]) this.#forget(stream);
    this.#served?.scope.dispose();
    this.#served = null;
  }

  async #tryOut(
    backend: BackendName,
    request: LoadRequest,
    { manifest, values }: ModelContents,
  ): Promise<Trial<Served>> {
    const scope = new Scope();
    const loss = new Loss();
    try {
      await startBackend(backend, {
        software: request.backend === 'webgl',
        wasmUrl: request.wasmUrl ?? this.#options.wasmUrl,
        webgpuUrl: this.#options.webgpuUrl,
        loss,
        scope,
      });
      await selfTest();
      const network = serveNetwork(manifest, values);
      scope.add(() => {
        network.dispose();
      });
      const trialMs = await loss.race(timeHop(network));
      return { backend, trialMs, served: { network, backend, loss, scope } };
    } catch (error) {
      scope.dispose();
      throw error;
    }
  }

  async #advance(request: AdvanceRequest): Promise<Scores> {
    const served = this.#served;
    if (served === null)
      throw new EmotionError('invalid-argument', 'advance was called before a model was loaded');
    if (served.loss.error !== null) throw served.loss.error;
    const count = checkAdvance(request, served.network);
    await takeBackend(served.backend);
    const stream = this.#stream(served, request);
    const startedAt = performance.now();
    const { logits, speech } = await served.loss.race(stream.network.advance(request.frames));
    if (!logits.every(Number.isFinite) || speech?.every(Number.isFinite) === false)
      throw new EmotionError(
        'backend-failed',
        `the ${served.backend} backend answered with a number that is not finite`,
      );
    stream.nextFrame += count;
    return {
      endFrame: stream.nextFrame,
      logits,
      speech: speech === null ? null : [...speech],
      computeMs: performance.now() - startedAt,
    };
  }

  #stream({ network }: Served, { stream: number, firstFrame }: AdvanceRequest): EngineStream {
    const known = this.#streams.get(number);
    if (known === undefined) {
      const fresh = { network: network.open(firstFrame), nextFrame: firstFrame };
      this.#streams.set(number, fresh);
      return fresh;
    }
    if (known.nextFrame !== firstFrame)
      throw new EmotionError(
        'invalid-argument',
        `firstFrame is ${firstFrame}; stream ${number} waits for ${known.nextFrame}`,
      );
    return known;
  }

  #forget(number: number): void {
    this.#streams.get(number)?.network.dispose();
    this.#streams.delete(number);
  }
}

/** TensorFlow computes on one backend at a time: in Node, another engine may have taken its own meanwhile. */
async function takeBackend(name: BackendName): Promise<void> {
  if (tf.getBackend() === name || (await tf.setBackend(name))) return;
  throw new EmotionError('backend-failed', `the ${name} backend cannot be taken again`);
}

/** Errors as data: neither comlink nor structured clone keeps a code. */
async function reply<T>(work: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: EmotionError.wrap(error, 'backend-failed', 'the backend failed').toData() };
  }
}

function describe(
  { manifest, frontEnd }: ModelContents,
  { served, trialMs }: Trial<Served>,
  rejected: readonly RejectedBackend[],
): LoadedModel {
  const { id, network, labels, features, decision } = manifest;
  const { framesPerColumn, incremental, replayFrames, windowFrames } = served.network;
  return {
    id,
    network,
    labels,
    input: { frontEnd, ...inputScales(features) },
    decision,
    framesPerColumn,
    incremental,
    framesPerHop: chooseHop(served.network, trialMs),
    replayFrames,
    windowFrames,
    backend: served.backend,
    rejected,
    trialMs,
  };
}
