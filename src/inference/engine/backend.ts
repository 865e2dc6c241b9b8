/**
 * Where the network runs: starting a backend of TensorFlow.js, and choosing among those that compute correctly here.
 * @module
 */
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { EmotionError } from '../../core/errors.js';
import type { BackendChoice, BackendName } from '../../core/backends.js';
import type { Scope } from '../../core/scope.js';
import type { Milliseconds } from '../../core/units.js';
import { openWebGL } from './backend-webgl.js';
import { loadWebGPU, watchDevice } from './backend-webgpu.js';
import type { RejectedBackend } from '../inference-protocol.js';
import type { Loss } from '../loss.js';

/** What `auto` tries, in order of preference. */
const AUTO: readonly BackendName[] = ['webgl', 'wasm', 'cpu'];

/** What starting a backend needs. */
export interface StartOptions {
  /** Whether a GPU that is a program will do. */
  readonly software: boolean;
  /** Folder or file of the wasm binary. */
  readonly wasmUrl: string | undefined;
  /** File of the webgpu backend. */
  readonly webgpuUrl: string | undefined;
  /** Hears of a lost GPU. */
  readonly loss: Loss;
  /** Owns what the backend holds. */
  readonly scope: Scope;
}

/** A backend that computes correctly, and how fast. */
export interface Trial<T> {
  readonly backend: BackendName;
  /** Median time of one hop. */
  readonly trialMs: Milliseconds;
  readonly served: T;
}

/** The backend that is taken, and why the others are not. */
export interface Verdict<T> {
  readonly taken: Trial<T>;
  readonly rejected: readonly RejectedBackend[];
}

/**
 * Makes `name` the current backend.
 * @throws EmotionError `backend-failed` when it does not start here.
 */
export async function startBackend(name: BackendName, options: StartOptions): Promise<void> {
  tf.enableProdMode();
  if (name === 'webgl') prepareWebGL(options);
  if (name === 'webgpu') await loadWebGPU(options.webgpuUrl, options.scope);
  if (name === 'wasm') locateWasm(options.wasmUrl);
  if (!(await tf.setBackend(name)))
    throw new EmotionError('backend-failed', `the ${name} backend does not start${hint(name, options)}`);
  if (name === 'webgpu') watchDevice(options.loss, options.scope);
}

/** TensorFlow.js keeps one backend a name: when its context is given up, the next one needs a backend of its own. */
function prepareWebGL({ software, loss, scope }: StartOptions): void {
  openWebGL({ software, loss, scope });
  scope.add(() => {
    tf.removeBackend('webgl');
    tf.registerBackend('webgl', () => new MathBackendWebGL());
  });
}

/** One binary serves all: every browser of today has SIMD, and the threads of 4.22 do not start (tfjs#8513). */
function locateWasm(url: string | undefined): void {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (url === undefined) return;
  const file = url.endsWith('.wasm') ? url : `${url.replace(/\/?$/, '/')}tfjs-backend-wasm-simd.wasm`;
  setWasmPaths({
    'tfjs-backend-wasm.wasm': file,
    'tfjs-backend-wasm-simd.wasm': file,
    'tfjs-backend-wasm-threaded-simd.wasm': file,
  });
}

function hint(name: BackendName, { wasmUrl }: StartOptions): string {
  if (name !== 'wasm') return '';
  const place =
    wasmUrl === undefined ? '' : `; its binary is looked for at ${wasmUrl}, and may be missing there`;
  return `${place}; a Content-Security-Policy must allow it with script-src 'wasm-unsafe-eval'`;
}

/**
 * Tries the backends that `choice` allows in order, and takes the first that `tryOut` accepts.
 * A GPU is taken over wasm only if its hop is the quicker one: small networks on weak GPUs are not.
 * @param giveUp is told of a backend that passed and lost.
 * @throws EmotionError `backend-failed` with every reason when none is accepted.
 */
export async function chooseBackend<T>(
  choice: BackendChoice,
  tryOut: (name: BackendName) => Promise<Trial<T>>,
  giveUp: (served: T) => void,
): Promise<Verdict<T>> {
  const rejected: RejectedBackend[] = [];
  let taken: Trial<T> | null = null;
  for (const name of choice === 'auto' ? AUTO : [choice]) {
    if (taken !== null && !(taken.backend === 'webgl' && name === 'wasm')) break;
    try {
      const trial = await tryOut(name);
      const [winner, loser]: [Trial<T>, Trial<T> | null] =
        taken !== null && taken.trialMs <= trial.trialMs ? [taken, trial] : [trial, taken];
      taken = winner;
      if (loser === null) continue;
      rejected.push({ backend: loser.backend, reason: comparison(loser, winner) });
      giveUp(loser.served);
    } catch (error) {
      rejected.push({ backend: name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  if (taken === null) throw new EmotionError('backend-failed', `no backend works here: ${list(rejected)}`);
  return { taken, rejected };
}

function comparison(loser: Trial<unknown>, winner: Trial<unknown>): string {
  return `a hop takes ${loser.trialMs.toFixed(1)} ms, on ${winner.backend} ${winner.trialMs.toFixed(1)} ms`;
}

function list(rejected: readonly RejectedBackend[]): string {
  return rejected.map(({ backend, reason }) => `${backend}: ${reason}`).join('; ');
}
