/**
 * Trains networks for a fixed number of steps: nothing is chosen by any held-out clip.
 * @module
 */
import { speakerKey } from '../corpora/corpus.js';
import { EmotionError } from '../../core/errors.js';
import { Arena } from '../kernels/arena.js';
import type { StepOutcome } from '../network/stream/stream-step.js';
import { BatchSource } from '../streams/batch-source.js';
import type { Fitted, FitJob, SingleFitJob } from './fit-job.js';
import { Learner } from './learner.js';
import { Progress } from '../run/progress.js';

/** Trains one network that hears everybody, as {@link fitSideBySide}. */
export async function fit({ folder, ...job }: SingleFitJob): Promise<Fitted> {
  const [fitted] = await fitSideBySide({ ...job, learners: [{ folder, without: null }] });
  return fitted as Fitted;
}

/**
 * Trains every network of the job from its last checkpoint on, where there is one. What a network learns depends neither on the others nor
 * on interruptions.
 * @returns one network for each learner.
 */
export async function fitSideBySide(job: FitJob): Promise<Fitted[]> {
  checkLeftOut(job);
  const arena = await Arena.open();
  const learners: Learner[] = [];
  for (const place of job.learners) learners.push(await Learner.open(job, place, arena));
  const unfinished = learners.find(({ step }) => step < job.steps);
  if (unfinished === undefined) return learners.map(fittedOf);
  if (job.mustBeFinished === true)
    throw new EmotionError(
      'invalid-argument',
      `${unfinished.path} has ${unfinished.step} of ${job.steps} steps: finish it first`,
    );
  await teach(learners, job);
  return learners.map(fittedOf);
}

/** A name that no stream bears would leave nobody out. */
function checkLeftOut({ learners, material }: FitJob): void {
  const speakers = new Set(material.corpora.flatMap(({ clips }) => clips.map(speakerKey)));
  const unknown = learners.find(({ without }) => without !== null && !speakers.has(without))?.without;
  if (unknown != null)
    throw new EmotionError(
      'invalid-argument',
      `${unknown} is to be left out, but no clip is of that speaker`,
    );
}

function fittedOf({ parameters }: Learner): Fitted {
  return { parameters };
}

async function teach(
  learners: readonly Learner[],
  { title, material, config, steps, signal }: FitJob,
): Promise<void> {
  const source = await BatchSource.open(material);
  const first = Math.min(...learners.map(({ step }) => step));
  const progress = new Progress(title, { total: steps, first });
  try {
    for (let step = first; step < steps; step++) {
      const batch = await source.next({ seed: config.seed, step, size: config.batch });
      const outcomes: StepOutcome[] = [];
      for (const learner of learners) outcomes.push(...(await learner.learn(batch)));
      progress.show(step + 1, describe(outcomes));
      if (signal.aborted) for (const learner of learners) await learner.save();
      signal.throwIfAborted();
    }
  } finally {
    progress.end();
    await source.close();
  }
}

/** The means over the networks. */
function describe(outcomes: readonly StepOutcome[]): string {
  const mean = (of: (outcome: StepOutcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / Math.max(1, outcomes.length);
  const [loss, speech] = [mean(({ emotionLoss }) => emotionLoss), mean(({ speechLoss }) => speechLoss)];
  const right = 100 * mean(({ accuracy }) => accuracy);
  return `loss ${loss.toFixed(3)}, speech ${speech.toFixed(3)}, columns right ${right.toFixed(0)} %`;
}
