/**
 * Registers all elements: `<emotion-call-panel>`, and those of `emotion-meter/elements` and `emotion-meter/timeline`.
 * An entry of its own: pages without calls do not pay for it.
 * @module
 */
import './elements.js';
import './timeline.js';
import { EmotionCallPanel } from './components/call-panel/emotion-call-panel.js';
import { defineOnce } from './components/define.js';

declare global {
  interface HTMLElementTagNameMap {
    'emotion-call-panel': EmotionCallPanel;
  }
}

defineOnce('emotion-call-panel', EmotionCallPanel);

export { EmotionCallPanel };
export type { CallPanelEventMap } from './components/call-panel/call-events.js';
export type { CallAlert, CallFrame, CallMark } from './components/call-panel/call-record.js';
export type { AgentGround } from './components/call-panel/agent-ground.js';
export type { CallSide, TalkShares } from './components/call-panel/talk-time.js';
