/**
 * What a corpus must say about itself to be opened: its licence, where it is to be had, its words for emotions, and how its files are found.
 * @module
 */
import { basename, join, relative, sep } from 'node:path';
import type { Emotion } from '../../core/emotions.js';
import { listIfThere } from '../run/read-file.js';
import type { Clip } from './corpus.js';

/** A recording with its corpus's own word for the emotion. */
export interface LabelledFile extends Pick<Clip, 'name' | 'path' | 'speaker' | 'sex'> {
  readonly word: string;
}

/** One corpus: a small table and a way to list its files. */
export interface CorpusLayout {
  readonly name: string;
  /** Folder that holds it by name; case, dashes and underscores do not count. Its `name` where missing. */
  readonly folder?: string;
  readonly licence: string;
  /** Where it is to be had. */
  readonly source: string;
  /** Its files as its authors lay them out, for the message when there are none. */
  readonly looksFor: string;
  /** Its words for emotions, in its customary order; `null` for words whose clips are left out. */
  readonly words: Readonly<Record<string, Emotion | null>>;
  /** The labelled recordings in `folder`; none when it is not there. */
  list(folder: string): Promise<LabelledFile[]>;
}

/** What a file's name says; the path is the finder's to add, and the name too unless the corpus has a better one. */
export type NamedFile = Omit<LabelledFile, 'path' | 'name'> & { readonly name?: string };

/** Folders below the corpus's own that are searched: the deepest official layout needs three. */
const DEPTH = 4;
const SOUND = /\.(wav|flac)$/i;

/** A `list` for corpora whose file names say all: `read` gets the path within the folder without its ending, and answers `null` for others' files. */
export function listByName(read: (path: string) => NamedFile | null): CorpusLayout['list'] {
  return async (folder) => {
    const paths = await soundFiles(folder);
    return paths.flatMap((path) => {
      const stem = relative(folder, path).split(sep).join('/').replace(SOUND, '');
      const file = read(stem);
      return file === null ? [] : [{ name: basename(stem), ...file, path }];
    });
  };
}

/** WAV and FLAC files under `folder`, sorted; without the `._` files that macOS leaves on other systems' disks. A folder that cannot be read is an error. */
async function soundFiles(folder: string, depth = DEPTH): Promise<string[]> {
  const entries = await listIfThere(folder);
  const found = entries
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(async (entry) => {
      const path = join(folder, entry.name);
      if (SOUND.test(entry.name)) return [path];
      return entry.isDirectory() && depth > 0 ? soundFiles(path, depth - 1) : [];
    });
  return (await Promise.all(found)).flat();
}
