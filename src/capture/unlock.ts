import { EmotionError } from '../core/errors.js';
import type { Scope } from '../core/scope.js';
import type { Milliseconds } from '../core/units.js';
import { stoppedWhileStarting } from './audio-context.js';

/** How long a context may take to start: Bluetooth outputs need a second or two. */
const START_MS: Milliseconds = 4000;

/** How often the context's clock is looked at, and how many looks it may stand still. */
const CLOCK_CHECK_MS: Milliseconds = 1000;
const CLOCK_STILL_LIMIT = 3;

/** Gestures after which browsers let a context run. */
const GESTURES = ['pointerdown', 'pointerup', 'touchend', 'keydown'] as const;

/**
 * Asks `context` to run and waits until it does. To be called within the user gesture, before anything is awaited; a later one helps too.
 * @throws EmotionError `context-suspended` after 4 s, `disposed` when `scope` ends before.
 */
export function whenRunning(context: AudioContext, scope: Scope): Promise<void> {
  return new Promise((resolve, reject) => {
    const waiting = scope.child();
    const check = (): void => {
      if (context.state !== 'running') return;
      resolve();
      waiting.dispose();
    };
    waiting.add(() => {
      reject(stoppedWhileStarting());
    });
    waiting.listen(context, 'statechange', check);
    waiting.timeout(() => {
      reject(
        new EmotionError(
          'context-suspended',
          `The audio context is still ${context.state} after ${START_MS} ms: start again on a click or key press`,
        ),
      );
      waiting.dispose();
    }, START_MS);
    onGesture(() => {
      resume(context);
    }, waiting);
    resume(context);
    check();
  });
}

function onGesture(react: () => void, scope: Scope): void {
  for (const gesture of GESTURES) scope.listen(document, gesture, react);
}

/** What happens to a running context. */
export interface ContextEvents {
  /** It stopped; everything is being done to bring it back. */
  stopped(state: 'suspended' | 'interrupted'): void;
  resumed(after: Milliseconds): void;
  /** It says that it runs while its clock stands still (seen on iOS): only another context helps. */
  frozen(): void;
}

/** Brings `context` back whenever it stops: at once where the browser lets it, else on the next gesture or return to the page. */
export function keepRunning(context: AudioContext, events: ContextEvents, scope: Scope): void {
  let stoppedAt: Milliseconds | null = null;
  const observe = (): void => {
    const { state } = context;
    if (state === 'running') {
      if (stoppedAt !== null) events.resumed(performance.now() - stoppedAt);
      stoppedAt = null;
    } else if (state !== 'closed') {
      if (stoppedAt === null) events.stopped(state);
      stoppedAt ??= performance.now();
      resume(context);
    }
  };
  scope.listen(context, 'statechange', observe);
  scope.listen(document, 'visibilitychange', observe);
  onGesture(observe, scope);
  watchClock(context, events, scope);
}

function watchClock(context: AudioContext, events: ContextEvents, scope: Scope): void {
  let lastTime = context.currentTime;
  let still = 0;
  scope.interval(() => {
    const stands = context.state === 'running' && context.currentTime === lastTime;
    still = stands && document.visibilityState === 'visible' ? still + 1 : 0;
    lastTime = context.currentTime;
    if (still === CLOCK_STILL_LIMIT) events.frozen();
  }, CLOCK_CHECK_MS);
}

/** What becomes of it is told by `statechange`; without a gesture the promise may reject, or stay open. */
export function resume(context: AudioContext): void {
  if (context.state !== 'running') context.resume().catch(() => undefined);
}
