import {
  PROCESSOR_NAME,
  type BlockMessage,
  type ChannelChoice,
  type FromProcessor,
  type ProcessorOptions,
  type ToProcessor,
} from './capture-protocol.js';

type Channels = readonly Float32Array[];

const NO_CHANNELS: Channels = [];

/**
 * Mixes what it hears to one channel, cuts it into blocks and posts them with their absolute sample index.
 * Lives on the audio thread: every buffer is made in the constructor and travels to the main thread and back. While all are
 * away samples are lost, and the index of the next block shows how many. Arguments are positional, since an options object
 * would be made anew on each call.
 */
class CaptureProcessor extends AudioWorkletProcessor {
  readonly #channel: ChannelChoice;
  readonly #pool: Float32Array<ArrayBuffer>[] = [];
  readonly #message: { -readonly [Key in keyof BlockMessage]: BlockMessage[Key] };
  readonly #transfer: ArrayBuffer[] = [];
  #filling: Float32Array<ArrayBuffer> | null = null;
  #filled = 0;
  #position: number;
  #listening = true;

  constructor({ processorOptions }: { readonly processorOptions: ProcessorOptions }) {
    super();
    const { channel, blockFrames, poolBlocks, firstSample } = processorOptions;
    this.#channel = channel;
    this.#position = firstSample;
    for (let block = 0; block < poolBlocks; block++) this.#pool.push(new Float32Array(blockFrames));
    this.#message = { type: 'block', samples: new Float32Array(0), length: 0, firstSample };
    this.port.onmessage = ({ data }: MessageEvent<ToProcessor>) => {
      this.#receive(data);
    };
    this.#post({ type: 'ready' });
  }

  /** Without a connected or playing source there are no channels: that is silence, as long as the output's block. */
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const channels = inputs[0] ?? NO_CHANNELS;
    const frames = channels[0]?.length ?? outputs[0]?.[0]?.length ?? 0;
    for (let from = 0; from < frames;) {
      const target = this.#target();
      const count = target === null ? frames - from : Math.min(frames - from, target.length - this.#filled);
      if (target !== null) this.#append(target, channels, from, count);
      this.#position += count;
      from += count;
    }
    return this.#listening;
  }

  /** The block to write to, which has room for at least one sample; `null` while the pool is empty. */
  #target(): Float32Array<ArrayBuffer> | null {
    if (this.#filling !== null) return this.#filling;
    this.#filling = this.#pool.pop() ?? null;
    this.#filled = 0;
    this.#message.firstSample = this.#position;
    return this.#filling;
  }

  #append(target: Float32Array<ArrayBuffer>, channels: Channels, from: number, count: number): void {
    if (this.#channel === 'mono') mixMean(target, this.#filled, channels, from, count);
    else copy(target, this.#filled, pickChannel(channels, this.#channel), from, count);
    this.#filled += count;
    if (this.#filled === target.length) this.#postBlock(target);
  }

  #postBlock(samples: Float32Array<ArrayBuffer>): void {
    this.#filling = null;
    this.#message.samples = samples;
    this.#message.length = this.#filled;
    this.#transfer[0] = samples.buffer;
    this.port.postMessage(this.#message, this.#transfer);
  }

  #post(message: FromProcessor): void {
    this.port.postMessage(message);
  }

  #receive(message: ToProcessor): void {
    if (message.type === 'recycle') this.#pool.push(message.samples);
    else if (message.type === 'stop') this.#listening = false;
    else {
      if (this.#filling !== null) this.#postBlock(this.#filling);
      if (message.type === 'flush') this.#post({ type: 'flushed' });
      else this.#position += message.frames;
    }
  }
}

function pickChannel(channels: Channels, choice: 'left' | 'right'): Float32Array | undefined {
  return choice === 'right' && channels.length > 1 ? channels[1] : channels[0];
}

function copy(
  target: Float32Array,
  at: number,
  source: Float32Array | undefined,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) target[at + i] = source === undefined ? 0 : (source[from + i] ?? 0);
}

function mixMean(target: Float32Array, at: number, channels: Channels, from: number, count: number): void {
  const weight = 1 / Math.max(1, channels.length);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    // eslint-disable-next-line @typescript-eslint/prefer-for-of -- an iterator would be allocated for every sample.
    for (let channel = 0; channel < channels.length; channel++) sum += channels[channel]?.[from + i] ?? 0;
    target[at + i] = sum * weight;
  }
}

registerProcessor(PROCESSOR_NAME, CaptureProcessor);
