import {
  PROCESSOR_NAME,
  type BlockMessage,
  type ChannelChoice,
  type FromProcessor,
  type ProcessorOptions,
  type ToProcessor,
} from '../../worklets/capture-protocol.js';
import { EmotionError } from '../core/errors.js';
import type { Scope } from '../core/scope.js';
import type { Hertz, Samples, Seconds } from '../core/units.js';
import type { CaptureSettings } from './capture-types.js';

type Engine = CaptureSettings['engine'];

/** Blocks are about this long: 1024 samples at 48 kHz. */
const BLOCK_SECONDS: Seconds = 1024 / 48_000;

/** How long the main thread may be busy before samples are lost. */
const POOL_SECONDS: Seconds = 1;

/** Samples in a block: a power of two, about 21 ms at `sampleRate`. */
export function blockFramesAt(sampleRate: Hertz): Samples {
  return 2 ** Math.max(7, Math.round(Math.log2(sampleRate * BLOCK_SECONDS)));
}

/**
 * Makes the capture processor known to `context`: in its AudioWorklet, or in the polyfill where the browser has none.
 * The polyfill runs on the main thread; what goes by while that is busy is lost without a gap in the index.
 * @throws EmotionError `worklet-blocked` naming the address, `audio-unsupported`.
 */
export async function loadProcessor(context: AudioContext, url: string | URL, scope: Scope): Promise<Engine> {
  const engine = hasAudioWorklet() ? 'audio-worklet' : 'polyfill';
  if (engine === 'polyfill') await installPolyfill(context);
  try {
    await context.audioWorklet.addModule(url);
  } catch (cause) {
    throw new EmotionError(
      'worklet-blocked',
      `The capture worklet ${String(url)} could not be loaded (is it there, or where workletSrc says, and does script-src of a policy allow it?)`,
      { cause },
    );
  }
  if (engine === 'polyfill') removeRealm(scope);
  return engine;
}

/** The polyfill's AudioWorkletNode is a plain function, no AudioNode. */
function hasAudioWorklet(): boolean {
  return typeof AudioWorkletNode === 'function' && AudioWorkletNode.prototype instanceof AudioNode;
}

async function installPolyfill(context: AudioContext): Promise<void> {
  if (typeof AudioWorkletNode === 'function') return;
  if (!('createScriptProcessor' in context))
    throw new EmotionError('audio-unsupported', 'This browser has neither AudioWorklet nor ScriptProcessor');
  // @ts-expect-error the polyfill brings no types; it is loaded for what it does to the globals.
  await import('audioworklet-polyfill');
}

/** The polyfill runs each context's processors in an iframe that it has just appended and never removes. */
function removeRealm(scope: Scope): void {
  const realm = document.documentElement.lastElementChild;
  if (realm instanceof HTMLIFrameElement)
    scope.add(() => {
      realm.remove();
    });
}

/** Where a node's samples go. */
export interface NodeEvents {
  ready(): void;
  /** `samples` is the receiver's own. */
  block(samples: Float32Array, firstSample: Samples): void;
  failed(error: EmotionError): void;
}

/** A node in `context`, fed by connecting to `input`. */
export interface CaptureNode {
  readonly input: AudioNode;
  /** Delivers the block begun, however short. Resolves after its `block` call. */
  flush(): Promise<void>;
  /** Counts `frames` samples as gone by unheard. */
  skip(frames: Samples): void;
}

/** What the node is to hear. */
export interface NodeOptions {
  readonly channel: ChannelChoice;
  readonly firstSample: Samples;
  readonly events: NodeEvents;
}

/**
 * Puts the capture processor into the graph of `context`, where `loadProcessor` was called before; taken out with `scope`.
 * It is connected to the destination, to which it gives silence: browsers need not run what leads nowhere.
 */
export function createCaptureNode(context: AudioContext, options: NodeOptions, scope: Scope): CaptureNode {
  const node = new AudioWorkletNode(context, PROCESSOR_NAME, {
    numberOfInputs: 1,
    numberOfOutputs: 1,
    outputChannelCount: [1],
    processorOptions: processorOptions(context.sampleRate, options),
  });
  const { port } = node;
  const post = (message: ToProcessor, transfer: Transferable[] = []): void => {
    port.postMessage(message, transfer);
  };
  scope.add(() => {
    node.disconnect();
    post({ type: 'stop' });
    port.close();
    // The polyfill's node goes on being called until it has no handler.
    if ('onaudioprocess' in node) node.onaudioprocess = null;
  });
  scope.listen(node, 'processorerror', () => {
    options.events.failed(
      new EmotionError('audio-unsupported', 'The capture worklet failed on the audio thread'),
    );
  });
  const flush = receive(port, options.events, scope);
  node.connect(context.destination);
  return {
    input: node,
    flush,
    skip: (frames) => {
      post({ type: 'skip', frames });
    },
  };
}

function processorOptions(sampleRate: Hertz, { channel, firstSample }: NodeOptions): ProcessorOptions {
  const blockFrames = blockFramesAt(sampleRate);
  const poolBlocks = Math.ceil((sampleRate * POOL_SECONDS) / blockFrames);
  return { channel, blockFrames, poolBlocks, firstSample };
}

/** Hands on what comes from `port`. Returns the function that flushes. */
function receive(port: MessagePort, events: NodeEvents, scope: Scope): CaptureNode['flush'] {
  const flushes: (() => void)[] = [];
  scope.listen(port, 'message', ({ data }: MessageEvent<FromProcessor>) => {
    if (data.type === 'ready') events.ready();
    else if (data.type === 'flushed') flushes.shift()?.();
    else events.block(takeSamples(port, data), data.firstSample);
  });
  port.start();
  return () =>
    new Promise((resolve) => {
      flushes.push(resolve);
      port.postMessage({ type: 'flush' } satisfies ToProcessor);
    });
}

/** A copy of the block's samples; the buffer itself goes back to the audio thread at once. */
function takeSamples(port: MessagePort, { samples, length }: BlockMessage): Float32Array {
  const taken = samples.slice(0, length);
  port.postMessage({ type: 'recycle', samples } satisfies ToProcessor, [samples.buffer]);
  return taken;
}
