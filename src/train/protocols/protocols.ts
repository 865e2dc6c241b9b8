/**
 * Who is trained on and who is judged, by the names under which figures are printed.
 * @module
 */
import type { Emotion } from '../../core/emotions.js';
import { speakerKey, type Clip, type Corpus } from '../corpora/corpus.js';
import { checkFolds, type Fold, type FoldPlan, type ProtocolTraits } from './fold.js';
import { holdOut, innerSpeakers } from './inner.js';
import { takeStratified } from './stratified.js';
import { wrong } from '../wrong.js';

/** What folds are made from. */
export interface FoldRequest {
  readonly corpora: readonly Corpus[];
  /** The classes; `null` takes the protocol's own. Clips of other emotions are left out. */
  readonly labels: readonly Emotion[] | null;
  readonly seeds: readonly number[];
  /** Test speakers of `paper-si`; `null` takes the paper's. */
  readonly heldOut: readonly string[] | null;
}

interface Protocol extends ProtocolTraits {
  labels(corpora: readonly Corpus[]): readonly Emotion[];
  fold(clips: readonly Clip[], request: FoldRequest): readonly Fold[];
}

/** The classes of `cross`: those that corpora of acted emotion agree about. */
export const CROSS_LABELS: readonly Emotion[] = ['anger', 'happiness', 'neutral', 'sadness'];

const HONEST = { speakerDependent: false, validatesOnTest: false, labels: allLabels } as const;

const PROTOCOLS = {
  'paper-sd': { speakerDependent: true, validatesOnTest: true, labels: allLabels, fold: randomFolds },
  'paper-si': { speakerDependent: false, validatesOnTest: true, labels: allLabels, fold: pairFold },
  loso: { ...HONEST, fold: speakerFolds },
  actors: { ...HONEST, fold: actorFolds },
  cross: { ...HONEST, labels: () => CROSS_LABELS, fold: corpusFolds },
} as const satisfies Record<string, Protocol>;

/** The protocols by name. */
export type ProtocolName = keyof typeof PROTOCOLS;

/** Their names, in the order in which they are printed. */
export const PROTOCOL_NAMES = Object.keys(PROTOCOLS) as ProtocolName[];

/** What the protocol called `name` allows; `null` for a name that is none. */
export function traitsOf(name: string): ProtocolTraits | null {
  const known = PROTOCOL_NAMES.find((one) => one === name);
  if (known === undefined) return null;
  const { speakerDependent, validatesOnTest } = PROTOCOLS[known];
  return { speakerDependent, validatesOnTest };
}

/**
 * The folds of a protocol.
 * @throws EmotionError `invalid-argument` when the corpora do not fit it; naming a class without training clips; naming a speaker on two sides.
 */
export function planFolds(name: ProtocolName, request: FoldRequest): FoldPlan {
  const protocol: Protocol = PROTOCOLS[name];
  const labels = request.labels ?? protocol.labels(request.corpora);
  const clips = request.corpora.flatMap((corpus) => corpus.clips);
  const asked = clips.filter(({ emotion }) => labels.includes(emotion));
  const missing = labels.filter((label) => !asked.some(({ emotion }) => emotion === label));
  if (missing.length > 0) throw wrong(`there is no clip of ${missing.join(', ')} in ${names(request)}`);
  const { speakerDependent, validatesOnTest } = protocol;
  const folds = protocol.fold(asked, request);
  return checkFolds({ protocol: name, speakerDependent, validatesOnTest, labels, folds });
}

/** The paper's speaker-dependent protocol: a fifth of the clips at random, the classes even; another fifth for each seed. */
function randomFolds(clips: readonly Clip[], { seeds }: FoldRequest): readonly Fold[] {
  return seeds.map((seed) => {
    const { taken, left } = takeStratified(clips, { share: 0.2, seed });
    return { name: `random-${seed}`, seed, train: left, validation: taken, test: taken };
  });
}

/** The only two speakers of EmoDB with the 91 clips of the paper's test set. */
const PAPER_PAIR = ['12', '15'];

/** The paper's speaker-independent protocol: two speakers are validated and tested on. */
function pairFold(clips: readonly Clip[], request: FoldRequest): readonly Fold[] {
  const [corpus, ...others] = request.corpora;
  if (corpus === undefined || others.length > 0)
    throw wrong(`paper-si holds speakers of one corpus out, not of ${names(request)}`);
  const pair = request.heldOut ?? (corpus.name === 'emodb' ? PAPER_PAIR : null);
  if (pair === null)
    throw wrong(
      `the paper does not say which speakers of ${corpus.name} it tested on: name them by --held-out`,
    );
  const unknown = pair.find((name) => !clips.some(({ speaker }) => speaker === name));
  if (unknown !== undefined) throw wrong(`${corpus.name} has no speaker "${unknown}"`);
  const { train, validation } = holdOut(
    clips,
    pair.map((speaker) => `${corpus.name}/${speaker}`),
  );
  return [{ name: fileSafe(pair.join('+')), seed: null, train, validation, test: validation }];
}

/** One fold a speaker; a man and a woman of the others choose the epoch. */
function speakerFolds(clips: readonly Clip[], request: FoldRequest): readonly Fold[] {
  const speakers = [...new Set(clips.map(speakerKey))].sort();
  return speakers.map((speaker) => {
    const { train: others, validation: test } = holdOut(clips, [speaker]);
    const inner = innerSpeakers(others, speaker);
    const { train, validation } = holdOut(others, inner);
    if (train.length === 0)
      throw wrong(
        `loso has nobody left to train on when ${speaker} is tested and ${inner.join(' and ') || 'nobody'} would choose the epoch; ${names(request)} has ${speakers.length} speakers`,
      );
    return { name: fileSafe(speaker), seed: null, train, validation, test };
  });
}

/** Folds of two men and two women; those of the next fold choose the epoch. */
function actorFolds(clips: readonly Clip[], request: FoldRequest): readonly Fold[] {
  const ofSex = (sex: Clip['sex']): string[] =>
    [...new Set(clips.filter((clip) => clip.sex === sex).map(speakerKey))].sort();
  const [men, women] = [ofSex('male'), ofSex('female')];
  const count = men.length / 2;
  if (men.length !== women.length || !Number.isInteger(count) || count < 3)
    throw wrong(
      `actors needs as many men as women, an even number of each and six at least; ${names(request)} has ${men.length} and ${women.length}`,
    );
  const groups = Array.from({ length: count }, (_, k) => [
    ...men.slice(2 * k, 2 * k + 2),
    ...women.slice(2 * k, 2 * k + 2),
  ]);
  return groups.map((group, k) => {
    const { train: others, validation: test } = holdOut(clips, group);
    const { train, validation } = holdOut(others, groups[(k + 1) % count] ?? []);
    return { name: `actors-${k + 1}`, seed: null, train, validation, test };
  });
}

/** One fold a corpus: trained on the others, whose first man and woman each choose the epoch. */
function corpusFolds(clips: readonly Clip[], request: FoldRequest): readonly Fold[] {
  if (request.corpora.length < 2)
    throw wrong(`cross needs two corpora at least, one of them to test on; there is ${names(request)}`);
  return request.corpora.map(({ name }) => {
    const others = clips.filter(({ corpus }) => corpus !== name);
    const { train, validation } = holdOut(others, innerSpeakers(others));
    const test = clips.filter(({ corpus }) => corpus === name);
    return { name: fileSafe(name), seed: null, train, validation, test };
  });
}

function allLabels(corpora: readonly Corpus[]): readonly Emotion[] {
  return [...new Set(corpora.flatMap(({ labels }) => labels))];
}

/** Folds give their jobs' folders their names: letters of any script, with their marks, and digits stay. */
function fileSafe(name: string): string {
  return name.replace(/[^\p{L}\p{M}\p{N}_.+-]+/gu, '-');
}

function names({ corpora }: FoldRequest): string {
  return corpora.map(({ name }) => name).join(', ');
}
