import * as tf from '@tensorflow/tfjs-core';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyzeFile } from '../../src/analyze/analyze-file.js';
import { loadModel } from '../../src/node/load-model.js';
import type { NetworkSpec } from '../../src/core/manifest.js';
import { serveNetwork } from '../../src/networks/served-network.js';
import { useBackend } from '../support/backends.js';
import { encodeWav } from '../support/encode-wav.js';
import { randomFrames, randomModel } from '../support/random-model.js';
import { ROOT } from '../support/shell.js';
import { babble } from '../support/signals.js';
import type { Table } from './table.js';

const HOPS = 1000;
const NETWORKS: readonly NetworkSpec[] = [
  { kind: 'stream', channels: [32, 48, 64, 96], units: 128 },
  { kind: 'cnn-lstm-2d', pooling: 'same' },
];

async function tensorsOver(network: NetworkSpec): Promise<readonly string[]> {
  const { manifest, values } = randomModel(network, 1);
  const { numTensors: outside } = tf.memory();
  const served = serveNetwork(manifest, values);
  const stream = served.open(0);
  const hop = randomFrames(8, 2);
  for (let index = 0; index < 40; index++) await stream.advance(hop);
  const before = tf.memory();
  for (let index = 0; index < HOPS; index++) await stream.advance(hop);
  const after = tf.memory();
  stream.dispose();
  served.dispose();
  return [
    network.kind,
    String(after.numTensors - before.numTensors),
    String(after.numBytes - before.numBytes),
    String(tf.memory().numTensors - outside),
  ];
}

/** Tensors that a thousand hops leave behind, on wasm. */
export async function leakTable(): Promise<Table> {
  await useBackend('wasm');
  const rows: (readonly string[])[] = [];
  for (const network of NETWORKS) rows.push(await tensorsOver(network));
  return {
    title: `Tensors over ${HOPS} hops`,
    columns: ['network', 'tensors more', 'bytes more', 'left after dispose'],
    rows,
  };
}

/** An hour of something like speech, 16 kHz mono: one minute, sixty times. */
function writeHour(path: string): void {
  const minute = encodeWav([babble(60)]);
  const samples = minute.subarray(44);
  const head = Buffer.from(minute.subarray(0, 44));
  head.writeUInt32LE(36 + 60 * samples.length, 4);
  head.writeUInt32LE(60 * samples.length, 40);
  const file = openSync(path, 'w');
  writeSync(file, head);
  for (let index = 0; index < 60; index++) writeSync(file, samples);
  closeSync(file);
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

/** Memory of this process while `analyze` judges an hour with the shipped model: at each twelfth of the time it takes. */
export async function hourTable(): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), 'emotion-meter-hour-'));
  const path = join(folder, 'hour.wav');
  writeHour(path);
  const inference = await loadModel('emodb', { backend: 'wasm', folder: ROOT });
  const samples: { readonly at: number; readonly rss: number; readonly buffers: number }[] = [];
  const start = performance.now();
  const watch = setInterval(() => {
    const { rss, arrayBuffers } = process.memoryUsage();
    samples.push({ at: performance.now() - start, rss, buffers: arrayBuffers });
  }, 500);
  const report = await analyzeFile('hour.wav', path, inference);
  clearInterval(watch);
  const total = performance.now() - start;
  inference.dispose();
  rmSync(folder, { recursive: true });
  if ('error' in report) throw new Error(report.error.message);
  const parts = Array.from({ length: 6 }, (_, part) => {
    const own = samples.filter(({ at }) => Math.floor((6 * at) / total) === part);
    const most = (pick: (sample: (typeof samples)[number]) => number): string =>
      megabytes(Math.max(...own.map(pick)));
    return [`${part * 10}-${part * 10 + 10} min`, most(({ rss }) => rss), most(({ buffers }) => buffers)];
  });
  return {
    title: `An hour through analyze: ${(total / 1000).toFixed(0)} s, ${report.frames.length} verdicts`,
    columns: ['part of the hour', 'RSS at most, MB', 'array buffers at most, MB'],
    rows: parts,
  };
}
