/**
 * Registers `<emotion-timeline>`. An entry of its own: pages without a timeline do not pay for it.
 * @module
 */
import { defineOnce } from './components/define.js';
import { EmotionTimeline } from './components/timeline/emotion-timeline.js';

declare global {
  interface HTMLElementTagNameMap {
    'emotion-timeline': EmotionTimeline;
  }
}

defineOnce('emotion-timeline', EmotionTimeline);

export { EmotionTimeline };
