import { join } from 'node:path';
import type { LosoSplit, StreamCommand } from '../config-stream.js';
import { shardOf } from '../shard.js';
import { useWasmBackend } from '../wasm-backend.js';
import { finishLoso } from './finish-loso.js';
import { fit, STREAM_NET, type Fitted } from './fit.js';
import { planLoso } from './plan-loso.js';
import { abortOnInterrupt, claimRunFolder } from './run-folder.js';

/**
 * Leave-one-speaker-out over the first corpus, the other corpora always in training: a base network, a network for each fold, the network
 * that is served, and what they come to.
 */
export async function trainLoso(command: StreamCommand, split: LosoSplit): Promise<void> {
  const { config, out, resume, baseOnly, shard } = command;
  const plan = await planLoso(config, split);
  await claimRunFolder(out, { config, resume });
  await useWasmBackend();
  const job = { network: STREAM_NET, signal: abortOnInterrupt() };

  const base =
    plan.base &&
    (await fit({
      ...{ ...job, config: { ...config, rate: split.baseRate }, material: plan.base, steps: split.baseSteps },
      ...{ title: 'base', folder: join(out, 'base'), mustBeFinished: shard !== null },
    }));
  if (baseOnly) return;
  const folds: Fitted[] = [];
  for (const { speaker, material } of shardOf(plan.folds, shard))
    folds.push(
      await fit({
        ...{ ...job, config, material, from: base, steps: config.steps },
        ...{ title: `without ${speaker}`, folder: join(out, 'folds', speaker) },
      }),
    );
  if (shard !== null) return;
  const final = await fit({
    ...{ ...job, config, material: plan.final, from: base, steps: config.steps },
    ...{ title: 'everybody', folder: join(out, 'final') },
  });
  await finishLoso({ command, plan, base, folds, final });
}
