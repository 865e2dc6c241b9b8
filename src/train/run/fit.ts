import { createHash } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { deriveSeed, seededRandom } from '../../core/random.js';
import { EmotionError } from '../../core/errors.js';
import { featureHash } from '../../core/feature-spec.js';
import type { StreamNetSpec } from '../../core/manifest.js';
import { LEVELLED_LOG_MEL } from '../../features/speech-level.js';
import { streamNetShapes } from '../../networks/stream-net.js';
import type { NamedShape } from '../../networks/tensors.js';
import type { StreamConfig } from '../config-stream.js';
import { Arena } from '../kernels/arena.js';
import { initialWeights, type Parameters } from '../network/initial-weights.js';
import { moveStatistics } from '../network/moving-statistics.js';
import { StreamEngine } from '../network/stream/stream-engine.js';
import { learntTensors } from '../network/learnt-tensors.js';
import type { StepOutcome } from '../network/stream/stream-step.js';
import { startAdam, stepAdam } from '../optimiser/adamw.js';
import { oneCycle } from '../optimiser/one-cycle.js';
import { BatchSource } from '../streams/batch-source.js';
import type { MaterialRequest } from '../streams/material.js';
import { loadCheckpoint, saveCheckpoint, type TrainState } from './checkpoint.js';
import { Progress } from './progress.js';

/** The streaming network that is served: 214 008 trainable numbers for 7 classes. */
export const STREAM_NET: StreamNetSpec = { kind: 'stream', channels: [32, 48, 64, 96], units: 128 };

/** One network to train. */
export interface FitJob {
  readonly title: string;
  readonly folder: string;
  readonly material: MaterialRequest;
  readonly network: StreamNetSpec;
  readonly config: Pick<StreamConfig, 'seed' | 'batch' | 'rate' | 'loss'>;
  readonly steps: number;
  /** A trained network to go on from, of the same classes; none starts from random weights. */
  readonly from?: Fitted | null;
  /** Take the network as an earlier run left it, and do not train: processes side by side must not train the same one. */
  readonly mustBeFinished?: boolean;
  /** Aborted on Ctrl-C: the job saves its state and throws. */
  readonly signal: AbortSignal;
}

/** A trained network. */
export interface Fitted {
  readonly parameters: Parameters;
}

/** Share of the old value in the moving statistics of batch normalisation. */
const MOMENTUM = 0.95;
const STEPS_PER_CHECKPOINT = 25;

/** Trains for a fixed number of steps (nothing is chosen by any held-out clip), from the last checkpoint where there is one. */
export async function fit(job: FitJob): Promise<Fitted> {
  const { config, steps, folder } = job;
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'checkpoint.bin');
  const { seed, batch, rate, loss } = config;
  const fingerprint = JSON.stringify({
    ...{ seed, batch, rate, loss, steps },
    features: featureHash(LEVELLED_LOG_MEL),
    network: job.network,
    corpora: job.material.corpora.map(({ clips, labels, share }) => ({ clips: clips.length, labels, share })),
    labels: job.material.labels,
    from: job.from == null ? null : hashParameters(job.from.parameters),
  });
  const saved = await loadCheckpoint(path, fingerprint);
  if (saved?.step === steps) return saved;
  if (job.mustBeFinished === true)
    throw new EmotionError(
      'invalid-argument',
      `${path} has ${saved?.step ?? 0} of ${steps} steps: finish it first`,
    );

  const source = await BatchSource.open(job.material);
  const shapes = streamNetShapes(job.network, job.material.labels.length);
  let state =
    saved ??
    startState(shapes, {
      fingerprint,
      parameters: job.from == null ? initialWeights(shapes, config.seed) : copyOf(job.from.parameters),
    });
  const engine = new StreamEngine(await Arena.open(), {
    shapes,
    parameters: state.parameters,
    settings: config.loss,
  });
  const progress = new Progress(job.title, { total: steps, first: state.step });
  try {
    while (state.step < steps) {
      const { step } = state;
      const batch = await source.next({ seed: config.seed, step, size: config.batch });
      const outcome = engine.step(batch, seededRandom(deriveSeed(config.seed, step, -1)));
      const adam = stepAdam(state.parameters, outcome.gradients, {
        state: state.adam,
        rate: oneCycle(step, { steps, peak: config.rate }),
      });
      moveStatistics(state.parameters, outcome.statistics, MOMENTUM);
      state = { ...state, step: step + 1, adam };
      progress.show(state.step, describe(outcome));
      await appendFile(join(folder, 'log.jsonl'), `${logLine(step, outcome)}\n`);
      const stop = job.signal.aborted;
      if (stop || state.step % STEPS_PER_CHECKPOINT === 0 || state.step === steps)
        await saveCheckpoint(path, state);
      job.signal.throwIfAborted();
    }
  } finally {
    await source.close();
  }
  return state;
}

function startState(
  shapes: readonly NamedShape[],
  start: Pick<TrainState, 'fingerprint' | 'parameters'>,
): TrainState {
  const learnt = new Map(
    learntTensors(shapes).map(({ name }) => [name, start.parameters.get(name) ?? new Float32Array()]),
  );
  return { step: 0, ...start, adam: startAdam(learnt) };
}

function copyOf(parameters: Parameters): Parameters {
  return new Map([...parameters].map(([name, values]) => [name, values.slice()]));
}

function hashParameters(parameters: Parameters): string {
  const hash = createHash('sha256');
  for (const values of parameters.values()) hash.update(values);
  return hash.digest('hex').slice(0, 16);
}

function describe({ emotionLoss, speechLoss, accuracy }: StepOutcome): string {
  return `loss ${emotionLoss.toFixed(3)}, speech ${speechLoss.toFixed(3)}, columns right ${(100 * accuracy).toFixed(0)} %`;
}

function logLine(step: number, { emotionLoss, speechLoss, accuracy }: StepOutcome): string {
  return JSON.stringify({ step, emotionLoss, speechLoss, accuracy });
}
