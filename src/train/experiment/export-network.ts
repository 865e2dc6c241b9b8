/**
 * `export`: one trained network of an experiment as a model that is served, in the order of `exportNetwork`.
 * @module
 */
import { join } from 'node:path';
import type { ModelManifest } from '../../core/manifest.js';
import { exportClipModel, type ClipModelParts } from '../export/clip-model.js';
import type { Evaluation } from '../export/model-card.js';
import { weightsLicence } from '../export/weights-licence.js';
import { speakersOf, type Clip } from '../corpora/corpus.js';
import { openCorpus, type OpenedCorpus } from '../corpora/open-corpus.js';
import { clipSpec } from '../network/clip/clip-network.js';
import { percent } from '../percent.js';
import type { Fold } from '../protocols/fold.js';
import { readSplit } from '../protocols/split-file.js';
import { isThere, readJson } from '../run/read-file.js';
import { EXPORT_USAGE, parseExportArgs, type ExportCommand } from './config-export.js';
import { jobFolder, type JobRecord } from './experiment-job.js';
import type { ExperimentResult } from './experiment-result.js';
import { fitOnValidation } from './fit-on-validation.js';
import { commandsOf, separationOf, type ExportedJob } from './export-words.js';
import { readRows } from './predictions.js';
import { readNetwork, type StoredNetwork } from './stored-network.js';
import { findJob, openRun, type StoredJob, type StoredRun } from './stored-run.js';
import { summarise, type ExperimentSummary } from './summary.js';

/**
 * Writes manifest, weights and card of one trained network.
 * @throws EmotionError `invalid-argument` when the run has no such job, or the corpora are not those that it was trained on.
 */
export async function exportNetwork(args: readonly string[]): Promise<void> {
  const command = parseExportArgs(args);
  if (command === null) {
    console.log(EXPORT_USAGE);
    return;
  }
  const run = await openRun(command.run);
  const stored = await findJob(run, command);
  const job = await readJob(run, stored, command);
  const network = await readNetwork(jobFolder(run.folder, stored));
  const own = await judgeJob(run, stored);
  const all = await readWhole(run);
  const evaluations = [own, ...(all === null ? [] : [all])].flatMap(({ entries }) => entries);

  const parts = modelParts({ command, job, network, evaluations });
  const fitted = await fitOnValidation(parts, job, command.streams);
  const folder = join(command.out, command.name);
  const { manifest } = await exportClipModel(
    folder,
    { ...parts, ...(fitted && { decision: fitted.fitted.decision }) },
    {
      ...{ evaluations, separation: separationOf(job), fitted, sound: run.config.sound },
      ...{ accuracies: own.accuracies, revision: job.record.environment.gitRevision },
    },
  );
  console.log(describeExport(folder, manifest));
}

async function readJob(run: StoredRun, stored: StoredJob, command: ExportCommand): Promise<ExportedJob> {
  const corpora: OpenedCorpus[] = [];
  for (const corpus of run.config.corpora)
    corpora.push(await openCorpus(corpus, command.data ?? run.config.data));
  const clips = corpora.flatMap((corpus) => corpus.clips);
  const plan = await readSplit(join(run.folder, 'split.json'), clips);
  const fold = plan.folds.find(({ name }) => name === stored.fold.name) as Fold;
  const record = await readJson<JobRecord>(join(jobFolder(run.folder, stored), 'job.json'));
  return { run, plan, corpora, fold, record };
}

/** Figures of this network, or of all networks of its experiment. */
interface Judged {
  readonly entries: readonly Evaluation[];
  readonly accuracies: ExperimentSummary['accuracies'];
}

async function judgeJob({ folder, split }: StoredRun, job: StoredJob): Promise<Judged> {
  const { labels, speakerDependent, validatesOnTest } = split;
  const rows = await readRows(join(jobFolder(folder, job), 'predictions.csv'), labels);
  const protocol = `${split.protocol}, fold ${job.fold.name}, this network`;
  const traits = { speakerDependent, validatesOnTest };
  const summary = summarise(rows, { protocol, traits, labels, byCorpus: false });
  return { entries: evaluationsOf(summary, labels), accuracies: summary.accuracies };
}

/**
 * Of the whole experiment, where it has a result and more than this one network.
 * @throws EmotionError `invalid-argument` for a result that is there and broken: the card would lack figures in silence.
 */
async function readWhole({ folder, jobs, split: { labels } }: StoredRun): Promise<Judged | null> {
  if (jobs.length === 1) return null;
  const path = join(folder, 'result.json');
  if (!(await isThere(path))) return null;
  const result = await readJson<ExperimentResult>(path);
  const summary = {
    ...result,
    heldOut: result.heldOut.map((one) => ({ ...one, title: `${one.title}, all ${jobs.length} networks` })),
  };
  return { entries: evaluationsOf(summary, labels), accuracies: result.accuracies };
}

function evaluationsOf({ heldOut }: ExperimentSummary, labels: Evaluation['labels']): Evaluation[] {
  return heldOut.map(({ title, ...clips }) => ({ title, labels, clips }));
}

function modelParts({
  command: { name, licence },
  job,
  network: { network, labels, parameters, normalisation },
  evaluations,
}: {
  readonly command: ExportCommand;
  readonly job: ExportedJob;
  readonly network: StoredNetwork;
  readonly evaluations: readonly Evaluation[];
}): ClipModelParts {
  const { run, fold, record, plan } = job;
  const corpora = trainedOn(fold.train, job.corpora);
  return {
    ...{ id: name, network: clipSpec(network.kind, network.pooling), labels, parameters, normalisation },
    licence: licence ?? weightsLicence(corpora.map((corpus) => corpus.licence)),
    training: {
      corpora,
      heldOutSpeakers: plan.speakerDependent ? [] : speakersOf(fold.test),
      command: commandsOf(run.config, {
        ...{ name, licence, fold: fold.name, seed: record.seed, validatesOnTest: plan.validatesOnTest },
      }),
      seed: record.seed,
      figures: evaluations.flatMap(({ clips }) => clips.figures),
    },
  };
}

function trainedOn(
  clips: readonly Clip[],
  corpora: readonly OpenedCorpus[],
): ModelManifest['training']['corpora'] {
  return corpora.flatMap(({ name, licence }) => {
    const own = clips.filter(({ corpus }) => corpus === name);
    return own.length === 0 ? [] : [{ name, licence, clips: own.length, speakers: speakersOf(own) }];
  });
}

function describeExport(folder: string, { id, weights, training }: ModelManifest): string {
  const [first] = training.figures;
  const figure = first && `, ${first.metric} ${percent(first.value)} (${first.protocol})`;
  return `${id} in ${folder}: ${(weights.bytes / 1024).toFixed(0)} KiB${figure ?? ''}`;
}
