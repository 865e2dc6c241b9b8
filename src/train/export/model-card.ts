import type { ModelManifest, ProtocolFigure } from '../../core/manifest.js';
import type { ClipFigures } from '../evaluate/figures.js';
import type { FittedDecision } from '../evaluate/fit-decision.js';
import type { StreamFigures } from '../evaluate/test-streams.js';

/** Everything that a card tells. */
export interface CardFacts {
  readonly manifest: ModelManifest;
  readonly clips: ClipFigures;
  readonly streams: StreamFigures & { readonly seconds: number };
  readonly fitted: FittedDecision;
  readonly inner: readonly string[];
  /** Licences of the noises and rooms that were mixed in. */
  readonly backgrounds: readonly string[];
}

/** The model card: what the weights were trained on, how well they do and for whom, what they are not for. */
export function modelCard(facts: CardFacts): string {
  return (
    [title(facts), data(facts), figures(facts), decision(facts), limits(), law(), reproduction(facts)].join(
      '\n\n',
    ) + '\n'
  );
}

function title({ manifest: { id, labels, licence, weights } }: CardFacts): string {
  return `# Model \`${id}\`

The streaming 2D CNN-LSTM (four causal local feature learning blocks over log-mel frames, an LSTM over the last 8 s) for
${labels.length} classes: ${labels.join(', ')}. ${(weights.bytes / 1024).toFixed(0)} KiB as ${weights.dtype}. Licence of the weights: ${licence}.`;
}

function data({ manifest: { training }, inner, backgrounds }: CardFacts): string {
  const corpora = training.corpora.map(
    ({ name, licence, clips, speakers }) =>
      `- **${name}** (${licence}): ${clips} clips of speakers ${speakers.join(', ')}`,
  );
  return `## Trained on

${corpora.join('\n')}

Acted speech, a few fixed sentences, read by professional speakers in a studio. Mixed in for robustness: ${backgrounds.length} recordings of
noises, music and rooms (${[...new Set(backgrounds)].sort().join('; ')}).
Never heard in training: speakers ${training.heldOutSpeakers.join(' and ')}, the first man and the first woman by number, fixed before the first run.
The decision (below) is fitted on speakers ${inner.join(' and ')} with a second network that was trained without them.`;
}

function figures({ manifest, clips, streams }: CardFacts): string {
  const { labels } = manifest;
  return `## How well it does

One clip at a time, from a cold start, as it stands in its file; one seed; nothing was chosen on these clips.

| protocol | metric | value | 95 % interval | clips | speakers | seeds |
|---|---|---|---|---|---|---|
${clips.figures.map(figureRow).join('\n')}

Recall: ${labels.map((label) => `${label} ${percent(clips.recalls[label] ?? NaN)}`).join(', ')}.
${rareClasses(labels, clips)}

| speaker | sex | clips | UAR | WAR |
|---|---|---|---|---|
${clips.bySpeaker.map(({ speaker, sex, clips: n, uar, war }) => `| ${speaker} | ${sex} | ${n} | ${percent(uar)} | ${percent(war)} |`).join('\n')}

Confusion counts (rows: true, columns: guessed):

| | ${labels.join(' | ')} |
|---|${labels.map(() => '---').join('|')}|
${clips.confusion.map((row, k) => `| ${labels[k] ?? ''} | ${row.join(' | ')} |`).join('\n')}

Scripted streams of the same two speakers (${(streams.seconds / 60).toFixed(0)} minutes in all; the emotion changes every few seconds): the right emotion is shown
${percent(streams.shownRight)} of the spoken time, a wrong one ${percent(streams.shownWrong)}, none the rest; time to detect a change ${streams.timeToDetectMedian.toFixed(1)} s (median),
${streams.timeToDetectP90.toFixed(1)} s (90th percentile, a miss counts as the segment's length); ${streams.switchesPerMinute.toFixed(0)} switches a minute.`;
}

/** A class with next to no test clips moves UAR by much and says little. */
const FEW_CLIPS = 5;

function rareClasses(labels: readonly string[], { confusion }: ClipFigures): string {
  const counts = labels.map((label, k) => ({
    label,
    clips: (confusion[k] ?? []).reduce((sum, n) => sum + n, 0),
  }));
  const rare = counts
    .filter(({ clips }) => clips < FEW_CLIPS)
    .map(({ label, clips }) => `${label} (${clips})`);
  return rare.length === 0
    ? ''
    : `Too few test clips for a recall of their own, though they count in UAR like any other class: ${rare.join(', ')}.\n`;
}

function figureRow({ protocol, metric, value, interval, clips, speakers, seeds }: ProtocolFigure): string {
  const range =
    interval === undefined
      ? 'none'
      : `${percent(interval.low)} to ${percent(interval.high)} (${interval.method})`;
  return `| ${protocol} | ${metric} | ${percent(value)} | ${range} | ${clips} | ${speakers} | ${seeds} |`;
}

function decision({ manifest: { decision: spec }, fitted: { figures: fit } }: CardFacts): string {
  return `## The decision

Temperature ${spec.temperature} (calibration error on the inner speakers ${percent(fit.calibrationErrorBefore)} before, ${percent(fit.calibrationErrorAfter)} after), smoothing ${spec.smoothing} a column,
shown from ${spec.enter.toFixed(2)} on, given up below ${spec.leave.toFixed(2)}, held at least ${spec.dwell} s. "Uncertain" below ${spec.uncertainBelow.toFixed(2)}: that leaves ${percent(fit.coverage)} of the
inner speakers' columns, of which ${percent(fit.selectiveRisk)} are wrong.`;
}

function limits(): string {
  return `## Limits

Ten speakers, one language, acted emotions, clean recordings: expect worse on other voices, spontaneous speech, other languages, far
microphones and telephone lines. Happiness and anger, and boredom, neutral and sadness, are taken for each other most. The output is a
statistical guess about prosody, not a fact about what a person feels.`;
}

function law(): string {
  return `## Law

Regulation (EU) 2024/1689 (AI Act), Art. 5(1)(f), in force since 2 February 2025, prohibits systems that infer emotions of a person in the areas
of workplace and education, but for medical or safety reasons: **do not use this model on employees or students.** Art. 50(3): people who
are exposed to such a system must be told. Voice recordings are personal data under the GDPR. This is no legal advice.`;
}

function reproduction({ manifest: { training } }: CardFacts): string {
  return `## Made by

\`\`\`sh
${training.command}
\`\`\`

Seed ${training.seed}. The same command gives the same weights on the same machine.`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
