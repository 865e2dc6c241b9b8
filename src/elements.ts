/**
 * Registers the custom elements: the only module of this package with a side effect.
 * Where there is no registry (Node), or a tag is taken already, it does nothing.
 * @module
 */
import { EmotionBadge } from './components/badge/emotion-badge.js';
import { EmotionMeter } from './components/meter/emotion-meter.js';
import { EmotionTimeline } from './components/timeline/emotion-timeline.js';

declare global {
  interface HTMLElementTagNameMap {
    'emotion-badge': EmotionBadge;
    'emotion-meter': EmotionMeter;
    'emotion-timeline': EmotionTimeline;
  }
}

const ELEMENTS = {
  'emotion-badge': EmotionBadge,
  'emotion-meter': EmotionMeter,
  'emotion-timeline': EmotionTimeline,
};

if (typeof customElements !== 'undefined')
  for (const [tag, element] of Object.entries(ELEMENTS))
    if (!customElements.get(tag)) customElements.define(tag, element);

export { EmotionBadge, EmotionMeter, EmotionTimeline };
