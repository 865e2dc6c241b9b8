import { join } from 'node:path';
import { parseStreamArgs, STREAM_USAGE } from '../config-stream.js';
import { describeCorpus } from '../corpora/open-corpus.js';
import { useWasmBackend } from '../wasm-backend.js';
import { finish } from './finish.js';
import { fit, STREAM_NET } from './fit.js';
import { planTraining, type TrainPlan } from './plan.js';
import { abortOnInterrupt, claimRunFolder } from './run-folder.js';

/** `train --network stream`: from recordings to a model that is served, in the order of this function. */
export async function trainStream(args: readonly string[]): Promise<void> {
  const command = parseStreamArgs(args);
  if (command === null) {
    console.log(STREAM_USAGE);
    return;
  }
  const { config, out, resume, exportAs } = command;
  console.error(JSON.stringify(config, null, 2));
  const plan = await planTraining(config);
  console.error(describePlan(plan));
  await claimRunFolder(out, { config, resume });
  await useWasmBackend();
  const job = { network: STREAM_NET, config, signal: abortOnInterrupt() };
  const { noises, rooms, corpus } = plan;

  const material = { labels: corpus.labels, noises, rooms };
  const inner = await fit({
    ...job,
    title: 'inner speakers',
    folder: join(out, 'inner'),
    material: { ...material, clips: plan.innerSplit.train },
    steps: config.innerSteps,
  });
  const final = await fit({
    ...job,
    title: 'all training speakers',
    folder: join(out, 'final'),
    material: { ...material, clips: plan.outerSplit.train },
    steps: config.steps,
  });
  await finish({ command: { config, out, exportAs }, plan, inner, final });
}

function describePlan({ corpus, heldOut, inner, outerSplit, noises, rooms }: TrainPlan): string {
  return (
    `${describeCorpus(corpus)}\n${outerSplit.train.length} clips to train on; test speakers ${heldOut.join(', ')} ` +
    `(${outerSplit.test.length} clips), inner speakers ${inner.join(', ')}; ${noises.length} noises and ${rooms.length} rooms to mix in`
  );
}
