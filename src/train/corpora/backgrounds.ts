/**
 * Recordings that augmentation mixes in: noises, music and room responses, each folder with an index.csv of `file` and `licence`.
 * @module
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** One background recording. */
export interface Background {
  readonly path: string;
  readonly licence: string;
}

interface IndexRow {
  readonly file: string;
  readonly licence: string;
}

/** Licences that forbid commercial use, bind what is made with the recording, or are unknown; such recordings are left out. */
const RESTRICTIVE = /\bNC\b|NonCommercial|\bSA\b|ShareAlike|GPL|not stated/i;
/** Room-like responses by name; the others in the folder are effects. */
const ROOMS = /kitchen|omni|cardiod|super-ceiling|echo-chamber|binaural|matrix-reverb|tim-warehouse|sb_rir/;

/** Noises and music under `data`, those of open-culture licences only; none when the folders are missing. */
export async function listNoises(data: string): Promise<Background[]> {
  return [...(await readIndex(join(data, 'noise'))), ...(await readIndex(join(data, 'music')))];
}

/** Room responses under `data`; none when the folder is missing. */
export async function listRooms(data: string): Promise<Background[]> {
  return (await readIndex(join(data, 'rir'))).filter(({ path }) => ROOMS.test(path));
}

async function readIndex(folder: string): Promise<Background[]> {
  const text = await readFile(join(folder, 'index.csv'), 'utf8').catch(() => null);
  if (text === null) return [];
  const rows = parse<IndexRow>(text, { columns: true, skip_empty_lines: true });
  return rows
    .filter(({ licence }) => !RESTRICTIVE.test(licence))
    .map(({ file, licence }) => ({ path: join(folder, file), licence }));
}
