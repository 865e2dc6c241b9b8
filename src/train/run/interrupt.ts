import { EmotionError } from '../../core/errors.js';

/** A terminal sends one Ctrl-C to npm and to the trainer, and npm may pass it on: signals so close together are one. */
const ONE_PRESS_MS = 1000;

/** Aborted by the first Ctrl-C, so that a job can save its state; another one ends the process at once. */
export function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  let released = false;
  process.on('SIGINT', () => {
    if (released) process.exit(130);
    if (controller.signal.aborted) return;
    console.error('\nstopping after this step');
    controller.abort(
      new EmotionError('disposed', 'interrupted; --resume goes on from the last state that was saved'),
    );
    // A long step holds up both the timer and the signals of this press, and timers go first: the press is over once those were heard too.
    setTimeout(() => setImmediate(() => (released = true)), ONE_PRESS_MS).unref();
  });
  return controller.signal;
}
