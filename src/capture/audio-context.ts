import { EmotionError } from '../core/errors.js';
import type { Scope } from '../core/scope.js';

/**
 * A context at the machine's own rate, closed with `scope`. Firefox refuses any other rate with a microphone.
 * @throws EmotionError `audio-unsupported`.
 */
export function openAudioContext(scope: Scope): AudioContext {
  const context = newAudioContext();
  scope.add(() => {
    // Rejects only when it is closed already.
    context.close().catch(() => undefined);
  });
  return context;
}

/**
 * A context that nobody closes.
 * @throws EmotionError `audio-unsupported`.
 */
export function newAudioContext(): AudioContext {
  if (typeof AudioContext === 'undefined')
    throw new EmotionError('audio-unsupported', 'This browser has no AudioContext');
  try {
    return new AudioContext({ latencyHint: 'interactive' });
  } catch (error) {
    throw EmotionError.wrap(error, 'audio-unsupported', 'This browser cannot open another AudioContext');
  }
}

/**
 * To be called after each wait: what was stopped meanwhile must acquire nothing more.
 * @throws EmotionError `disposed` when `scope` has ended.
 */
export function checkNotStopped(scope: Scope): void {
  if (scope.disposed) throw stoppedWhileStarting();
}

/** The error of a start that was overtaken by a stop. */
export function stoppedWhileStarting(): EmotionError {
  return new EmotionError('disposed', 'The capture was stopped while it was starting');
}
