import type { Emotion } from '../../core/emotions.js';
import type { ModelManifest, ProtocolFigure } from '../../core/manifest.js';
import type { ClipFigures } from '../evaluate/figures.js';
import type { FittedDecision } from '../evaluate/fit-decision.js';
import type { StreamFigures } from '../evaluate/test-streams.js';
import { percent } from '../percent.js';
import { NOT_STATED } from './weights-licence.js';

/** Clips of one protocol, judged. */
export interface Evaluation {
  readonly title: string;
  readonly labels: readonly Emotion[];
  readonly clips: ClipFigures;
}

/** Everything that a card tells. */
export interface CardFacts {
  readonly manifest: ModelManifest;
  readonly evaluations: readonly Evaluation[];
  /** How the decision does on scripted streams of a minute, and how many there are. */
  readonly streams: StreamFigures & { readonly streams: number };
  readonly fitted: FittedDecision;
  readonly words: CardWords;
  /** Licences of the noises and rooms that were mixed in. */
  readonly backgrounds: readonly string[];
  /** Git revisions of the processes of the run, each once; none outside a repository. */
  readonly revisions: readonly string[];
}

/** What differs from protocol to protocol, in words. */
export interface CardWords {
  /** Whole sentences: who was kept out of training, and with what the decision was fitted. */
  readonly separation: string;
  /** Whose scripted streams were judged: "the same two speakers". */
  readonly judgedOn: string;
  /** Whom the decision was fitted on: "the inner speakers 09 and 10". */
  readonly fittedOn: string;
  /** What was heard in training, as a limit: "Ten speakers, one language". */
  readonly limits: string;
}

/** The model card: what the weights were trained on, how well they do and for whom, what they are not for. */
export function modelCard(facts: CardFacts): string {
  return (
    [
      title(facts),
      data(facts),
      figures(facts),
      decision(facts),
      limits(facts),
      law(),
      reproduction(facts),
    ].join('\n\n') + '\n'
  );
}

const UNSTATED = `${NOT_STATED}, since those of the corpora below do not decide it; who may pass them on states it by \`--licence\``;

/** A sentence about the weights. */
export function licenceOf(licence: string): string {
  return `Licence of the weights: ${licence === NOT_STATED ? UNSTATED : licence}.`;
}

function title({ manifest: { id, labels, licence, weights } }: CardFacts): string {
  return `# Model \`${id}\`

The streaming 2D CNN-LSTM (four causal local feature learning blocks over log-mel frames, an LSTM over the last 8 s) for
${labels.length} classes: ${labels.join(', ')}. ${(weights.bytes / 1024).toFixed(0)} KiB as ${weights.dtype}. ${licenceOf(licence)}`;
}

function data({ manifest: { training }, words, backgrounds }: CardFacts): string {
  const corpora = training.corpora.map(
    ({ name, licence, clips, speakers }) =>
      `- **${name}** (${licence}): ${clips} clips of speakers ${speakers.join(', ')}`,
  );
  const mixedIn =
    backgrounds.length === 0
      ? 'Nothing was mixed in.'
      : `Mixed in for robustness: ${backgrounds.length} recordings of
noises, music and rooms (${[...new Set(backgrounds)].sort().join('; ')}).`;
  return `## Trained on

${corpora.join('\n')}

${isStudio(training) ? 'Acted speech, a few fixed sentences, read by professional speakers in a studio. ' : ''}${mixedIn}
${words.separation}`;
}

/** Corpora whose authors had actors read a few sentences in a studio. Of others only those who have them know what they are. */
const STUDIO: readonly string[] = ['emodb', 'ravdess', 'nemo', 'crema-d', 'tess', 'savee'];

/** Whether all that was heard is such a corpus's. */
export const isStudio = ({ corpora }: ModelManifest['training']): boolean =>
  corpora.every(({ name }) => STUDIO.includes(name));

function figures({ manifest, evaluations, streams, words }: CardFacts): string {
  return `## How well it does

One clip at a time, from a cold start, as it stands in its file, by what the network says in the last second of it; no epoch was
chosen on these clips, and no threshold enters these figures.

${figureTable(manifest.training.figures)}

${evaluations.map(evaluation).join('\n\n')}

### Streams

Scripted streams of ${words.judgedOn} (${streams.streams} minutes in all; the emotion changes every few seconds): the right emotion is shown
${percent(streams.shownRight)} of the spoken time, a wrong one ${percent(streams.shownWrong)}, none the rest; time to detect a change ${streams.timeToDetectMedian.toFixed(1)} s (median),
${streams.timeToDetectP90.toFixed(1)} s (90th percentile, a miss counts as the segment's length); ${streams.switchesPerMinute.toFixed(0)} switches a minute.`;
}

/** One protocol's figures: recalls, what is taken for what, speakers, confusion counts. */
export function evaluation({ title: heading, labels, clips }: Evaluation): string {
  return `### ${heading}

${recalls(labels, clips)}
${mixUps(labels, clips)}
${rareClasses(labels, clips)}

| speaker | sex | clips | UAR | WAR |
|---|---|---|---|---|
${clips.bySpeaker.map(({ speaker, sex, clips: n, uar, war }) => `| ${speaker} | ${sex} | ${n} | ${percent(uar)} | ${percent(war)} |`).join('\n')}

Confusion counts (rows: true, columns: guessed):

| | ${labels.join(' | ')} |
|---|${labels.map(() => '---').join('|')}|
${clips.confusion.map((row, k) => `| ${labels[k] ?? ''} | ${row.join(' | ')} |`).join('\n')}`;
}

/** A class with next to no test clips moves UAR by much and says little. */
const FEW_CLIPS = 5;

/** From this share of a class's clips on, taking them for one certain other class is no accident. */
const OFTEN = 0.15;

const clipsOf = (row: readonly number[] | undefined): number => (row ?? []).reduce((sum, n) => sum + n, 0);

function recalls(labels: readonly string[], { confusion, recalls: shares }: ClipFigures): string {
  const told = labels.flatMap((label, k) =>
    clipsOf(confusion[k]) < FEW_CLIPS ? [] : [`${label} ${percent(shares[label as Emotion] ?? NaN)}`],
  );
  return told.length === 0 ? '' : `Recall: ${told.join(', ')}.`;
}

function mixUps(labels: readonly string[], { confusion }: ClipFigures): string {
  const pairs = confusion.flatMap((row, truth) => {
    const clips = clipsOf(row);
    return row
      .map((n, guess) => ({ truth, guess, share: n / clips }))
      .filter(({ guess, share }) => guess !== truth && clips >= FEW_CLIPS && share >= OFTEN);
  });
  const told = pairs
    .toSorted((a, b) => b.share - a.share)
    .map(
      ({ truth, guess, share }) => `${labels[truth] ?? ''} for ${labels[guess] ?? ''} (${percent(share)})`,
    );
  if (confusion.every((row) => clipsOf(row) < FEW_CLIPS))
    return 'There are too few test clips to tell what is taken for what.';
  return told.length === 0
    ? `No class is taken for a certain other one in ${percent(OFTEN)} of its clips or more.`
    : `Often taken for another: ${told.join(', ')}.`;
}

function rareClasses(labels: readonly string[], { confusion }: ClipFigures): string {
  const counts = labels.map((label, k) => ({
    label,
    clips: clipsOf(confusion[k]),
  }));
  const rare = counts
    .filter(({ clips }) => clips < FEW_CLIPS)
    .map(({ label, clips }) => `${label} (${clips})`);
  return rare.length === 0
    ? ''
    : `Too few test clips for a recall of their own, though they count in UAR like any other class: ${rare.join(', ')}.\n`;
}

/** Every figure with its protocol, interval and counts. */
export function figureTable(figures: readonly ProtocolFigure[]): string {
  return `| protocol | metric | value | 95 % interval | classes | clips | speakers | seeds |
|---|---|---|---|---|---|---|---|
${figures.map(figureRow).join('\n')}`;
}

function figureRow(figure: ProtocolFigure): string {
  const { protocol, metric, value, interval, classes, clips, speakers, seeds } = figure;
  const range =
    interval === undefined
      ? 'none'
      : `${percent(interval.low)} to ${percent(interval.high)} (${interval.method})`;
  return `| ${protocol} | ${metric} | ${percent(value)} | ${range} | ${classes} | ${clips} | ${speakers} | ${seeds} |`;
}

function decision({ manifest: { decision: spec }, fitted: { figures: fit }, words }: CardFacts): string {
  return `## The decision

Temperature ${spec.temperature} (calibration error on ${words.fittedOn} ${percent(fit.calibrationErrorBefore)} before, ${percent(fit.calibrationErrorAfter)} after), smoothing ${spec.smoothing} a column,
shown from ${spec.enter.toFixed(2)} on, given up below ${spec.leave.toFixed(2)}, held at least ${spec.dwell} s. "Uncertain" below ${spec.uncertainBelow.toFixed(2)}: that leaves ${percent(fit.coverage)} of
their columns, of which ${percent(fit.selectiveRisk)} are wrong.`;
}

function limits({ words, manifest }: CardFacts): string {
  return `## Limits

${words.limits}${isStudio(manifest.training) ? ', acted emotions, clean recordings' : ''}: expect worse on other voices, spontaneous speech, other languages, far
microphones and telephone lines. What is often taken for what stands above. The output is a statistical guess about prosody, not a fact
about what a person feels.`;
}

/** What the law of the European Union forbids and asks for. */
export function law(): string {
  return `## Law

Regulation (EU) 2024/1689 (AI Act), Art. 5(1)(f), in force since 2 February 2025, prohibits systems that infer emotions of a person in the areas
of workplace and education, but for medical or safety reasons: **do not use this model on employees or students.** Art. 50(3): people who
are exposed to such a system must be told. Voice recordings are personal data under the GDPR. This is no legal advice.`;
}

/** The command that made the weights, and the code that it was a command of. */
export function reproduction({
  manifest: { training },
  revisions,
}: Pick<CardFacts, 'manifest' | 'revisions'>): string {
  const commits = revisions.length === 0 ? '' : ` Run at commit ${revisions.join(', ')}.`;
  return `## Made by

\`\`\`sh
${training.command}
\`\`\`

Seed ${training.seed}. The same command gives the same weights on the same machine.${commits}`;
}
