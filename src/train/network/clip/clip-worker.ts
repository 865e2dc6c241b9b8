/**
 * A thread that computes a shard of every batch.
 * @module
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Arena } from '../../kernels/arena.js';
import { ClipEngine, type EngineNetwork, type ShardOutcome } from './clip-engine.js';
import type { ClipBatch, ClipPenalties } from './clip-step.js';
import type { Parameters } from '../initial-weights.js';
import type { BlockStatistics } from '../moving-statistics.js';
import { breakSums, shareSums } from './shared-sums.js';

/** What a thread is started with. */
export interface ClipWorkerData {
  readonly network: EngineNetwork;
  readonly sums: SharedArrayBuffer;
  readonly index: number;
}

/** What a thread is asked. */
export type ClipRequest =
  | {
      readonly kind: 'step';
      readonly batch: ClipBatch;
      readonly parameters: Parameters;
      readonly penalties: ClipPenalties;
      /** Clips of the whole batch, and threads that have a shard of it. */
      readonly total: number;
      readonly active: number;
    }
  | {
      readonly kind: 'observe';
      readonly batch: ClipBatch;
      readonly parameters: Parameters;
      readonly active: number;
    }
  | { readonly kind: 'predict'; readonly batch: ClipBatch; readonly parameters: Parameters };

/** What a thread answers. */
export type ClipAnswer =
  | { readonly outcome: ShardOutcome }
  | { readonly statistics: BlockStatistics }
  | { readonly probabilities: Float32Array }
  | { readonly error: string };

const { network, sums, index } = workerData as ClipWorkerData;
const engine = new ClipEngine(await Arena.open(), network);

parentPort?.on('message', (request: ClipRequest) => {
  parentPort?.postMessage(answer(request));
});

function answer(request: ClipRequest): ClipAnswer {
  try {
    const { batch, parameters } = request;
    if (request.kind === 'predict') return { probabilities: engine.predict(batch, parameters) };
    const reduce = shareSums(sums, { index, active: request.active });
    if (request.kind === 'observe') return { statistics: engine.observe(batch, parameters, reduce) };
    const { penalties, total } = request;
    return { outcome: engine.step(batch, parameters, { penalties, shard: { total, reduce } }) };
  } catch (error) {
    breakSums(sums);
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
