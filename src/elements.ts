/**
 * Registers `<emotion-meter>` and `<emotion-badge>`. The entries that register elements are the only ones with a side effect.
 * Where there is no registry (Node), or a tag is taken already, it does nothing.
 * @module
 */
import { EmotionBadge } from './components/badge/emotion-badge.js';
import { defineOnce } from './components/define.js';
import { EmotionMeter } from './components/meter/emotion-meter.js';

declare global {
  interface HTMLElementTagNameMap {
    'emotion-badge': EmotionBadge;
    'emotion-meter': EmotionMeter;
  }
}

defineOnce('emotion-badge', EmotionBadge);
defineOnce('emotion-meter', EmotionMeter);

export { EmotionBadge, EmotionMeter };
export type { TextOverrides } from './components/texts/overrides.js';
