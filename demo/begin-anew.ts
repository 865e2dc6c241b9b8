import type { EmotionMeter } from 'emotion-meter/elements';

/** Settings hold from the next start on: a meter that somebody has started, even in vain, begins anew with them. */
export function beginAnew(meter: EmotionMeter): void {
  if (meter.state === 'idle' || meter.state === 'stopped') return;
  // The meter itself shows what hinders it.
  meter.start().catch(() => undefined);
}
