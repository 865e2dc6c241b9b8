/**
 * Registers the custom elements: the only module of this package with a side effect.
 * Where there is no registry (Node), or a tag is taken already, it does nothing.
 * @module
 */
import { EmotionMeter } from './components/meter/emotion-meter.js';

declare global {
  interface HTMLElementTagNameMap {
    'emotion-meter': EmotionMeter;
  }
}

if (typeof customElements !== 'undefined' && !customElements.get('emotion-meter'))
  customElements.define('emotion-meter', EmotionMeter);

export { EmotionMeter };
