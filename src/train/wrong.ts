import { EmotionError } from '../core/errors.js';

/** The error about something given to the trainer that cannot be used; `message` names it. */
export function wrong(message: string, cause?: unknown): EmotionError {
  return new EmotionError('invalid-argument', message, cause === undefined ? undefined : { cause });
}
