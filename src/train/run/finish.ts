/**
 * From trained networks to a model: the decision is fitted on the inner speakers, the held-out ones are judged, the files are written.
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emotion } from '../../core/emotions.js';
import type { DecisionSpec, ModelManifest, TrainingRecord } from '../../core/manifest.js';
import { serveNetwork, type ServedNetwork } from '../../networks/served-network.js';
import { FRAMES_PER_COLUMN } from '../../networks/stream-net.js';
import { decodeWeights } from '../../networks/weights.js';
import type { StreamCommand } from '../config-stream.js';
import { speakersOf, type Clip } from '../corpora/corpus.js';
import { evaluateClips, type ClipPrediction } from '../evaluate/evaluate-clips.js';
import { clipFigures, predictionsCsv, type ClipFigures } from '../evaluate/figures.js';
import { fitDecision, START, type FittedDecision } from '../evaluate/fit-decision.js';
import { judgeStreams, scoreStreams, STREAM_SECONDS, type StreamFigures } from '../evaluate/test-streams.js';
import { buildModel, type ModelFiles } from '../export/build-model.js';
import { modelCard } from '../export/model-card.js';
import { loadSpeakers } from '../streams/material.js';
import { replaceFile } from './checkpoint.js';
import { commandLine } from './command-line.js';
import { STREAM_NET, type Fitted } from './fit.js';
import type { TrainPlan } from './plan.js';

/** What a run has trained, and for whom. */
export interface FinishedRun {
  readonly command: Pick<StreamCommand, 'config' | 'out' | 'exportAs'>;
  readonly plan: TrainPlan;
  /** Trained without the inner speakers. */
  readonly inner: Fitted;
  /** Trained on all but the held-out speakers. */
  readonly final: Fitted;
}

/** Scripted streams for each speaker that a decision is fitted or judged on. */
const STREAMS_A_SPEAKER = 10;

/** Fits the decision, evaluates, and writes result.json, predictions.csv and the model. */
export async function finish(run: FinishedRun): Promise<void> {
  const { command, plan, final } = run;
  const { labels } = plan.corpus;
  const fitted = await fitOnInner(run);
  const draft = buildModel(modelParts(run, fitted.decision, []));
  const network = serve(draft);
  const options = { labels, normalisation: final.normalisation, decision: fitted.decision };
  const predictions = await evaluateClips(network, plan.outerSplit.test, options);
  const clips = clipFigures(predictions, { protocol: protocolName(plan), labels, seed: command.config.seed });
  const streams = await judgeSpeakers(run, network, fitted.decision);
  network.dispose();
  const model = buildModel(modelParts(run, fitted.decision, clips.figures));
  await writeResults(run, { fitted, clips, streams, predictions, model });
  for (const { metric, value } of clips.figures)
    console.error(`${protocolName(plan)}: ${metric} ${(100 * value).toFixed(1)} %`);
}

async function fitOnInner(run: FinishedRun): Promise<FittedDecision> {
  const { plan, inner, command } = run;
  const { labels } = plan.corpus;
  const network = serve(buildModel({ ...modelParts(run, START, []), ...inner }));
  const speakers = await loadSpeakers(plan.innerSplit.test);
  const script = { speakers, labels, count: STREAMS_A_SPEAKER, seed: command.config.seed };
  const scored = await scoreStreams(network, inner.normalisation, script);
  const fitted = fitDecision(scored, labels, network.windowFrames / FRAMES_PER_COLUMN);
  network.dispose();
  return fitted;
}

async function judgeSpeakers(
  { plan, final, command }: FinishedRun,
  network: ServedNetwork,
  decision: DecisionSpec,
): Promise<StreamFigures> {
  const { labels } = plan.corpus;
  const speakers = await loadSpeakers(plan.outerSplit.test);
  const script = { speakers, labels, count: STREAMS_A_SPEAKER, seed: command.config.seed + 1 };
  const scored = await scoreStreams(network, final.normalisation, script);
  return judgeStreams(scored, { decision, labels, windowColumns: network.windowFrames / FRAMES_PER_COLUMN });
}

function serve({ manifest, bytes }: ModelFiles): ServedNetwork {
  return serveNetwork(manifest, decodeWeights(manifest, bytes));
}

function modelParts(
  { command, plan, final }: FinishedRun,
  decision: DecisionSpec,
  figures: TrainingRecord['figures'],
): Parameters<typeof buildModel>[0] {
  const { corpus, heldOut, outerSplit } = plan;
  const { config, exportAs } = command;
  const trained = {
    name: corpus.name,
    licence: corpus.licence,
    clips: outerSplit.train.length,
    speakers: speakersOf(outerSplit.train),
  };
  return {
    ...{
      id: exportAs ?? corpus.name,
      network: STREAM_NET,
      labels: corpus.labels,
      ...final,
      decision,
      licence: WEIGHTS_LICENCE,
    },
    training: {
      corpora: [trained],
      heldOutSpeakers: heldOut,
      command: commandLine({ config, exportAs }),
      seed: config.seed,
      figures,
    },
  };
}

/** The corpus is CC0; among the backgrounds is CC BY-SA music, so the weights go out under the same terms, and the card names all of them. */
const WEIGHTS_LICENCE = 'CC-BY-SA-4.0';

function protocolName({ corpus, heldOut }: TrainPlan): string {
  return `${corpus.name}, speakers ${heldOut.join(' and ')} held out`;
}

interface Outcome {
  readonly fitted: FittedDecision;
  readonly clips: ClipFigures;
  readonly streams: StreamFigures;
  readonly predictions: readonly ClipPrediction[];
  readonly model: ModelFiles;
}

async function writeResults({ command, plan }: FinishedRun, outcome: Outcome): Promise<void> {
  const { fitted, clips, streams, predictions, model } = outcome;
  const labels: readonly Emotion[] = plan.corpus.labels;
  await writeFile(join(command.out, 'predictions.csv'), predictionsCsv(predictions, labels));
  await replaceFile(
    join(command.out, 'result.json'),
    JSON.stringify({ clips, streams, fitted, decision: model.manifest.decision }, null, 2),
  );
  const folder = command.exportAs === null ? join(command.out, 'model') : join('models', command.exportAs);
  await mkdir(folder, { recursive: true });
  await replaceFile(join(folder, model.manifest.weights.file), model.bytes);
  await replaceFile(join(folder, 'manifest.json'), `${JSON.stringify(model.manifest, null, 2)}\n`);
  await replaceFile(join(folder, 'README.md'), card(model.manifest, outcome, plan));
}

function card(manifest: ModelManifest, { clips, streams, fitted }: Outcome, plan: TrainPlan): string {
  const seconds = STREAM_SECONDS * STREAMS_A_SPEAKER * countSpeakers(plan.outerSplit.test);
  const backgrounds = [...plan.noises, ...plan.rooms].map(({ licence }) => licence);
  return modelCard({
    manifest,
    clips,
    streams: { ...streams, seconds },
    fitted,
    inner: plan.inner,
    backgrounds,
  });
}

function countSpeakers(clips: readonly Clip[]): number {
  return speakersOf(clips).length;
}
