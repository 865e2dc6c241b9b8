import { basename, join } from 'node:path';
import type { LosoSplit, StreamCommand } from './config-stream.js';
import { writeSplit } from '../protocols/split-file.js';
import { shardOf } from '../shard.js';
import { useWasmBackend } from '../wasm-backend.js';
import { finishLoso } from './finish-loso.js';
import { STREAM_NET, type Fitted, type LearnerPlace } from './fit-job.js';
import { fit, fitSideBySide } from './fit.js';
import { foldsOf, planLoso, type LosoPlan } from './plan-loso.js';
import { abortOnInterrupt } from '../run/interrupt.js';
import { claimRunFolder } from '../run/run-folder.js';

/**
 * Leave-one-speaker-out over the first corpus, the other corpora always in training: a base network, a network for each fold, the network
 * that is served, and what they come to.
 */
export async function trainLoso(command: StreamCommand, split: LosoSplit): Promise<void> {
  const { config, out, resume, baseOnly, shard } = command;
  const plan = await planLoso(config, split);
  await claimRunFolder(out, { config, resume });
  await writeSplit(join(out, 'split.json'), foldsOf(plan));
  await useWasmBackend();
  const job = { network: STREAM_NET, signal: abortOnInterrupt() };

  const base =
    plan.base &&
    (await fit({
      ...{ ...job, config: { ...config, rate: split.baseRate }, material: plan.base, steps: split.baseSteps },
      ...{ title: 'base', folder: join(out, 'base'), mustBeFinished: shard !== null },
    }));
  if (baseOnly) return;
  const learners = shardOf(placesOf(plan, out), shard);
  const fitted = await fitSideBySide({
    ...{ ...job, config, steps: config.steps, material: plan.all, from: base },
    ...{ title: learners.map(({ folder }) => basename(folder)).join(', '), learners },
  });
  if (shard !== null) return;
  await finishLoso({ command, plan, base, folds: fitted.slice(0, -1), final: fitted.at(-1) as Fitted });
}

/** The network of each fold, and last that of everybody, which is served. */
function placesOf({ folds }: LosoPlan, out: string): LearnerPlace[] {
  return [
    ...folds.map(({ speaker, without }) => ({ folder: join(out, 'folds', speaker), without })),
    { folder: join(out, 'final'), without: null },
  ];
}
