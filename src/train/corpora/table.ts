/**
 * Tables that come with corpora: comma- or tab-separated, with a heading, checked where they are read.
 * @module
 */
import { parse } from 'csv-parse/sync';
import { EmotionError } from '../../core/errors.js';
import { readIfThere } from '../run/read-file.js';
import type { Clip } from './corpus.js';

/** A row by its headings, its values trimmed; `line` is for messages. */
export interface TableRow<Column extends string> {
  readonly values: Readonly<Record<Column, string>>;
  readonly line: number;
}

/** What a table must look like. */
export interface TableShape<Column extends string> {
  readonly delimiter: ',' | '\t';
  readonly columns: readonly Column[];
}

/**
 * The rows of the table at `path`; `null` when there is no such file.
 * @throws EmotionError `invalid-argument` naming the file and what is wrong with it, or why it cannot be read.
 */
export async function readTable<Column extends string>(
  path: string,
  { delimiter, columns }: TableShape<Column>,
): Promise<TableRow<Column>[] | null> {
  const bytes = await readIfThere(path);
  if (bytes === null) return null;
  const rows = parseRows(path, bytes.toString(), delimiter);
  const missing = columns.find((column) => rows[0]?.record[column] === undefined);
  if (missing !== undefined)
    throw new EmotionError(
      'invalid-argument',
      rows.length === 0 ? `${path} has no rows` : `${path} has no column "${missing}"`,
    );
  return rows.map(({ record, info }) => ({ values: record as Record<Column, string>, line: info.lines }));
}

interface ParsedRow {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function parseRows(path: string, text: string, delimiter: ',' | '\t'): ParsedRow[] {
  const options = { columns: true, skip_empty_lines: true, bom: true, trim: true, info: true };
  // A tab-separated table is of plain text, in which a quotation mark is a quotation mark.
  const quote = delimiter === '\t' ? null : '"';
  try {
    return parse(text, { ...options, delimiter, quote }) as unknown as ParsedRow[];
  } catch (cause) {
    throw new EmotionError('invalid-argument', `${path} is no table: ${(cause as Error).message}`, { cause });
  }
}

/** @throws EmotionError `invalid-argument` for a cell that is empty. */
export function demandValue(value: string, where: string): string {
  if (value === '') throw new EmotionError('invalid-argument', `${where} is empty`);
  return value;
}

/**
 * The sex that a table's `word` names.
 * @throws EmotionError `invalid-argument` for anything but female, male, f and m.
 */
export function readSex(word: string, where: string): Clip['sex'] {
  const sex = (['female', 'male'] as const).find((full) =>
    [full, full.charAt(0)].includes(word.toLowerCase()),
  );
  if (sex === undefined)
    throw new EmotionError('invalid-argument', `${where}: sex is "${word}", not female or male`);
  return sex;
}
