import { EmotionError } from '../core/errors.js';
import { InferenceEngine, type EngineOptions } from './inference-engine.js';
import type { Probability } from '../core/units.js';
import type { Inference, LoadRequest, Reply } from './inference-protocol.js';
import { RoutedStream } from './inference-stream.js';

/**
 * A model in this thread: for Node, where a program has time. A page would stutter: it uses `InferenceClient`.
 * @throws EmotionError as the engine's `load` answers.
 */
export async function loadLocally(
  request: LoadRequest,
  options: EngineOptions = {},
  onProgress?: (share: Probability) => void,
): Promise<Inference> {
  const engine = new InferenceEngine(options);
  const model = unwrap(await engine.load(request, onProgress));
  let streams = 0;
  return {
    model,
    open: () => {
      const stream = streams++;
      return new RoutedStream({
        advance: async (firstFrame, frames) => unwrap(await engine.advance({ stream, firstFrame, frames })),
        close: () => void engine.close(stream),
      });
    },
    dispose: () => {
      engine.dispose();
    },
  };
}

function unwrap<T>(reply: Reply<T>): T {
  if (!reply.ok) throw EmotionError.fromData(reply.error);
  return reply.value;
}
