import { EmotionError } from '../core/errors.js';

/** What is known of the page when getUserMedia refuses. `null`: this browser does not say. */
export interface RefusalFacts {
  /** Whether the Permissions-Policy lets this document use a microphone. */
  readonly allowedByPolicy: boolean | null;
  /** The person's standing answer. */
  readonly permission: 'granted' | 'denied' | 'prompt' | null;
}

/** The typed error for what getUserMedia threw (Media Capture and Streams, section 10.2). */
export function microphoneError(cause: unknown, facts: RefusalFacts): EmotionError {
  const { name, message } = describe(cause);
  switch (name) {
    case 'NotAllowedError':
      return refusal(message, facts, cause);
    case 'SecurityError':
      return new EmotionError('policy-blocked', `Microphones are switched off for this page: ${message}`, {
        cause,
      });
    case 'NotFoundError':
      return new EmotionError('no-device', `No microphone is connected: ${message}`, { cause });
    case 'OverconstrainedError':
      return new EmotionError(
        'no-device',
        `No microphone fits the constraint "${constraintOf(cause)}": ${message}`,
        { cause },
      );
    case 'NotReadableError':
    case 'AbortError':
      return new EmotionError(
        'device-busy',
        `The microphone cannot be opened; another program may hold it: ${name}: ${message}`,
        { cause },
      );
    default:
      return EmotionError.wrap(cause, 'audio-unsupported', 'This browser cannot open a microphone');
  }
}

/**
 * Browsers say NotAllowedError for all of these. A standing answer that is still "prompt" means that the question may be asked
 * again: it was closed, or (Firefox, Safari) refused for this once, which cannot be told apart.
 */
function refusal(message: string, facts: RefusalFacts, cause: unknown): EmotionError {
  if (facts.allowedByPolicy === false)
    return new EmotionError(
      'policy-blocked',
      'A Permissions-Policy forbids the microphone here; an iframe needs allow="microphone"',
      { cause },
    );
  if (/dismissed/i.test(message) || facts.permission === 'prompt')
    return new EmotionError('permission-dismissed', 'The question for the microphone was left unanswered', {
      cause,
    });
  return new EmotionError('permission-denied', `The microphone was refused: ${message}`, { cause });
}

/** In older engines a DOMException or OverconstrainedError is no Error. */
function describe(cause: unknown): { readonly name: string; readonly message: string } {
  const { name, message } = Object(cause) as Partial<Error>;
  return typeof name === 'string'
    ? { name, message: message === '' ? 'no reason given' : String(message) }
    : { name: '', message: String(cause) };
}

function constraintOf(cause: unknown): string {
  return (Object(cause) as { readonly constraint?: string }).constraint ?? 'unnamed';
}
