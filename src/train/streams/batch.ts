import type { StreamSample } from './draw-stream.js';

/** The streams of one training step, one after the other. */
export interface Batch {
  readonly step: number;
  readonly size: number;
  /** [size, 248, 128], normalised. */
  readonly frames: Float32Array;
  /** [size, 31] each; see ColumnTargets. */
  readonly emotion: Int32Array;
  readonly weight: Float32Array;
  readonly speech: Int32Array;
  /** [size, K]: 1 for each class that the stream's corpus was recorded for. */
  readonly allowed: Uint8Array;
  /** Who speaks in each stream. */
  readonly speakers: readonly StreamSample['speaker'][];
}

/** The streams of a batch in which `speaker` does not speak. */
export function withoutSpeaker(batch: Batch, speaker: string): Batch {
  const kept = [...batch.speakers.keys()].filter((stream) => batch.speakers[stream] !== speaker);
  const rows = <A extends Float32Array | Int32Array | Uint8Array>(values: A): A => {
    const width = values.length / batch.size;
    const target = values.slice(0, kept.length * width) as A;
    for (const [row, stream] of kept.entries())
      target.set(values.subarray(stream * width, (stream + 1) * width), row * width);
    return target;
  };
  return {
    ...{
      step: batch.step,
      size: kept.length,
      speakers: kept.map((stream) => batch.speakers[stream] ?? null),
    },
    ...{ frames: rows(batch.frames), allowed: rows(batch.allowed) },
    ...{ emotion: rows(batch.emotion), weight: rows(batch.weight), speech: rows(batch.speech) },
  };
}
