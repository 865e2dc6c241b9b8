/**
 * `npm run --silent analyze -- FILE... [--json]`: emotions of sound files, by the live pipeline's stages.
 * @module
 */
import { once } from 'node:events';
import { resolve } from 'node:path';
import { EmotionError } from '../core/errors.js';
import { analyzeFile } from './analyze-file.js';
import { parseArguments, USAGE, type AnalyzeArguments } from './arguments.js';
import { loadModel } from '../node/load-model.js';
import { tableLine } from './table.js';

/** Where relative paths count from: npm runs a script in the package's folder, and says where it was called. */
const CALLED_FROM = process.env['npm_lifecycle_event'] === 'analyze' ? (process.env['INIT_CWD'] ?? '.') : '.';

/** Waits for a slow reader, so that lines never pile up in memory. */
async function writeLine(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}

/** Analyses each file in turn. Returns the exit status. */
async function analyze({ files, json, model, backend }: AnalyzeArguments): Promise<number> {
  const inference = await loadModel(model, { backend, folder: resolve(CALLED_FROM) });
  const width = Math.max(...files.map((file) => file.length));
  let failed = false;
  for (const file of files) {
    const report = await analyzeFile(file, resolve(CALLED_FROM, file), inference);
    await writeLine(json ? JSON.stringify(report) : tableLine(report, width));
    failed ||= 'error' in report;
  }
  inference.dispose();
  return failed ? 1 : 0;
}

async function main(): Promise<number> {
  try {
    const args = parseArguments(process.argv.slice(2));
    if (!args.help) return await analyze(args);
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    const { code, message } = EmotionError.wrap(error, 'backend-failed', 'analyze failed');
    process.stderr.write(`${code}: ${message}\nTry --help.\n`);
    return 2;
  }
}

// Standard output holds the reports alone: what a library logs goes to standard error.
console.log = console.info = console.debug = console.error;
// A reader that has seen enough (head) is no failure.
process.stdout.on('error', () => process.exit(0));
process.exitCode = await main();
