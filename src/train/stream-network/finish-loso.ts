/**
 * From the networks of a leave-one-speaker-out run to a model: every left-out speaker is judged by the network that never heard them, the
 * decision is fitted on what those networks said, the files are written.
 * @module
 */
import type { Emotion } from '../../core/emotions.js';
import type { ProtocolFigure } from '../../core/manifest.js';
import type { StreamCommand } from './config-stream.js';
import { speakersOf } from '../corpora/corpus.js';
import { evaluateClips, type ClipPrediction } from '../evaluate/evaluate-clips.js';
import { clipFigures } from '../evaluate/figures.js';
import { fitDecision, START } from '../evaluate/fit-decision.js';
import { judgeShown, shownClasses, type ScoredStream, type StreamFigures } from '../evaluate/test-streams.js';
import { buildModel, type ModelParts } from '../export/build-model.js';
import { chooseClasses } from '../export/choose-classes.js';
import type { Evaluation } from '../export/model-card.js';
import { weightsLicence } from '../export/weights-licence.js';
import { NORMALISATION } from '../streams/draw-stream.js';
import { commandLine } from './command-line.js';
import { STREAM_NET, type Fitted } from './fit-job.js';
import { crossLabels, type Fold, type LosoPlan } from './plan-loso.js';
import { scoreSpeakers, serveParts, WINDOW_COLUMNS } from './score-speakers.js';
import { writeModel } from './write-model.js';

/** What a run has trained. */
export interface LosoRun {
  readonly command: Pick<StreamCommand, 'config' | 'out' | 'exportAs' | 'licence'>;
  readonly plan: LosoPlan;
  /** Trained without the judged corpus; `null` when there is no other. */
  readonly base: Fitted | null;
  /** One for each fold of the plan. */
  readonly folds: readonly Fitted[];
  /** Trained on everybody. */
  readonly final: Fitted;
}

type JudgedClips = Evaluation & { readonly predictions: readonly ClipPrediction[] };

/** Judges the folds and the base network, fits the decision, and writes result.json, the predictions and the model. */
export async function finishLoso(run: LosoRun): Promise<void> {
  const { plan, command } = run;
  const [{ labels }] = plan.corpora;
  const cross = run.base === null ? [] : [await judgeCross(run, run.base)];
  const heard: HeardFold[] = [];
  for (const [index, fold] of plan.folds.entries())
    heard.push(await hearFold(run, fold, run.folds[index] as Fitted));
  const loso = judgeFolds(run, heard);
  const scored = heard.map((fold) => fold.scored);
  const fitted = fitDecision(scored.flat(), { labels, windowColumns: WINDOW_COLUMNS });
  const evaluations = [loso, ...cross];
  const figures = evaluations.flatMap(({ clips }) => clips.figures);
  await writeModel(command, {
    model: buildModel({
      ...servedParts(run, run.final, labels),
      ...describeTraining(run, figures),
      decision: fitted.decision,
    }),
    ...{ evaluations, fitted, words: cardWords(run) },
    streams: { ...judgeCrossFitted(scored, labels), streams: scored.flat().length },
    backgrounds: [...plan.noises, ...plan.rooms].map(({ licence }) => licence),
  });
}

/** The base network on the corpus that it never heard: the classes of `cross`. */
async function judgeCross(run: LosoRun, base: Fitted): Promise<JudgedClips> {
  const [judged, ...others] = run.plan.corpora;
  const labels = crossLabels(run.plan.corpora);
  const network = serveParts(servedParts(run, base, labels));
  const clips = judged.clips.filter(({ emotion }) => labels.includes(emotion));
  const predictions = await evaluateClips(network, clips, {
    ...{ labels, normalisation: NORMALISATION, decision: START },
  });
  network.dispose();
  const trained = others.map(({ name }) => name).join(' and ');
  return {
    title: `Another corpus: trained on ${trained} alone, judged on ${judged.name} (${labels.length} classes)`,
    ...{ labels, predictions },
    clips: clipFigures(predictions, {
      protocol: `cross: ${trained} to ${judged.name}, ${labels.length} classes`,
      ...{ labels, seed: run.command.config.seed },
    }),
  };
}

/** What a fold's network says of the speaker that it never heard. */
interface HeardFold {
  readonly predictions: readonly ClipPrediction[];
  readonly scored: readonly ScoredStream[];
}

async function hearFold(run: LosoRun, { test }: Fold, fitted: Fitted): Promise<HeardFold> {
  const [{ labels }] = run.plan.corpora;
  const { seed, streams: count } = run.command.config;
  const network = serveParts(servedParts(run, fitted, labels));
  const predictions = await evaluateClips(network, test, {
    labels,
    normalisation: NORMALISATION,
    decision: START,
  });
  const scored = await scoreSpeakers(network, { clips: test, labels, count, seed });
  network.dispose();
  return { predictions, scored };
}

function judgeFolds({ plan, command }: LosoRun, heard: readonly HeardFold[]): JudgedClips {
  const [judged] = plan.corpora;
  const { labels } = judged;
  const predictions = heard.flatMap((fold) => fold.predictions);
  const all = speakersOf(judged.clips).length;
  const protocol = `${judged.name} loso, ${heard.length} of ${all} folds, ${labels.length} classes`;
  return {
    ...{ title: `Unheard speakers of ${judged.name}`, labels, predictions },
    clips: clipFigures(predictions, { protocol, labels, seed: command.config.seed }),
  };
}

/**
 * The streams of each half of the speakers under the decision that was fitted on the other half, so that nobody's streams choose the
 * thresholds that they are judged by. One speaker alone is judged under the decision that fits start from.
 */
function judgeCrossFitted(
  bySpeaker: readonly (readonly ScoredStream[])[],
  labels: readonly Emotion[],
): StreamFigures {
  const halves = [0, 1].map((half) => bySpeaker.filter((_, at) => at % 2 === half).flat());
  const shown = halves.map((streams, half) => {
    const others = halves[1 - half] ?? [];
    const fit = () => fitDecision(others, { labels, windowColumns: WINDOW_COLUMNS }).decision;
    const decision = others.length === 0 ? START : fit();
    return streams.map((stream) => shownClasses(stream, { decision, labels, windowColumns: WINDOW_COLUMNS }));
  });
  return judgeShown(halves.flat(), shown.flat());
}

/** A trained network as a model of `labels` alone. */
function servedParts(
  { plan, command }: LosoRun,
  { parameters }: Fitted,
  labels: readonly Emotion[],
): ModelParts {
  const training = { corpora: [], heldOutSpeakers: [], command: '', seed: command.config.seed, figures: [] };
  return {
    ...{ id: command.exportAs ?? 'general', network: STREAM_NET, labels, training },
    ...{
      normalisation: NORMALISATION,
      parameters: chooseClasses(parameters, plan.all.labels, labels),
      decision: START,
      licence: command.licence ?? weightsLicence(plan.corpora.map(({ licence }) => licence)),
    },
  };
}

function describeTraining(
  { plan, command }: LosoRun,
  figures: readonly ProtocolFigure[],
): Pick<ModelParts, 'training'> {
  const corpora = plan.corpora.map(({ name, licence, clips }) => ({
    ...{ name, licence, clips: clips.length, speakers: speakersOf(clips) },
  }));
  const { seed } = command.config;
  return { training: { corpora, heldOutSpeakers: [], command: commandLine(command), seed, figures } };
}

function cardWords({ plan, base, command }: LosoRun): Parameters<typeof writeModel>[1]['words'] {
  const [judged] = plan.corpora;
  const { config } = command;
  const speakers = plan.folds.map(({ speaker }) => speaker).join(', ');
  const start = base === null ? 'learns' : `starts from a base without ${judged.name} and goes on`;
  return {
    separation: `The weights have heard every speaker above. The figures are those of other networks, made in the same way: for each of the speakers
${speakers} of ${judged.name} a network ${start} for ${config.steps} steps without that speaker, who is then judged by it.
The decision (below) is fitted on what those networks said of their unheard speakers.`,
    judgedOn:
      plan.folds.length === 1
        ? 'the same unheard speaker, under a decision that nothing is fitted to'
        : 'the same unheard speakers, each half of them under the decision that was fitted on the other half',
    fittedOn: 'the unheard speakers',
    limits: `${plan.corpora.reduce((sum, { clips }) => sum + speakersOf(clips).length, 0)} speakers, ${plan.corpora.length} corpora`,
  };
}
