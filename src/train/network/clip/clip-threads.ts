import type { Worker } from 'node:worker_threads';
import { EmotionError } from '../../../core/errors.js';
import { startTypescriptWorker } from '../../run/typescript-worker.js';
import { joinShards, type EngineNetwork } from './clip-engine.js';
import type { ClipBatch, ClipPenalties, ClipStepOutcome } from './clip-step.js';
import type { ClipAnswer, ClipRequest, ClipWorkerData } from './clip-worker.js';
import type { Parameters } from '../initial-weights.js';
import type { BlockStatistics } from '../moving-statistics.js';
import { allocateSums, breakSums } from './shared-sums.js';

/** Threads that share each batch; batch normalisation sees the whole batch, so their number changes nothing but the rounding. */
export class ClipThreads {
  readonly #workers: readonly Worker[];
  readonly #sums: SharedArrayBuffer;

  constructor(network: EngineNetwork, threads: number) {
    this.#sums = allocateSums(threads);
    this.#workers = Array.from({ length: threads }, (_, index) => {
      const workerData: ClipWorkerData = { network, sums: this.#sums, index };
      return startTypescriptWorker(new URL('./clip-worker.ts', import.meta.url), { workerData });
    });
  }

  /** Loss and gradients of a batch. */
  async step(batch: ClipBatch, parameters: Parameters, penalties: ClipPenalties): Promise<ClipStepOutcome> {
    const shards = dealClips(batch, this.#workers.length).map((clips) => pickClips(batch, clips));
    const shared = { kind: 'step', parameters, penalties, total: batch.size, active: shards.length } as const;
    const answers = await this.#ask(shards.map((shard) => ({ ...shared, batch: shard })));
    const outcomes = answers.flatMap((answer) => ('outcome' in answer ? [answer.outcome] : []));
    return joinShards(outcomes, parameters, { total: batch.size, penalties });
  }

  /** What the blocks see of a batch. */
  async observe(batch: ClipBatch, parameters: Parameters): Promise<BlockStatistics> {
    const shards = dealClips(batch, this.#workers.length).map((clips) => pickClips(batch, clips));
    const shared = { kind: 'observe', parameters, active: shards.length } as const;
    const [answer] = await this.#ask(shards.map((shard) => ({ ...shared, batch: shard })));
    // Every shard knows the whole batch's.
    return answer !== undefined && 'statistics' in answer ? answer.statistics : [];
  }

  /** Probabilities by the moving statistics, shape [size, K]. */
  async predict(batch: ClipBatch, parameters: Parameters): Promise<Float32Array> {
    const shares = dealClips(batch, this.#workers.length);
    const answers = await this.#ask(
      shares.map((clips) => ({ kind: 'predict', batch: pickClips(batch, clips), parameters })),
    );
    const rows = answers.map((answer) =>
      'probabilities' in answer ? answer.probabilities : new Float32Array(),
    );
    const classes = (rows[0]?.length ?? 0) / (shares[0]?.length ?? 1);
    const probabilities = new Float32Array(batch.size * classes);
    for (const [share, clips] of shares.entries())
      for (const [at, clip] of clips.entries())
        probabilities.set(rows[share]?.subarray(at * classes, (at + 1) * classes) ?? [], clip * classes);
    return probabilities;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  async #ask(requests: readonly ClipRequest[]): Promise<ClipAnswer[]> {
    const answers = await Promise.all(
      requests.map((request, index) => this.#askOne(this.#workers[index] as Worker, request)),
    );
    for (const answer of answers)
      if ('error' in answer)
        throw new EmotionError('worker-failed', `a training thread failed: ${answer.error}`);
    return answers;
  }

  #askOne(worker: Worker, request: ClipRequest): Promise<ClipAnswer> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        act();
      };
      const fail = (reason: string): void => {
        breakSums(this.#sums);
        settle(() => {
          reject(new EmotionError('worker-failed', `a training thread ended: ${reason}`));
        });
      };
      const onMessage = (answer: ClipAnswer): void => {
        settle(() => {
          resolve(answer);
        });
      };
      const onError = (error: Error): void => {
        fail(error.message);
      };
      const onExit = (code: number): void => {
        fail(`exit code ${code}`);
      };
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage(request);
    });
  }
}

/** The clips of each thread, such that all have about as much to compute: the longest first, back and forth. */
function dealClips({ size, lengths }: ClipBatch, threads: number): number[][] {
  const shares = Array.from({ length: Math.min(threads, size) }, (): number[] => []);
  const length = (clip: number): number => lengths?.[clip] ?? 0;
  const order = Array.from({ length: size }, (_, clip) => clip).sort((a, b) => length(b) - length(a));
  for (const [rank, clip] of order.entries()) {
    const turn = rank % (2 * shares.length);
    shares[turn < shares.length ? turn : 2 * shares.length - 1 - turn]?.push(clip);
  }
  return shares;
}

function pickClips({ size, samples, frames, labels }: ClipBatch, clips: readonly number[]): ClipBatch {
  const part = (values: Float32Array): Float32Array => {
    const length = values.length / size;
    const picked = new Float32Array(clips.length * length);
    for (const [at, clip] of clips.entries())
      picked.set(values.subarray(clip * length, (clip + 1) * length), at * length);
    return picked;
  };
  return {
    size: clips.length,
    ...(samples !== undefined && { samples: part(samples) }),
    ...(frames !== undefined && { frames: part(frames) }),
    labels: Int32Array.from(clips, (clip) => labels[clip] ?? 0),
  };
}
