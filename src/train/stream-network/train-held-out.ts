import { join } from 'node:path';
import type { HeldOutSplit, StreamCommand } from './config-stream.js';
import type { Clip } from '../corpora/corpus.js';
import { writeSplit } from '../protocols/split-file.js';
import type { MaterialRequest } from '../streams/material.js';
import { useWasmBackend } from '../wasm-backend.js';
import { finishHeldOut } from './finish-held-out.js';
import { STREAM_NET } from './fit-job.js';
import { fit } from './fit.js';
import { foldsOf, planHeldOut, type HeldOutPlan } from './plan-held-out.js';
import { abortOnInterrupt } from '../run/interrupt.js';
import { claimRunFolder } from '../run/run-folder.js';

/** One corpus, some speakers kept for the test: a network to fit the decision with, the network that is served, and what they come to. */
export async function trainHeldOut(command: StreamCommand, split: HeldOutSplit): Promise<void> {
  const { config, out, resume } = command;
  const plan = await planHeldOut(config, split);
  console.error(describePlan(plan));
  await claimRunFolder(out, { config, resume });
  await writeSplit(join(out, 'split.json'), foldsOf(plan));
  await useWasmBackend();
  const job = { network: STREAM_NET, config, signal: abortOnInterrupt() };
  const { noises, rooms, corpus } = plan;
  const { labels } = corpus;
  const material = (clips: readonly Clip[]): MaterialRequest => ({
    ...{ corpora: [{ clips, labels, share: 1 }], labels, noises, rooms },
  });

  const inner = await fit({
    ...job,
    title: 'inner speakers',
    folder: join(out, 'inner'),
    material: material(plan.innerSplit.train),
    steps: split.innerSteps,
  });
  const final = await fit({
    ...job,
    title: 'all training speakers',
    folder: join(out, 'final'),
    material: material(plan.outerSplit.train),
    steps: config.steps,
  });
  await finishHeldOut({ command, plan, inner, final });
}

function describePlan({ heldOut, inner, outerSplit, noises, rooms }: HeldOutPlan): string {
  return (
    `${outerSplit.train.length} clips to train on; test speakers ${heldOut.join(', ')} (${outerSplit.test.length} clips), ` +
    `inner speakers ${inner.join(', ')}; ${noises.length} noises and ${rooms.length} rooms to mix in`
  );
}
