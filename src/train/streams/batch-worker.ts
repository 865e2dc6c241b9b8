/**
 * A thread that draws training streams ahead of the trainer, so that features and gradients are computed side by side.
 * @module
 */
import { parentPort, workerData } from 'node:worker_threads';
import { LOG_MEL } from '../../core/feature-spec.js';
import { WINDOW_COLUMNS } from '../../networks/stream-net.js';
import { drawStream, STREAM_FRAMES } from './draw-stream.js';
import type { Batch } from './batch.js';
import type { BatchOrder } from './batch-source.js';
import { loadMaterial, type MaterialRequest } from './material.js';

const port = parentPort;
if (port === null) throw new Error('batch-worker runs in a worker thread only');
const material = await loadMaterial(workerData as MaterialRequest);
port.postMessage('ready');

port.on('message', ({ seed, step, size }: BatchOrder) => {
  const speakers: Batch['speakers'][number][] = [];
  const batch: Batch = {
    step,
    size,
    speakers,
    frames: new Float32Array(size * STREAM_FRAMES * LOG_MEL.mels),
    emotion: new Int32Array(size * WINDOW_COLUMNS),
    weight: new Float32Array(size * WINDOW_COLUMNS),
    speech: new Int32Array(size * WINDOW_COLUMNS),
    allowed: new Uint8Array(size * material.labels.length),
  };
  for (let index = 0; index < size; index++) {
    const stream = drawStream(material, { seed, step, index });
    speakers.push(stream.speaker);
    batch.frames.set(stream.frames, index * STREAM_FRAMES * LOG_MEL.mels);
    batch.allowed.set(stream.allowed, index * material.labels.length);
    for (const part of ['emotion', 'weight', 'speech'] as const)
      batch[part].set(stream[part], index * WINDOW_COLUMNS);
  }
  port.postMessage(batch, [batch.frames.buffer as ArrayBuffer]);
});
