import { expose } from 'comlink';
import type {
  AdvanceRequest,
  InferenceService,
  LoadedModel,
  LoadRequest,
  Reply,
  Scores,
} from '../../src/inference/inference-protocol.js';
import type { WorkerLike } from '../../src/inference/page/start-worker.js';

/** What a fake worker does instead of answering as it should. */
export interface Behaviour {
  readonly load?: (onProgress?: (share: number) => void) => Promise<Reply<LoadedModel>>;
  readonly advance?: (request: AdvanceRequest) => Promise<Reply<Scores>>;
}

/** What a fake worker answers to `load`. */
export const FAKE_MODEL: LoadedModel = {
  id: 'fake',
  network: { kind: 'stream', channels: [1, 1, 1, 1], units: 1 },
  labels: ['anger', 'fear'],
  input: { frontEnd: 'levelled-log-mel', frames: { mean: 0, std: 1 }, samples: null },
  decision: {
    ...{ temperature: 1, smoothing: 1, enter: 0.5, leave: 0.4, dwell: 0 },
    ...{ uncertainBelow: 0, speechAbove: 0.5, minSpeechRatio: 0 },
  },
  incremental: true,
  ...{ framesPerColumn: 8, framesPerHop: { live: 8, recorded: 8 }, replayFrames: 280, windowFrames: 248 },
  ...{ backend: 'cpu', rejected: [], trialMs: 1 },
};

/** A worker in this thread, with comlink on both sides of a message channel. It remembers what it was asked. */
export class FakeWorker extends EventTarget implements WorkerLike {
  readonly #port: MessagePort;
  readonly loads: LoadRequest[] = [];
  readonly advances: AdvanceRequest[] = [];
  readonly closed: number[] = [];
  /** The messages posted to it, by comlink's type, and its end. */
  readonly log: string[] = [];

  constructor({ load, advance }: Behaviour = {}) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<unknown>) =>
      this.dispatchEvent(new MessageEvent('message', { data }));
    const service: InferenceService = {
      load: (request, onProgress) => {
        this.loads.push(request);
        onProgress?.(1);
        return load?.(onProgress) ?? Promise.resolve({ ok: true, value: FAKE_MODEL });
      },
      advance: (request) => {
        this.advances.push(request);
        return advance?.(request) ?? Promise.resolve({ ok: true, value: scores(request) });
      },
      close: (stream) => {
        this.closed.push(stream);
        return Promise.resolve({ ok: true, value: null });
      },
    };
    expose(service, port2);
  }

  postMessage(message: { readonly type: string }, transfer: Transferable[] = []): void {
    this.log.push(message.type);
    this.#port.postMessage(message, transfer);
  }

  terminate(): void {
    this.log.push('terminate');
    this.#port.close();
  }

  /** Lets it report an error, as a worker does that throws outside of any call. */
  die(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

function scores({ firstFrame, frames }: AdvanceRequest): Scores {
  const endFrame = firstFrame + frames.length / 128;
  return { endFrame, logits: Float32Array.of(endFrame, 0), speech: [1], computeMs: 1 };
}
