import { beforeAll, describe, expect, it, vi } from 'vitest';
import type {
  BlockMessage,
  FromProcessor,
  ProcessorOptions,
  ToProcessor,
} from '../../../worklets/capture-protocol.js';

/** What the audio thread sees of the processor. */
interface Processor {
  readonly port: FakePort;
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

type ProcessorClass = new (options: { readonly processorOptions: ProcessorOptions }) => Processor;

/** A port that transfers as a real one does: the sender's buffer is empty afterwards. */
class FakePort {
  readonly posted: FromProcessor[] = [];
  onmessage: ((event: { readonly data: ToProcessor }) => void) | null = null;

  postMessage(message: FromProcessor, transfer: ArrayBuffer[] = []): void {
    this.posted.push(structuredClone(message, { transfer }));
  }

  receive(message: ToProcessor): void {
    this.onmessage?.({ data: message });
  }

  get blocks(): readonly BlockMessage[] {
    return this.posted.filter((message) => message.type === 'block');
  }
}

let CaptureProcessor: ProcessorClass;

beforeAll(async () => {
  vi.stubGlobal(
    'AudioWorkletProcessor',
    class {
      readonly port = new FakePort();
    },
  );
  vi.stubGlobal('registerProcessor', (_name: string, processor: ProcessorClass) => {
    CaptureProcessor = processor;
  });
  // Not a literal: the audio thread's globals are no part of the tests' types.
  const file = '../../../worklets/capture-processor.ts';
  await import(/* @vite-ignore */ file);
});

function makeProcessor(options: Partial<ProcessorOptions> = {}): Processor {
  return new CaptureProcessor({
    processorOptions: { channel: 'mono', blockFrames: 8, poolBlocks: 2, firstSample: 0, ...options },
  });
}

/** Runs the processor on `channels`, `quantum` samples a call. */
function feed(processor: Processor, channels: readonly number[][], quantum: number): void {
  const frames = channels[0]?.length ?? 0;
  for (let from = 0; from < frames; from += quantum) {
    const input = channels.map((channel) => new Float32Array(channel.slice(from, from + quantum)));
    processor.process([input], [[new Float32Array(Math.min(quantum, frames - from))]]);
  }
}

const ramp = (length: number, first = 1): number[] => Array.from({ length }, (_, index) => first + index);
const valuesOf = ({ samples, length }: BlockMessage): number[] => [...samples.subarray(0, length)];

describe('capture processor', () => {
  it('says that it hears', () => {
    expect(makeProcessor().port.posted).toEqual([{ type: 'ready' }]);
  });

  it.each([1, 3, 8, 16, 20])('cuts the same blocks from quanta of %i samples', (quantum) => {
    const processor = makeProcessor({ poolBlocks: 3 });
    feed(processor, [ramp(20)], quantum);
    expect(processor.port.blocks.map(({ firstSample }) => firstSample)).toEqual([0, 8]);
    expect(processor.port.blocks.flatMap(valuesOf)).toEqual(ramp(16));
  });

  it('counts from the sample it is told', () => {
    const processor = makeProcessor({ firstSample: 1000 });
    feed(processor, [ramp(16)], 4);
    expect(processor.port.blocks.map(({ firstSample }) => firstSample)).toEqual([1000, 1008]);
  });

  it.each([
    ['mono', [3, 3, 3, 3, 3, 3, 3, 3]],
    ['left', [1, 1, 1, 1, 1, 1, 1, 1]],
    ['right', [5, 5, 5, 5, 5, 5, 5, 5]],
  ] as const)('takes %s of a stereo source', (channel, expected) => {
    const processor = makeProcessor({ channel });
    feed(processor, [Array<number>(8).fill(1), Array<number>(8).fill(5)], 4);
    expect(processor.port.blocks.flatMap(valuesOf)).toEqual(expected);
  });

  it('takes the only channel of a mono source, whatever is chosen', () => {
    const processor = makeProcessor({ channel: 'right' });
    feed(processor, [ramp(8)], 8);
    expect(processor.port.blocks.flatMap(valuesOf)).toEqual(ramp(8));
  });

  it('means all of more than two channels', () => {
    const processor = makeProcessor();
    feed(
      processor,
      [0, 3, 3, 6].map((value) => Array<number>(8).fill(value)),
      8,
    );
    expect(processor.port.blocks.flatMap(valuesOf)).toEqual(Array(8).fill(3));
  });

  it('hears silence, as long as the output, where nothing is connected, also in a used buffer', () => {
    const processor = makeProcessor({ poolBlocks: 1 });
    feed(processor, [ramp(8)], 8);
    recycle(processor);
    for (const input of [[], [[]]]) processor.process(input, [[new Float32Array(4)]]);
    expect(processor.port.blocks.map(({ firstSample }) => firstSample)).toEqual([0, 8]);
    expect(processor.port.blocks.slice(1).flatMap(valuesOf)).toEqual(Array(8).fill(0));
  });

  it('loses samples while all buffers are away, and shows it as a jump of the index', () => {
    const processor = makeProcessor();
    feed(processor, [ramp(28)], 4);
    expect(processor.port.blocks).toHaveLength(2);
    recycle(processor);
    feed(processor, [ramp(8, 29)], 4);
    const blocks = processor.port.blocks;
    expect(blocks.map(({ firstSample }) => firstSample)).toEqual([0, 8, 28]);
    expect(blocks.slice(2).flatMap(valuesOf)).toEqual(ramp(8, 29));
  });

  it('starts in the middle of a quantum when the pool ran dry in it', () => {
    const processor = makeProcessor({ poolBlocks: 1 });
    feed(processor, [ramp(12)], 12);
    recycle(processor);
    feed(processor, [ramp(8, 13)], 8);
    expect(processor.port.blocks.map(({ firstSample }) => firstSample)).toEqual([0, 12]);
  });

  it('posts the block begun when it is flushed, and says so after it', () => {
    const processor = makeProcessor();
    feed(processor, [ramp(11)], 11);
    processor.port.receive({ type: 'flush' });
    expect(processor.port.blocks.flatMap(valuesOf)).toEqual(ramp(11));
    expect(processor.port.posted.at(-1)).toEqual({ type: 'flushed' });
  });

  it('counts what went by unheard, and never joins what lies around it', () => {
    const processor = makeProcessor({ poolBlocks: 4 });
    feed(processor, [ramp(3)], 3);
    processor.port.receive({ type: 'skip', frames: 100 });
    feed(processor, [ramp(8)], 8);
    const blocks = processor.port.blocks;
    expect(blocks.map(({ firstSample, length }) => [firstSample, length])).toEqual([
      [0, 3],
      [103, 8],
    ]);
  });

  it('asks to be run until it is stopped', () => {
    const processor = makeProcessor();
    expect(processor.process([], [[new Float32Array(1)]])).toBe(true);
    processor.port.receive({ type: 'stop' });
    expect(processor.process([], [[new Float32Array(1)]])).toBe(false);
  });
});

/** Gives the oldest block's buffer back. */
function recycle(processor: Processor): void {
  const [block] = processor.port.blocks;
  if (block !== undefined) processor.port.receive({ type: 'recycle', samples: block.samples });
}
