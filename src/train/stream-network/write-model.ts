import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { StreamCommand } from './config-stream.js';
import type { ClipPrediction } from '../evaluate/evaluate-clips.js';
import { predictionsCsv } from '../evaluate/figures.js';
import type { ModelFiles } from '../export/build-model.js';
import { modelCard, type CardFacts, type Evaluation } from '../export/model-card.js';
import { percent } from '../percent.js';
import { streamPage } from '../report/stream-page.js';
import type { Environment } from '../run/environment.js';
import { makeFolder, readLines } from '../run/run-folder.js';
import { replaceFile } from '../run/state-file.js';
import type { StepLog } from './learner.js';

/** A model and how it was judged. */
export interface JudgedModel extends Omit<CardFacts, 'manifest' | 'evaluations' | 'revisions'> {
  readonly model: ModelFiles;
  readonly evaluations: readonly (Evaluation & { readonly predictions: readonly ClipPrediction[] })[];
}

/** Writes a run's predictions, results and report, and the model's files into `models/` or, when it is not exported, into the run's folder. */
export async function writeModel(
  { config, out, exportAs }: Pick<StreamCommand, 'config' | 'out' | 'exportAs'>,
  { model, evaluations, streams, fitted, words, backgrounds }: JudgedModel,
): Promise<void> {
  const { manifest, bytes } = model;
  for (const { clips, labels, predictions } of evaluations)
    await replaceFile(join(out, `${fileName(clips.protocol)}.csv`), predictionsCsv(predictions, labels));
  const clips = evaluations.map((evaluation) => evaluation.clips);
  await replaceFile(
    join(out, 'result.json'),
    `${JSON.stringify({ clips, streams, fitted, decision: manifest.decision }, null, 2)}\n`,
  );
  const title = `Streaming CNN-LSTM, ${config.split.protocol} on ${config.corpora.join(', ')}`;
  const report = streamPage({ title, evaluations, streams, learning: await readLearning(out), config });
  await replaceFile(join(out, 'report.html'), report);
  const folder = exportAs === null ? join(out, 'model') : join('models', exportAs);
  await makeFolder(folder);
  await replaceFile(join(folder, manifest.weights.file), bytes);
  await replaceFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const revisions = await readRevisions(out);
  const card = modelCard({ manifest, evaluations, streams, fitted, words, backgrounds, revisions });
  await replaceFile(join(folder, 'README.md'), card);
  for (const { protocol, metric, value } of manifest.training.figures)
    console.error(`${protocol}: ${metric} ${percent(value)}`);
}

/** Of all processes that worked on the run, each once. */
async function readRevisions(out: string): Promise<readonly string[]> {
  const processes = await readLines<Environment>(join(out, 'environments.jsonl'));
  return [...new Set(processes.map(({ gitRevision }) => gitRevision).filter((one) => one !== null))];
}

/** What the logs of the run's networks say, under their folders' names. */
async function readLearning(out: string): Promise<{ network: string; accuracies: number[] }[]> {
  const files = (await readdir(out, { recursive: true }))
    .filter((file) => basename(file) === 'log.jsonl')
    .sort();
  const logs = files.map(async (file) => {
    const lines = await readLines<StepLog>(join(out, file));
    return { network: dirname(file), accuracies: lines.map(({ accuracy }) => accuracy) };
  });
  return Promise.all(logs);
}

/** "emodb, loso" -> "predictions-emodb-loso". */
function fileName(protocol: string): string {
  return `predictions-${protocol.replace(/[^a-z0-9]+/gi, '-')}`;
}
