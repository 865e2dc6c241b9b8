import type { FileFailure, FileReport } from './analyze-file.js';

const percent = (value: number | undefined): string => `${Math.round(100 * (value ?? 0))} %`;

/** The emotions of a report, likeliest first, in words. */
function ranking({ probabilities }: FileReport): string {
  return Object.entries(probabilities)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([label, value]) => `${label} ${percent(value)}`)
    .join(', ');
}

/** One readable line about a file. @param width columns that the file's name fills. */
export function tableLine(report: FileReport | FileFailure, width: number): string {
  const name = report.file.padEnd(width);
  if ('error' in report) return `${name}  error  ${report.error.code}: ${report.error.message}`;
  if (!report.valid && report.reason !== 'uncertain') return `${name}  no verdict  ${report.reason ?? ''}`;
  return `${name}  ${report.dominant ?? 'uncertain'}  (${ranking(report)})`;
}
