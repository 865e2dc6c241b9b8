import type { BenchRow } from './bench.js';

/** A table of the report. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** At least three digits, never in powers of ten. */
const digits = (value: number): string => (value < 100 ? value.toPrecision(3) : value.toFixed(0));

/** Timings as a table. */
export function timingTable(title: string, rows: readonly BenchRow[]): Table {
  return {
    title,
    columns: ['candidate', rows[0]?.unit ?? '', 'p10', 'p90', 'note'],
    rows: rows.map(({ name, median, p10, p90, note }) => [
      name,
      `**${digits(median)}**`,
      digits(p10),
      digits(p90),
      note,
    ]),
  };
}

/** A table as Markdown. */
export function toMarkdown({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`## ${title}`, '', line(columns), line(columns.map(() => '---')), ...rows.map(line), ''].join('\n');
}
