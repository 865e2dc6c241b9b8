import type { EmotionResult } from '../../core/result.js';
import type { Seconds } from '../../core/units.js';
import type { AlertRule } from '../../smoothing/alert.js';
import type { MeterPhase, MeterState } from '../meter-state.js';
import type { TextOverrides } from '../texts/overrides.js';
import type { Texts } from '../texts/texts.js';
import type { TimelineFormat } from '../result-log.js';
import type { AgentGround } from './agent-ground.js';
import type { CallAlert, CallMark } from './call-record.js';
import type { CallTexts } from './call-texts.js';
import type { CallSide, TalkShares } from './talk-time.js';

/** One side as the panel shows it. */
export interface SideView {
  readonly side: CallSide;
  readonly name: string;
  readonly phase: MeterPhase;
  /** The newest result of this call. */
  readonly result: EmotionResult | null;
  readonly hasSource: boolean;
  /** Listened to, and shown in the timeline. */
  readonly analysed: boolean;
  readonly raised: readonly AlertRule[];
}

/** What the template tells the panel. */
export interface CallActions {
  readonly toggle: () => void;
  /** Somebody begins a note, which is of the moment that is read now, or leaves it unwritten. */
  readonly note: (begun: boolean) => void;
  readonly mark: (note: string) => void;
  readonly remove: (mark: CallMark) => void;
  readonly save: (format: TimelineFormat) => void;
}

/** All that the picture of a call is made of, but for its timeline's results. */
export interface CallView {
  readonly common: Texts;
  readonly texts: CallTexts;
  /** For the elements inside. */
  readonly overrides: TextOverrides | null;
  readonly label: string;
  readonly state: MeterState;
  readonly elapsed: Seconds;
  readonly sides: readonly SideView[];
  readonly ground: AgentGround;
  readonly shares: TalkShares;
  readonly marks: readonly CallMark[];
  readonly alerts: readonly CallAlert[];
  /** Content of the live region. */
  readonly spoken: string;
  readonly actions: CallActions;
}
