import type { ModelManifest } from '../../core/manifest.js';
import type { Probability } from '../../core/units.js';
import type { FittedDecision } from '../evaluate/fit-decision.js';
import { percent } from '../percent.js';
import {
  evaluation,
  figureTable,
  isStudio,
  law,
  licenceOf,
  reproduction,
  type Evaluation,
} from './model-card.js';

/** Everything that the card of one of the paper's networks tells. */
export interface ClipCardFacts {
  readonly manifest: ModelManifest;
  /** Each protocol's figures, under its name. */
  readonly evaluations: readonly Evaluation[];
  /** The paper's accuracies and the honest one, each with its rule. */
  readonly accuracies: readonly {
    readonly name: string;
    readonly rule: string;
    readonly median: Probability;
    readonly bySeed: readonly { readonly right: number; readonly clips: number }[];
  }[];
  /** Whole sentences: who was kept out of training, and what chose the epoch. */
  readonly separation: string;
  /** `null`: the decision is not fitted to the network. */
  readonly fitted: {
    readonly fitted: FittedDecision;
    readonly speakers: readonly string[];
    readonly minutes: number;
  } | null;
  /** How the training clips were read: as recorded, or evened out. */
  readonly sound: 'raw' | 'even';
  /** Of the code that trained; `null` where it is not known. */
  readonly revision: string | null;
}

const NETWORKS = {
  'cnn-lstm-1d': 'The 1D CNN-LSTM of Zhao, Mao & Chen (2019), Table 1: 8 s of samples',
  'cnn-lstm-2d': 'The 2D CNN-LSTM of Zhao, Mao & Chen (2019), Table 2: 251 log-mel frames, 8 s',
  fusion:
    'The 1D and the 2D CNN-LSTM of Zhao, Mao & Chen (2019), their deep features under one fully connected layer: 8 s',
  stream: 'A streaming CNN-LSTM',
} as const;

/** The card of one of the paper's networks: what it is, how well it does, and what becomes of its window in a live stream. */
export function clipCard(facts: ClipCardFacts): string {
  const { manifest, revision } = facts;
  const made = reproduction({ manifest, revisions: revision === null ? [] : [revision] });
  const parts = [title(manifest), data(facts), figures(facts), ...facts.evaluations.map(evaluation)];
  return [...parts, live(facts), decision(facts), limits(facts), law(), made].join('\n\n') + '\n';
}

function title({ id, network, labels, weights, licence }: ModelManifest): string {
  return `# Model \`${id}\`

${NETWORKS[network.kind]} -> four local feature learning blocks -> LSTM -> ${labels.length} classes: ${labels.join(', ')}.
${(weights.bytes / 1024).toFixed(0)} KiB as ${weights.dtype}. ${licenceOf(licence)}`;
}

function data({ manifest: { training }, separation }: ClipCardFacts): string {
  const corpora = training.corpora.map(
    ({ name, licence, clips, speakers }) =>
      `- **${name}** (${licence}): ${clips} clips of speakers ${speakers.join(', ')}`,
  );
  return `## Trained on

${corpora.join('\n')}

${separation}`;
}

function figures({ manifest, accuracies }: ClipCardFacts): string {
  const named = accuracies.map(({ name, rule, median, bySeed: [first] }) => {
    const counts = first && ` (${first.right} of ${first.clips})`;
    return `- ${name} ${percent(median)}${counts ?? ''}: ${rule}`;
  });
  return `## How well it does

One answer a clip, as it was trained: the clip's first 8 s with digital silence behind it. This network's accuracies, each under its name:

${named.join('\n')}

${figureTable(manifest.training.figures)}`;
}

function live({ manifest: { network }, sound }: ClipCardFacts): string {
  return `## In a live stream

The network was trained on single clips of at most 8 s, each with digital silence behind it up to 8 s. A stream has no clips:

- **Until 8 s were heard** the window is a clip in the making: what was heard stands at its start, digital silence behind it, as in training.
- **From then on** it holds the last 8 s, and nothing is padded any more. Most training clips are shorter than that, so a full window is
  something that the network has seldom or never seen: its answers there are extrapolation.
- **At the window's edges** ${edges(network.kind)}
- ${reach(network)}
- **Levels are not evened out.** ${LEVELS[sound]}
- It has no speech head. Speech is told by energy: frames that stand out of the noise floor by 6 dB. Music and clatter pass for speech.
- ${effort(network.kind)}`;
}

const LEVELS = {
  raw: 'A quiet microphone, a far one, or another gain changes the answers.',
  even: 'In training every clip was brought to one level and cut to its voice; a stream comes as it is, and another gain changes the answers.',
} as const;

function edges(kind: ModelManifest['network']['kind']): string {
  const zeros = 'the convolutions see zeros, in a stream as in training';
  if (kind === 'cnn-lstm-1d') return `${zeros}.`;
  return `${zeros}. In training the first and last two frames also mirror the clip's ends; in a stream they read the sound beyond the window.`;
}

/** The design's notes on the paper: pool padding is not stated there, and matters. */
function reach({ kind, ...network }: ModelManifest['network']): string {
  if (kind === 'cnn-lstm-2d' && 'pooling' in network && network.pooling === 'valid')
    return `**Pools are not padded** (VALID): the LSTM sees one step, and an answer is about the window's first 5.44 s alone: what was said in the
  last 2.56 s it does not know yet.`;
  return `**Pools are padded** (${'pooling' in network ? network.pooling.toUpperCase() : 'SAME'}). An answer is about all 8 s: it follows a change of emotion after about 4 s.`;
}

function effort(kind: ModelManifest['network']['kind']): string {
  return kind === 'cnn-lstm-2d'
    ? 'Once the window is full, an answer every 256 ms computes what is new alone, and equals that of the whole window within 1e-5.'
    : 'An answer computes the whole window. It is asked for every 256 ms to 2 s, as the machine allows (at most half of its time); every second in a recording.';
}

function decision({ manifest: { decision: spec }, fitted }: ClipCardFacts): string {
  return `## The decision

${fitted === null ? 'Temperature 1: the probabilities are as the network gives them, not calibrated' : calibration(spec.temperature, fitted)}. Smoothing ${spec.smoothing} a column of 256 ms, shown from ${spec.enter} on, given up below ${spec.leave}, held at least ${spec.dwell} s;
"uncertain" below ${spec.uncertainBelow}. ${fitted === null ? 'These thresholds are design values, not fitted to this network: its protocol has no speakers to fit them on but those it is tested on.' : ''}`.trimEnd();
}

/** Streams, not clips: it is for streams that the probabilities are calibrated. */
function calibration(
  temperature: number,
  { fitted: { figures: fit }, speakers, minutes }: NonNullable<ClipCardFacts['fitted']>,
): string {
  return `Fitted on ${minutes} min of scripted streams of speakers ${speakers.join(', ')}, whom the network did not learn from and is not tested on: temperature ${temperature}
(calibration error in these streams ${percent(fit.calibrationErrorBefore)} before, ${percent(fit.calibrationErrorAfter)} after); the right emotion is shown ${percent(fit.shownRight)} of their spoken time, a wrong one ${percent(fit.shownWrong)}`;
}

function limits({ manifest: { training } }: ClipCardFacts): string {
  const speakers = training.corpora.reduce((sum, corpus) => sum + corpus.speakers.length, 0);
  const studio = isStudio(training) ? ', acted emotions, clean recordings' : '';
  return `## Limits

It is here to hear the paper's network at work, and to compare. For use, take the streaming model.
${speakers} speakers${studio}: expect worse on other voices, spontaneous speech, other languages and microphones.
The output is a statistical guess about prosody, not a fact about what a person feels.`;
}
