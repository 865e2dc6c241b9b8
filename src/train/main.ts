/**
 * `npm run train`: from recordings to a model, in the order of this file.
 * @module
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmotionError } from '../core/errors.js';
import { parseTrainArgs, USAGE, type TrainCommand } from './config.js';
import { fit, STREAM_NET } from './run/fit.js';
import { planTraining, type TrainPlan } from './run/plan.js';
import { finish } from './run/finish.js';
import { useWasmBackend } from './wasm-backend.js';

async function train({ config, out, resume, exportAs }: TrainCommand): Promise<void> {
  console.error(JSON.stringify(config, null, 2));
  const plan = await planTraining(config);
  console.error(describePlan(plan));
  await claimRunFolder(out, { text: `${JSON.stringify(config, null, 2)}\n`, resume });
  await useWasmBackend();
  const stop = abortOnInterrupt();
  const job = { network: STREAM_NET, config, signal: stop };
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
    `${corpus.name} (${corpus.licence}): ${outerSplit.train.length} clips to train on; test speakers ${heldOut.join(', ')} ` +
    `(${outerSplit.test.length} clips), inner speakers ${inner.join(', ')}; ${noises.length} noises and ${rooms.length} rooms to mix in`
  );
}

/** Makes the run folder and saves the config; an old run is continued only on demand, and only with the same config. */
async function claimRunFolder(
  folder: string,
  { text, resume }: { readonly text: string; readonly resume: boolean },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'config.json');
  const old = await readFile(path, 'utf8').catch(() => null);
  if (old !== null && !resume)
    throw new EmotionError(
      'invalid-argument',
      `${folder} holds a run already: go on with --resume, or choose another --out`,
    );
  if (old !== null && old !== text)
    throw new EmotionError(
      'invalid-argument',
      `${path} differs from this command's config: a run is resumed with the options that started it`,
    );
  await writeFile(path, text);
}

function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    console.error('\nstopping after this step; go on with --resume');
    controller.abort(new EmotionError('disposed', 'interrupted; the state is saved'));
  });
  return controller.signal;
}

try {
  const command = parseTrainArgs(process.argv.slice(2));
  if (command === null) console.log(USAGE);
  else await train(command);
} catch (error) {
  console.error(error instanceof EmotionError ? `error: ${error.message}` : error);
  process.exitCode = 1;
}
