/**
 * All that the audio thread and the main thread know of each other.
 * @module
 */

/** The name under which the processor registers itself. */
export const PROCESSOR_NAME = 'emotion-meter-capture';

/** Which channel of a stereo source is listened to; `mono` is the mean of all. A mono source has one channel, whatever is chosen. */
export type ChannelChoice = 'mono' | 'left' | 'right';

/** `processorOptions` of the node. */
export interface ProcessorOptions {
  readonly channel: ChannelChoice;
  /** Samples in a full block. */
  readonly blockFrames: number;
  /** Blocks that may be on their way to the main thread at once; with all of them away, samples are lost. */
  readonly poolBlocks: number;
  /** Absolute index of the first sample that the processor hears. */
  readonly firstSample: number;
}

/** A block of samples; its buffer is transferred, and is to come back by {@link RecycleMessage}. */
export interface BlockMessage {
  readonly type: 'block';
  /** `blockFrames` long, of which the first `length` count. */
  readonly samples: Float32Array<ArrayBuffer>;
  readonly length: number;
  /** Absolute index of `samples[0]`: greater than where the block before ended when samples were lost between. */
  readonly firstSample: number;
}

/** Gives a block's buffer back to the audio thread. */
export interface RecycleMessage {
  readonly type: 'recycle';
  readonly samples: Float32Array<ArrayBuffer>;
}

/** From the audio thread. `ready`: the processor hears. `flushed`: everything heard before `flush` was posted. */
export type FromProcessor = BlockMessage | { readonly type: 'ready' } | { readonly type: 'flushed' };

/**
 * To the audio thread. `flush`: post the block begun, however short. `skip`: this many samples went by unheard, count them.
 * `stop`: let the processor go.
 */
export type ToProcessor =
  | RecycleMessage
  | { readonly type: 'flush' }
  | { readonly type: 'skip'; readonly frames: number }
  | { readonly type: 'stop' };
