/**
 * Every corpus that can be trained on, opened by name: by its official layout, or by an index.csv where its folder has one.
 * @module
 */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Emotion } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import { isThere, listIfThere } from '../run/read-file.js';
import type { CorpusLayout, LabelledFile } from './corpus-layout.js';
import { speakersOf, type Clip, type Corpus } from './corpus.js';
import { CREMA_D } from './crema-d.js';
import { EMODB } from './emodb.js';
import { IEMOCAP, IEMOCAP_4 } from './iemocap.js';
import { COMMON_WORDS, indexOf, layoutOfIndex, listByIndex } from './index-csv.js';
import { NEMO } from './nemo.js';
import { RAVDESS } from './ravdess.js';
import { SAVEE } from './savee.js';
import { TESS } from './tess.js';

/** The corpora that are read as their authors lay them out. */
export const LAYOUTS: readonly CorpusLayout[] = [
  EMODB,
  IEMOCAP,
  IEMOCAP_4,
  RAVDESS,
  NEMO,
  CREMA_D,
  TESS,
  SAVEE,
];

/** The corpora known by name; any other name stands for a folder with an index.csv. */
export const CORPUS_NAMES: readonly string[] = LAYOUTS.map(({ name }) => name);

/** How one of the corpus's own words for emotions was read. */
export interface MappedWord {
  readonly word: string;
  /** `null`: clips of this word are left out. */
  readonly emotion: Emotion | null;
  readonly clips: number;
}

/** A corpus and how it was read. */
export interface OpenedCorpus extends Corpus {
  readonly folder: string;
  readonly mapping: readonly MappedWord[];
}

/** Where a corpus lies. */
export interface CorpusPlace {
  /** The corpus's own folder. */
  readonly folder: string;
  /** The folder that it lies in, where backgrounds are looked for. */
  readonly beside: string;
}

/**
 * The corpus `name` in `data`: its own folder, or the one that holds it by name.
 * @throws EmotionError `invalid-argument` saying what was looked for, where it is to be had and under which licence; naming a word that is
 *   no known emotion, a class without clips, a clip that is there twice, a corpus of one speaker, or a speaker of two sexes.
 */
export async function openCorpus(name: string, data: string): Promise<OpenedCorpus> {
  const { folder } = await locateCorpus(name, data);
  const layout = LAYOUTS.find((known) => known.name === name) ?? (await unknownLayout(name, folder));
  const files = (await listByIndex(folder)) ?? (await layout.list(folder));
  if (files.length === 0)
    throw new EmotionError(
      'invalid-argument',
      `no ${layout.name} in ${folder}: looked for ${layout.looksFor}, or an index.csv. ` +
        `Get it from ${layout.source}; licence: ${layout.licence}`,
    );
  const { licence } = layout;
  const labels = [...new Set(Object.values(layout.words))].filter((emotion) => emotion !== null);
  const corpus = { name, licence, labels, folder, ...mapFiles(files, { layout, labels }) };
  checkCorpus(corpus);
  return corpus;
}

/**
 * Several corpora, as {@link openCorpus} opens each.
 * @throws EmotionError `invalid-argument` for one that is named twice, also under another name: training and test would share its clips.
 */
export async function openCorpora(names: readonly string[], data: string): Promise<OpenedCorpus[]> {
  const opened: OpenedCorpus[] = [];
  const places = new Map<string, string>();
  for (const name of names) {
    const corpus = await openCorpus(name, data);
    const place = await realpath(corpus.folder);
    const other = places.get(place);
    if (other !== undefined)
      throw new EmotionError(
        'invalid-argument',
        `the corpora ${other} and ${name} are one: both lie in ${corpus.folder}`,
      );
    places.set(place, name);
    opened.push(corpus);
  }
  return opened;
}

/** Where `name` lies: `data` may be the corpus's own folder or the one that holds it by name, whatever its case, dashes and underscores. */
export async function locateCorpus(name: string, data: string): Promise<CorpusPlace> {
  const own = LAYOUTS.find((layout) => layout.name === name);
  const wanted = plain(own?.folder ?? name);
  const entries = await listIfThere(data);
  const found = entries.find((entry) => !entry.isFile() && plain(entry.name) === wanted);
  if (found !== undefined) return { folder: join(data, found.name), beside: data };
  const owner = LAYOUTS.find((layout) => plain(layout.folder ?? layout.name) === plain(basename(data)));
  // Its index.csv could be read under any name.
  if (own !== undefined && owner !== undefined && plain(owner.folder ?? owner.name) !== wanted)
    throw new EmotionError('invalid-argument', `no ${name} in ${data}: that is the folder of ${owner.name}`);
  return { folder: data, beside: dirname(resolve(data)) };
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[-_ ]/g, '');
}

/**
 * Checks what every split needs: clips of each class, none twice, and two speakers, each of one sex.
 * @throws EmotionError `invalid-argument` naming what is missing, or what there is twice.
 */
export function checkCorpus({ name, labels, clips }: Corpus): void {
  if (labels.length === 0) throw new EmotionError('invalid-argument', `${name} has no clip with an emotion`);
  const empty = labels.filter((label) => !clips.some(({ emotion }) => emotion === label));
  if (empty.length > 0)
    throw new EmotionError('invalid-argument', `${name} has no clip of ${empty.join(', ')}`);
  const speakers = speakersOf(clips);
  if (speakers.length < 2)
    throw new EmotionError(
      'invalid-argument',
      `${name} has one speaker (${speakers.join()}): nobody is left to test on`,
    );
  const paths = new Map<string, string>();
  for (const clip of clips) {
    const other = paths.get(clip.name);
    if (other !== undefined)
      throw new EmotionError(
        'invalid-argument',
        `${name} has the clip ${clip.name} twice: ${other} and ${clip.path}; training and test would share it`,
      );
    paths.set(clip.name, clip.path);
  }
  checkSexes(name, clips);
}

/** Splits are even over the sexes, so a speaker has one. */
function checkSexes(name: string, clips: readonly Clip[]): void {
  const firsts = new Map<string, Clip>();
  for (const clip of clips) {
    const first = firsts.get(clip.speaker) ?? clip;
    if (clip.sex !== first.sex)
      throw new EmotionError(
        'invalid-argument',
        `${name} has the speaker ${clip.speaker} as ${first.sex} in ${first.name} and as ${clip.sex} in ${clip.name}`,
      );
    firsts.set(clip.speaker, first);
  }
}

/** What was opened and how its words were read, for people. */
export function describeCorpus({ name, licence, clips, folder, mapping }: OpenedCorpus): string {
  const words = mapping.map(
    ({ word, emotion, clips: count }) => `  ${word || '(no word)'} -> ${emotion ?? 'left out'}: ${count}`,
  );
  const head = `${name} in ${folder} (${licence}): ${clips.length} clips of ${speakersOf(clips).length} speakers`;
  return [head, ...words].join('\n');
}

async function unknownLayout(name: string, folder: string): Promise<CorpusLayout> {
  if (!(await isThere(indexOf(folder))))
    throw new EmotionError(
      'invalid-argument',
      `no corpus "${name}": it is none of ${CORPUS_NAMES.join(', ')}, and ${folder} has no index.csv`,
    );
  return layoutOfIndex(name, folder);
}

function mapFiles(
  files: readonly LabelledFile[],
  { layout, labels }: { readonly layout: CorpusLayout; readonly labels: readonly Emotion[] },
): Pick<OpenedCorpus, 'clips' | 'mapping'> {
  const counts = new Map<string, { emotion: Emotion | null; clips: number }>();
  const clips = files.flatMap(({ word, ...file }) => {
    const known = mapWord(word, layout.words, file.path);
    const emotion = known !== null && labels.includes(known) ? known : null;
    counts.set(word, { emotion, clips: (counts.get(word)?.clips ?? 0) + 1 });
    return emotion === null ? [] : [{ corpus: layout.name, ...file, emotion }];
  });
  return { clips, mapping: [...counts].map(([word, count]) => ({ word, ...count })) };
}

/** The corpus's own words come first; an index may use everyday ones. */
function mapWord(word: string, words: CorpusLayout['words'], path: string): Emotion | null {
  const known = { ...COMMON_WORDS, ...words };
  const emotion = known[word] ?? known[word.toLowerCase()];
  if (emotion === undefined && !(word in known))
    throw new EmotionError(
      'invalid-argument',
      `${path} is labelled "${word}", none of ${Object.keys(known).filter(Boolean).join(', ')}`,
    );
  return emotion ?? null;
}
