import { property } from 'lit/decorators.js';
import { choiceAttribute } from '../attributes.js';
import type { RecognizerSettings, SourceSettings } from '../meter/meter-options.js';
import { ModelSettings } from '../model-settings.js';
import type { AgentGround } from './agent-ground.js';
import type { CallSide } from './talk-time.js';

/** What pages set on a call panel. */
export abstract class CallSettings extends ModelSettings {
  /** Heading; empty for "Call" in the language of the element. */
  @property({})
  label = '';

  /** Name of the customer's side; empty for "Customer". */
  @property({ attribute: 'customer-label' })
  customerLabel = '';

  /** Name of the agent's side; empty for "Agent". */
  @property({ attribute: 'agent-label' })
  agentLabel = '';

  /**
   * The ground on which the agent's voice is analysed too; `none`: it is not listened to at all.
   * In the EU the AI Act, Art. 5(1)(f), prohibits to infer emotions of people at work, except for `medical` or `safety` reasons;
   * `outside-eu` states that it does not apply. The panel shows the statement to whoever sees it.
   */
  @property({
    attribute: 'agent-ground',
    converter: choiceAttribute('agent-ground', ['none', 'medical', 'safety', 'outside-eu']),
  })
  agentGround: AgentGround = 'none';

  /** Which channel of a stereo sound is the customer's; the agent's is the other. */
  @property({
    attribute: 'customer-channel',
    converter: choiceAttribute('customer-channel', ['left', 'right']),
  })
  customerChannel: 'left' | 'right' = 'left';

  /** What the customer says, for example the remote stream of a call. Not stopped by the panel. */
  @property({ attribute: false })
  customerStream: MediaStream | null = null;

  /** What the agent says; heard only with an `agentGround`. */
  @property({ attribute: false })
  agentStream: MediaStream | null = null;

  /** A stereo stream with one side on each channel, where there is no stream for each side. */
  @property({ attribute: false })
  stream: MediaStream | null = null;

  /** A stereo recording with one side on each channel; takes precedence over `stream`. */
  @property({ attribute: false })
  file: Blob | null = null;

  /** A media element that plays such a recording; comes last. */
  @property({ attribute: false })
  mediaElement: HTMLMediaElement | null = null;
}

/** What of a panel's settings decides where a side's sound comes from. */
export type CallSources = Pick<
  CallSettings,
  'customerStream' | 'agentStream' | 'stream' | 'file' | 'mediaElement' | 'customerChannel' | 'muted'
>;

/** Where the sound of `side` comes from: its own stream, else its channel of the stereo sound; `null` when there is neither. */
export function sideSource(
  sources: CallSources,
  side: CallSide,
): (SourceSettings & Pick<RecognizerSettings, 'channel'>) | null {
  const own = side === 'customer' ? sources.customerStream : sources.agentStream;
  // A file is played aloud once: by the customer's side, with both channels.
  const muted = sources.muted || side === 'agent';
  if (own) return { ...NO_SOURCE, stream: own, channel: 'mono', muted };
  const { file, stream, mediaElement, customerChannel } = sources;
  if (!file && !stream && !mediaElement) return null;
  const other = customerChannel === 'left' ? 'right' : 'left';
  return {
    ...NO_SOURCE,
    file,
    stream,
    mediaElement,
    muted,
    channel: side === 'customer' ? customerChannel : other,
  };
}

/** The settings of the recognizer of `side`. Without a sound to listen to they name none, which `requireSource` tells. */
export function sideSettings(settings: CallSettings, side: CallSide): RecognizerSettings & SourceSettings {
  const { model, modelSrc, assetBase, workerSrc, workletSrc, backend, labels } = settings;
  const decision = { thresholdOn: null, thresholdOff: null, minDuration: null, smoothing: null };
  const source = sideSource(settings, side) ?? { ...NO_SOURCE, channel: 'mono', muted: true };
  return { ...source, ...decision, model, modelSrc, assetBase, workerSrc, workletSrc, backend, labels };
}

const NO_SOURCE = {
  source: 'none',
  file: null,
  stream: null,
  mediaElement: null,
  constraints: null,
} as const;
