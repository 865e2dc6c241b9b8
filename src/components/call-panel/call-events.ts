import type { CallAlert, CallFrame, CallMark } from './call-record.js';

/** The events of a call panel beside `state-change` and `emotion-error`. All of them bubble and cross shadow roots; times are those of the call. */
export interface CallPanelEventMap {
  /** Each hop of each side: one result. */
  'call-frame': CustomEvent<CallFrame>;
  /** An alert was raised, or has ended. */
  'call-alert': CustomEvent<CallAlert>;
  /** Somebody marked a moment. */
  'call-mark': CustomEvent<CallMark>;
}

declare global {
  interface HTMLElementEventMap extends CallPanelEventMap {}
  interface ShadowRootEventMap extends CallPanelEventMap {}
  interface DocumentEventMap extends CallPanelEventMap {}
  interface WindowEventMap extends CallPanelEventMap {}
}

/** Sends one event of {@link CallPanelEventMap} from `target`. */
export function emitCall<Name extends keyof CallPanelEventMap>(
  target: EventTarget,
  name: Name,
  detail: CallPanelEventMap[Name]['detail'],
): void {
  target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
