import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Emotion } from '../../core/emotions.js';
import type { EmotionError } from '../../core/errors.js';
import { formatPercent, percentOf, speakPercent, type Texts } from '../texts/texts.js';
import { hasSpeech, isBusy, verdictOf, type MeterPhase } from '../meter-state.js';

/** All that the picture of a meter is made of. */
export interface MeterView {
  readonly texts: Texts;
  readonly phase: MeterPhase;
  /** One bar each, in this order. */
  readonly labels: readonly Emotion[];
  /** Heading; empty for the language's own. */
  readonly label: string;
  /** Content of the live region. */
  readonly spoken: string;
  /** Whether there is anything to listen to. */
  readonly hasSource: boolean;
  /** Start or stop. */
  readonly toggle: () => void;
}

/** The whole meter. */
export function meterTemplate(view: MeterView): TemplateResult {
  const { texts, phase, label } = view;
  return html`
    <div class="base" part="base" role="group" aria-labelledby="label" lang=${texts.lang}>
      <div class="header">
        <div class="label" part="label" id="label"><slot name="label">${label || texts.label}</slot></div>
        <div class="state" part="state"><span class="dot"></span>${texts.states[phase.state]}</div>
      </div>
      <div class="status" part="status">${statusTemplate(view)}</div>
      <div class="stage">
        <div class="bars" role="group" aria-label=${texts.bars}>
          ${view.labels.map((emotion) => barTemplate(view, emotion))}
        </div>
        ${phase.state === 'failed' && phase.error ? errorTemplate(texts, phase.error) : nothing}
      </div>
      <div class="footer">
        <slot name="button" @click=${view.toggle}>${buttonTemplate(view)}</slot>
        <div class="notice sentence" part="notice"><slot name="notice">${texts.notice}</slot></div>
      </div>
      <div class="spoken" role="status">${view.spoken}</div>
    </div>
  `;
}

/** The verdict line, as words; also what is spoken, without its number. */
export function statusText({ texts, phase, hasSource }: MeterView): string {
  const verdict = verdictOf(phase);
  if (verdict.kind === 'emotion') return texts.emotions[verdict.emotion];
  if (verdict.kind !== 'none') return texts.verdicts[verdict.kind];
  return !hasSource && !isBusy(phase.state) && phase.state !== 'failed'
    ? texts.noSource
    : texts.hints[phase.state];
}

function statusTemplate(view: MeterView): TemplateResult {
  const verdict = verdictOf(view.phase);
  const text = statusText(view);
  if (verdict.kind === 'emotion')
    return html`<span class="verdict" data-emotion=${verdict.emotion}>${text}</span
      ><span class="number">${formatPercent(view.texts, verdict.probability)}</span>`;
  return html`<span class="hint sentence">${text}</span
    ><span class="number">${progressText(view.texts, view.phase)}</span>`;
}

function progressText(texts: Texts, { state, progress }: MeterPhase): string {
  return state === 'loading' && progress > 0 ? formatPercent(texts, progress) : '';
}

function barTemplate({ texts, phase: { result } }: MeterView, emotion: Emotion): TemplateResult {
  const probability = hasSpeech(result) ? (result.probabilities[emotion] ?? 0) : null;
  const name = texts.emotions[emotion];
  const shown = result?.valid === true && result.dominant === emotion;
  return html`
    <div
      class="bar ${shown ? 'shown' : ''}"
      part="bar bar-${emotion}"
      data-emotion=${emotion}
      role="meter"
      aria-label=${name}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percentOf(probability ?? 0)}
      aria-valuetext=${
        probability === null ? `${name} ${texts.noValue}` : speakPercent(texts, emotion, probability)
      }
    >
      <span class="name" part="name">${name}</span>
      <!-- The property, not the attribute: a Content-Security-Policy may forbid style attributes. -->
      <span class="track" part="track"
        ><span class="fill" part="fill" .style=${`--_share: ${(probability ?? 0).toFixed(4)}`}></span
      ></span>
      <span class="value" part="value"
        >${probability === null ? '–' : formatPercent(texts, probability)}</span
      >
    </div>
  `;
}

/** What happened and what to do; authors replace it, code by code, by a slot. The message itself is for whoever set the page up. */
function errorTemplate(texts: Texts, error: EmotionError): TemplateResult {
  const { title, advice } = texts.errors[error.code];
  return html`
    <div class="error" part="error" tabindex="0" role="group" aria-label=${title}>
      <slot name="error-${error.code}">
        <strong class="sentence">${title}</strong>
        <p class="sentence">${advice}</p>
        <p class="detail sentence" lang="en">${error.message}</p>
      </slot>
    </div>
  `;
}

const startIcon = svg`<path d="M8 5.5v13l11-6.5z" />`;
const stopIcon = svg`<rect x="6.5" y="6.5" width="11" height="11" rx="1.5" />`;

/** All wordings lie on top of each other, so that the button is as wide in every state. */
function buttonTemplate({ texts, phase: { state }, hasSource }: MeterView): TemplateResult {
  const busy = isBusy(state);
  const current = busy ? texts.stop : state === 'failed' ? texts.retry : texts.start;
  return html`
    <button class="button" part="button" type="button" ?disabled=${!busy && !hasSource}>
      <svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true">
        ${busy ? stopIcon : startIcon}
      </svg>
      <span class="wordings"
        >${[texts.start, texts.stop, texts.retry].map(
          (wording) => html`<span ?data-hidden=${wording !== current}>${wording}</span>`,
        )}</span
      >
    </button>
  `;
}
