/**
 * Everything that can go wrong, by code. Wrong arguments throw at the call; failures of the world (devices, network, GPU)
 * arrive as the same class through promises, `state$` and the `emotion-error` event.
 */
export type EmotionErrorCode =
  /** An argument, option or attribute has a value that cannot be used; the message names it. */
  | 'invalid-argument'
  /** The method was called on a disposed object. */
  | 'disposed'
  /** The person or the browser refused the microphone. */
  | 'permission-denied'
  /** The permission prompt was closed without an answer. */
  | 'permission-dismissed'
  /** A Permissions-Policy or an iframe without `allow="microphone"` forbids the microphone. */
  | 'policy-blocked'
  /** The page is not served from a secure context, where browsers offer no microphone. */
  | 'insecure-context'
  /** No microphone is connected, or none fits the constraints. */
  | 'no-device'
  /** The microphone exists but another program holds it, or the system failed to open it. */
  | 'device-busy'
  /** The microphone was unplugged, or its track ended, while listening. */
  | 'device-lost'
  /** A MediaStream or media element without any audio track. */
  | 'no-audio-track'
  /** Neither AudioWorklet nor a fallback can run in this browser. */
  | 'audio-unsupported'
  /** The AudioContext stays suspended: it needs a user gesture. */
  | 'context-suspended'
  /** The capture worklet could not be loaded; under a Content-Security-Policy it needs `script-src`. */
  | 'worklet-blocked'
  /** An audio file that holds no samples. */
  | 'audio-empty'
  /** An audio file in no known format, or broken. */
  | 'audio-undecodable'
  /** A model file could not be fetched or read. */
  | 'model-missing'
  /** A manifest that is no manifest, or of another version. */
  | 'model-invalid'
  /** A weights file whose SHA-256 is not the manifest's. */
  | 'model-hash'
  /** A weights file shorter or longer than the manifest says. */
  | 'model-truncated'
  /** A model trained on other features than this build computes. */
  | 'model-features'
  /** No backend, or not the one asked for, passes its self-test on this machine. */
  | 'backend-failed'
  /** The inference worker could not be started, or died and could not be replaced. */
  | 'worker-failed'
  /** The inference worker did not answer before its deadline. */
  | 'worker-timeout';

/** Failures of a worker, after which another may do better. */
export const WORKER_FAILURES: readonly EmotionErrorCode[] = [
  'worker-failed',
  'worker-timeout',
  'backend-failed',
];

/** The plain-data form of an {@link EmotionError}: survives `postMessage`, where comlink and structured clone lose the code. */
export interface EmotionErrorData {
  readonly code: EmotionErrorCode;
  readonly message: string;
  readonly cause?: string;
}

/** An error with a stable `code` to branch on, a sentence that names the offending value, and its `cause` where there is one. */
export class EmotionError extends Error {
  override readonly name = 'EmotionError';
  readonly code: EmotionErrorCode;

  constructor(code: EmotionErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** Plain data for another thread, for JSON or for a log. */
  toData(): EmotionErrorData {
    const { code, message, cause } = this;
    return cause === undefined ? { code, message } : { code, message, cause: describe(cause) };
  }

  /** The error that `data` describes; its cause is the text of the original one. */
  static fromData(data: EmotionErrorData): EmotionError {
    return new EmotionError(
      data.code,
      data.message,
      data.cause === undefined ? undefined : { cause: data.cause },
    );
  }

  /** `error` itself when it is an EmotionError, else a new one of `code` with `error` as its cause. */
  static wrap(error: unknown, code: EmotionErrorCode, message: string): EmotionError {
    return error instanceof EmotionError
      ? error
      : new EmotionError(code, `${message}: ${describe(error)}`, { cause: error });
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}
