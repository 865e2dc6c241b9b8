import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EmotionError } from '../../core/errors.js';
import { paperTable } from '../report/paper-table.js';
import { replaceFile } from '../run/state-file.js';
import type { ExperimentResult } from './experiment-result.js';
import { readJson } from './stored-run.js';

const USAGE = `Usage: npm run train -- table RUN [RUN...] [--into FILE]

Shows finished experiments, run folders or their result.json, beside the paper's Table 7, in Markdown; --into puts the table into a file, between the lines
<!-- table:start --> and <!-- table:end -->.
`;

const SECTION = /(<!-- table:start -->\n)[^]*?(<!-- table:end -->)/;

/**
 * `table`: the results of several runs beside the paper's.
 * @throws EmotionError `invalid-argument` naming a run without a result, or a file without the two lines.
 */
export async function tabulate(args: readonly string[]): Promise<void> {
  const { runs, into, help } = parseTableArgs(args);
  if (help) {
    console.log(USAGE);
    return;
  }
  if (runs.length === 0)
    throw new EmotionError('invalid-argument', 'table needs a run folder; see table --help');
  const results = await Promise.all(
    runs.map((run) => readJson<ExperimentResult>(run.endsWith('.json') ? run : join(run, 'result.json'))),
  );
  const table = paperTable(results);
  if (into === undefined) console.log(table);
  else await replaceFile(into, await withTable(into, table));
}

async function withTable(path: string, table: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new EmotionError('invalid-argument', `--into is ${path}, which cannot be read`, { cause });
  });
  if (!SECTION.test(text))
    throw new EmotionError(
      'invalid-argument',
      `${path} has no lines <!-- table:start --> and <!-- table:end -->`,
    );
  return text.replace(SECTION, (_, start: string, end: string) => `${start}\n${table}\n\n${end}`);
}

function parseTableArgs(args: readonly string[]): {
  runs: string[];
  into: string | undefined;
  help: boolean;
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { into: { type: 'string' }, help: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    return { runs: positionals, into: values.into, help: values.help };
  } catch (cause) {
    throw new EmotionError('invalid-argument', (cause as Error).message, { cause });
  }
}
