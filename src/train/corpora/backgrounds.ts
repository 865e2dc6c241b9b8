/**
 * Recordings that augmentation mixes in: noises, music and room responses, each folder with an index.csv of `file` and `licence`.
 * @module
 */
import { join } from 'node:path';
import { demandValue, readTable } from './table.js';

/** One background recording. */
export interface Background {
  readonly path: string;
  readonly licence: string;
}

/**
 * Licences that forbid commercial use, bind what is made with the recording, or are unknown, in whatever spelling; such recordings are left
 * out, and so are those whose licence is empty.
 */
const RESTRICTIVE = [
  /(?<![a-z])(cc)?(by)?(nc|sa|ncsa)(?![a-z])/i,
  /non[^a-z]*commercial|(not for|no) commercial use/i,
  /share[^a-z]*alike/i,
  /gpl|general public licen[cs]e/i,
  /not stated|unstated|^(unknown|none|n\/?a|-)$|licen[cs]e unknown|all rights reserved|proprietary/i,
];
/** Room-like responses by name; the others in the folder are effects. */
const ROOMS = /kitchen|omni|cardiod|super-ceiling|echo-chamber|binaural|matrix-reverb|tim-warehouse|sb_rir/;

/**
 * Noises and music under `data`, those of open-culture licences only; none when the folders are missing.
 * @throws EmotionError `invalid-argument` naming an index.csv that has no rows, no column for files or licences, or that cannot be read.
 */
export async function listNoises(data: string): Promise<Background[]> {
  return [...(await readIndex(join(data, 'noise'))), ...(await readIndex(join(data, 'music')))];
}

/** Room responses under `data`, as {@link listNoises}; none when the folder is missing. */
export async function listRooms(data: string): Promise<Background[]> {
  return (await readIndex(join(data, 'rir'))).filter(({ path }) => ROOMS.test(path));
}

function isOpen(licence: string): boolean {
  return licence.trim() !== '' && !RESTRICTIVE.some((one) => one.test(licence));
}

async function readIndex(folder: string): Promise<Background[]> {
  const path = join(folder, 'index.csv');
  const rows = await readTable(path, { delimiter: ',', columns: ['file', 'licence'] });
  return (rows ?? [])
    .filter(({ values: { licence } }) => isOpen(licence))
    .map(({ values: { file, licence }, line }) => ({
      path: join(folder, demandValue(file, `${path}, line ${line}: file`)),
      licence,
    }));
}
