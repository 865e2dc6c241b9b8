import { Scope } from '../core/scope.js';
import { checkNotStopped } from './audio-context.js';
import type { AudioSource } from './audio-source.js';
import { CaptureSession } from './capture-session.js';
import type { Capture, CaptureOptions, CaptureSource } from './capture-types.js';
import { ElementSource } from './element-source.js';
import { FileSource } from './file-source.js';
import { openMicrophone } from './microphone.js';
import { TrackSource } from './track-source.js';

/**
 * Listens to `source`. To be called within a user gesture, and in browsers alone. No block is delivered before the promise resolves.
 * @throws EmotionError for whatever the source or the browser refuses: `permission-denied`, `permission-dismissed`,
 * `policy-blocked`, `insecure-context`, `no-device`, `device-busy`, `no-audio-track`, `audio-empty`, `audio-undecodable`,
 * `audio-unsupported`, `context-suspended`, `worklet-blocked`, `invalid-argument`; `signal.reason` once the signal is aborted.
 */
export async function startCapture(source: CaptureSource, options: CaptureOptions): Promise<Capture> {
  const { signal } = options;
  signal?.throwIfAborted();
  const scope = new Scope();
  const starting = start(source, options, scope);
  try {
    return await (signal === undefined ? starting : endedBy(signal, starting, scope));
  } catch (error) {
    scope.dispose();
    throw error;
  }
}

async function start(source: CaptureSource, options: CaptureOptions, scope: Scope): Promise<Capture> {
  // Only the microphone is waited for: a page that hears it may start audio, all others need the gesture still.
  const opened =
    source.kind === 'microphone'
      ? new TrackSource(
          await openMicrophone({ constraints: source.constraints, channel: options.channel }, scope),
          'microphone',
        )
      : describedSource(source);
  checkNotStopped(scope);
  return CaptureSession.start(opened, options, scope);
}

function describedSource(source: Exclude<CaptureSource, { readonly kind: 'microphone' }>): AudioSource {
  switch (source.kind) {
    case 'stream':
      return new TrackSource(source.stream, 'stream');
    case 'element':
      return new ElementSource(source.element);
    case 'file':
      return new FileSource(source.file, source.audible ?? false);
  }
}

/** `promise`, until `signal` ends `scope` and rejects it; the scope listens to the signal as long as it lives. */
function endedBy<T>(signal: AbortSignal, promise: Promise<T>, scope: Scope): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    scope.listen(signal, 'abort', () => {
      reject(signal.reason as Error);
      scope.dispose();
    });
  });
  return Promise.race([promise, aborted]);
}
