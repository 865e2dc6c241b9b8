/**
 * `npm run bench`: everything that is measured, in one run, into RESULTS.md beside this file.
 * `npm run bench -- hop` runs one part and only prints it.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { runProgram, ROOT } from '../support/shell.js';
import { benchHops } from './hop.js';
import { benchLogMel } from './log-mel.js';
import { hourTable, leakTable } from './memory.js';
import { sizeTable } from './sizes.js';
import { benchStreams } from './streams.js';
import { timingTable, toMarkdown, type Table } from './table.js';
import { benchGpuTraining } from './train-gpu.js';
import { benchTraining } from './train.js';

const PARTS: Readonly<Record<string, () => Promise<Table>>> = {
  'log-mel': async () => timingTable('A log-mel frame (FFT 2048, 128 bands)', await benchLogMel()),
  hop: async () => timingTable('A hop of 256 ms (wasm, Node, one thread)', await benchHops()),
  streams: async () => timingTable('Streams that share a worker (wasm, Chromium)', await benchStreams()),
  sizes: sizeTable,
  leak: leakTable,
  hour: hourTable,
  // Last: what `tf.layers` needs stays with the process, whose memory the hour is about.
  train: async () => timingTable("A training step of the paper's networks (Node)", await benchTraining()),
};

/** Only when asked for: few machines have a GPU, and the package for it is not among this project's. */
const ON_REQUEST: typeof PARTS = {
  'train-gpu': async () =>
    timingTable("A training step of the paper's networks on a GPU (Node)", await benchGpuTraining()),
};

function heading(): string {
  const processors = cpus();
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: ROOT,
    encoding: 'utf8',
  }).trim();
  return [
    '# Measured',
    '',
    `${new Date().toISOString().slice(0, 10)}, commit ${commit}, ${processors[0]?.model.trim() ?? 'unknown processor'}, ` +
      `${processors.length} cores, Node ${process.versions.node}. Medians of one run of \`npm run bench\`; p10 and p90 are the 10th and 90th percentiles.`,
    '',
  ].join('\n');
}

function chosenParts(names: readonly string[]): readonly string[] {
  const known = Object.keys({ ...PARTS, ...ON_REQUEST });
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`No bench is called ${unknown.join(', ')}; there are ${known.join(', ')}`);
  return names.length === 0 ? Object.keys(PARTS) : names;
}

const names = process.argv.slice(2);
const parts = chosenParts(names);
if (parts.includes('sizes') || parts.includes('streams')) {
  const { code, output } = await runProgram(['npm', 'run', '--silent', 'build']);
  if (code !== 0) throw new Error(output);
}
const sections: string[] = [heading()];
console.log(heading());
for (const part of parts) {
  const table = await (PARTS[part] ?? ON_REQUEST[part])?.();
  if (table === undefined) continue;
  sections.push(toMarkdown(table));
  console.log(toMarkdown(table));
}
if (names.length === 0) writeFileSync(join(ROOT, 'test/bench/RESULTS.md'), sections.join('\n'));
