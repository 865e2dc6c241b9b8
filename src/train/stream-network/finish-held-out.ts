/**
 * From networks that were trained with some speakers held out to a model: the decision is fitted on the inner speakers, the held-out ones
 * are judged, the files are written.
 * @module
 */
import type { ProtocolFigure } from '../../core/manifest.js';
import type { StreamCommand } from './config-stream.js';
import { speakersOf } from '../corpora/corpus.js';
import { evaluateClips } from '../evaluate/evaluate-clips.js';
import { clipFigures } from '../evaluate/figures.js';
import { fitDecision, START } from '../evaluate/fit-decision.js';
import { judgeStreams } from '../evaluate/test-streams.js';
import { buildModel, type ModelParts } from '../export/build-model.js';
import { weightsLicence } from '../export/weights-licence.js';
import { NORMALISATION } from '../streams/draw-stream.js';
import { commandLine } from './command-line.js';
import { STREAM_NET, type Fitted } from './fit-job.js';
import { scoreSpeakers, serveParts, WINDOW_COLUMNS } from './score-speakers.js';
import type { HeldOutPlan } from './plan-held-out.js';
import { writeModel } from './write-model.js';

/** What a run has trained, and for whom. */
export interface HeldOutRun {
  readonly command: Pick<StreamCommand, 'config' | 'out' | 'exportAs' | 'licence'>;
  readonly plan: HeldOutPlan;
  /** Trained without the inner speakers. */
  readonly inner: Fitted;
  /** Trained on all but the held-out speakers. */
  readonly final: Fitted;
}

/** Fits the decision, evaluates, and writes result.json, predictions.csv and the model. */
export async function finishHeldOut(run: HeldOutRun): Promise<void> {
  const { command, plan, inner } = run;
  const { labels, name } = plan.corpus;
  const { seed, streams: count } = command.config;
  const window = { labels, windowColumns: WINDOW_COLUMNS };

  const innerNet = serveParts({ ...modelParts(run, []), ...inner });
  const fitted = fitDecision(
    await scoreSpeakers(innerNet, { clips: plan.innerSplit.test, labels, count, seed }),
    { labels, windowColumns: WINDOW_COLUMNS },
  );
  innerNet.dispose();

  const { decision } = fitted;
  const network = serveParts({ ...modelParts(run, []), decision });
  const options = { labels, normalisation: NORMALISATION, decision };
  const predictions = await evaluateClips(network, plan.outerSplit.test, options);
  const protocol = `${name}, speakers ${plan.heldOut.join(' and ')} held out`;
  const clips = clipFigures(predictions, { protocol, labels, seed });
  const test = { clips: plan.outerSplit.test, labels, count, seed: seed + 1 };
  const scored = await scoreSpeakers(network, test);
  network.dispose();

  await writeModel(command, {
    model: buildModel({ ...modelParts(run, clips.figures), decision }),
    evaluations: [{ title: 'Speakers that were held out', labels, clips, predictions }],
    streams: { ...judgeStreams(scored, { ...window, decision }), streams: scored.length },
    fitted,
    words: {
      ...{ separation: describeSeparation(run), judgedOn: 'the same held-out speakers' },
      fittedOn: `the inner speakers ${plan.inner.join(' and ')}`,
      limits: `${speakersOf(plan.outerSplit.train).length} speakers, 1 corpus`,
    },
    backgrounds: [...plan.noises, ...plan.rooms].map(({ licence }) => licence),
  });
}

function describeSeparation({ plan: { heldOut, inner }, command: { config } }: HeldOutRun): string {
  const asked = config.split.protocol === 'held-out' && config.split.heldOut !== null;
  const choice = asked ? 'named by the command below' : 'the first man and the first woman by name';
  return `Never heard in training: speakers ${heldOut.join(' and ')}, ${choice}.
The decision (below) is fitted on speakers ${inner.join(' and ')} with a second network that was trained without them.`;
}

function modelParts({ command, plan, final }: HeldOutRun, figures: readonly ProtocolFigure[]): ModelParts {
  const { corpus, heldOut, outerSplit } = plan;
  const { config, exportAs, licence } = command;
  const trained = {
    name: corpus.name,
    licence: corpus.licence,
    clips: outerSplit.train.length,
    speakers: speakersOf(outerSplit.train),
  };
  return {
    ...{ id: exportAs ?? corpus.name, network: STREAM_NET, labels: corpus.labels },
    licence: licence ?? weightsLicence([corpus.licence]),
    ...{ ...final, normalisation: NORMALISATION, decision: START },
    training: {
      ...{ corpora: [trained], heldOutSpeakers: heldOut, seed: config.seed, figures },
      command: commandLine(command),
    },
  };
}
