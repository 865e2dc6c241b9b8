import { EmotionError } from '../../core/errors.js';
import { Scope } from '../../core/scope.js';
import { InferenceEngine, type EngineOptions } from './inference-engine.js';
import type { Milliseconds, Probability } from '../../core/units.js';
import type { Inference, LoadRequest, Reply } from '../inference-protocol.js';
import { RoutedStream } from '../inference-stream.js';

/** How long a stream may keep its thread to itself: a server has others to answer. */
const TURN_MS: Milliseconds = 20;

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
  let turn = performance.now();
  /** Lets others in this thread have a turn. */
  const yieldTurn = async (): Promise<void> => {
    if (performance.now() - turn < TURN_MS) return;
    await new Promise((resolve) => {
      new Scope().timeout(() => {
        resolve(null);
      }, 0);
    });
    turn = performance.now();
  };
  return {
    model,
    open: () => {
      const stream = streams++;
      return new RoutedStream({
        advance: async (firstFrame, frames) => {
          await yieldTurn();
          return unwrap(await engine.advance({ stream, firstFrame, frames }));
        },
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
