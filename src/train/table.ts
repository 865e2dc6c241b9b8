import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmotionError } from '../core/errors.js';
import type { ExperimentResult } from './experiment/experiment-result.js';
import { parseRuns } from './options.js';
import { paperTable, TABLE_SECTION } from './report/paper-table.js';
import { readJson } from './run/read-file.js';
import { replaceFile } from './run/state-file.js';

const USAGE = `Usage: npm run train -- table RUN [RUN...] [--into FILE]

Shows finished experiments, run folders or their result.json, beside the paper's Table 7, in Markdown; --into puts the table into a file, between the lines
<!-- table:start --> and <!-- table:end -->.
`;

const OPTIONS = { into: { type: 'string' }, help: { type: 'boolean', default: false } } as const;

/**
 * `table`: the results of several runs beside the paper's.
 * @throws EmotionError `invalid-argument` naming a run without a result, or a file without the two lines.
 */
export async function tabulate(args: readonly string[]): Promise<void> {
  const { runs, values } = parseRuns(args, OPTIONS);
  const { into, help } = values;
  if (help) {
    console.log(USAGE);
    return;
  }
  if (runs.length === 0)
    throw new EmotionError('invalid-argument', 'table needs a run folder; see table --help');
  const results = await Promise.all(runs.map(readResult));
  const table = paperTable(results);
  if (into === undefined) console.log(table);
  else await replaceFile(into, await withTable(into, table));
}

async function readResult(run: string): Promise<ExperimentResult> {
  const path = run.endsWith('.json') ? run : join(run, 'result.json');
  const result = await readJson<Partial<ExperimentResult> | null>(path);
  if (!Array.isArray(result?.accuracies) || !Array.isArray(result.jobs))
    throw new EmotionError('invalid-argument', `${path} is no result of an experiment`);
  return result as ExperimentResult;
}

async function withTable(path: string, table: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new EmotionError('invalid-argument', `--into is ${path}, which cannot be read`, { cause });
  });
  if (!TABLE_SECTION.test(text))
    throw new EmotionError(
      'invalid-argument',
      `${path} has no lines <!-- table:start --> and <!-- table:end -->`,
    );
  return text.replace(TABLE_SECTION, (_, start: string, end: string) => `${start}\n${table}\n\n${end}`);
}
