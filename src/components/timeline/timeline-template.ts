import { html, nothing, svg, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { EMOTIONS, type Emotion } from '../../core/emotions.js';
import type { Probability, Seconds } from '../../core/units.js';
import { formatPercent, type Texts } from '../texts/texts.js';
import type { Moment } from './columns.js';
import type { TimelineMark } from './painter.js';
import { momentAt } from './reader.js';
import type { EmotionSeries } from './series.js';
import { formatTime, placeOf, type TimeScale } from './time-scale.js';
import { tableRows } from './timeline-table.js';
import type { TimelineSpan } from './timeline-span.js';
import type { TimelineTexts } from './timeline-texts.js';

/** What the legend keeps room for until a result has told the emotions. */
export const EXPECTED_EMOTIONS: readonly Emotion[] = [
  'anger',
  'boredom',
  'disgust',
  'fear',
  'happiness',
  'neutral',
  'sadness',
];

/** One voice in the picture. */
export interface Lane {
  readonly id: string;
  readonly label: string;
  readonly series: EmotionSeries;
}

/** What the template tells the element. */
export interface TimelineActions {
  readonly zoom: (span: TimelineSpan) => void;
  readonly toggleTable: () => void;
  readonly point: (lane: Lane, event: MouseEvent) => void;
  readonly leave: () => void;
  readonly key: (lane: Lane, event: KeyboardEvent) => void;
  readonly focus: (lane: Lane) => void;
  readonly blur: () => void;
  /** The page has taken other colours: the transitions of the plot and the swatches tell it. */
  readonly recolour: () => void;
}

/** All that the picture of a timeline is made of, but for its canvases. */
export interface TimelineModel {
  readonly common: Texts;
  readonly texts: TimelineTexts;
  readonly label: string;
  readonly lanes: readonly Lane[];
  readonly emotions: readonly Emotion[];
  readonly span: TimelineSpan;
  /** What people may choose. */
  readonly spans: readonly TimelineSpan[];
  /** Its width is 1. */
  readonly scale: TimeScale;
  readonly ticks: readonly Seconds[];
  readonly tabular: boolean;
  /** The lane that is read. */
  readonly read: Lane | null;
  /** The moment that is read; `null` when there is none. */
  readonly moment: Moment | null;
  /** Whether that is the present, since nobody reads another. */
  readonly isPresent: boolean;
  /** The time in a lane that ears are told of; `null`: the present. */
  readonly heardIn: (lane: Lane) => Seconds | null;
  readonly marksIn: (lane: Lane, moment: Moment) => readonly TimelineMark[];
  readonly actions: TimelineActions;
}

/** The whole timeline. */
export function timelineTemplate(model: TimelineModel): TemplateResult {
  const { common, texts, label, lanes, tabular } = model;
  return html`
    <div
      class="base"
      part="base"
      role="group"
      aria-labelledby="label"
      lang=${common.lang}
      @transitionend=${model.actions.recolour}
    >
      <div class="header">
        <div class="label" part="label" id="label"><slot name="label">${label || texts.label}</slot></div>
        <div class="tools" part="tools">${spansTemplate(model)} ${tableButton(model)}</div>
      </div>
      <div class="stage">
        <div class="lanes" ?inert=${tabular}>
          ${lanes.map((lane) => laneTemplate(model, lane))}${axisTemplate(model)}
        </div>
        <div class="tables ${tabular ? 'open' : ''}" part="table" tabindex=${tabular ? 0 : nothing}>
          ${lanes.map((lane) => tableTemplate(model, lane))}
        </div>
      </div>
      <div class="readout" part="readout">${readoutTemplate(model)}</div>
      ${legendTemplate(model)}
    </div>
  `;
}

function spansTemplate({ common, texts, span, spans, actions }: TimelineModel): TemplateResult {
  return html`<fieldset class="spans" aria-label=${texts.span}>
    ${spans.map(
      (choice) =>
        html`<label
          ><input
            type="radio"
            name="span"
            .checked=${live(choice === span)}
            @click=${() => {
              actions.zoom(choice);
            }}
          />${choice === 'all' ? texts.all : formatSpan(common.lang, choice)}</label
        >`,
    )}
  </fieldset>`;
}

function formatSpan(lang: string, span: Seconds): string {
  const whole = span % 60 === 0;
  const options = { style: 'unit', unit: whole ? 'minute' : 'second', unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(lang, options).format(whole ? span / 60 : span);
}

const tableIcon = svg`<path d="M4 5h16v14H4z M4 10h16 M4 14.5h16 M10 5v14" fill="none" stroke="currentColor" stroke-width="1.75" />`;

function tableButton({ texts, tabular, actions }: TimelineModel): TemplateResult {
  return html`<button
    class="table-button"
    part="table-button"
    type="button"
    aria-label=${texts.table}
    title=${texts.table}
    aria-pressed=${tabular}
    @click=${actions.toggleTable}
  >
    <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">${tableIcon}</svg>
  </button>`;
}

function laneTemplate(model: TimelineModel, lane: Lane): TemplateResult {
  const { texts, lanes, actions } = model;
  const { series, label } = lane;
  const several = lanes.length > 1;
  const tell = (time: Seconds): Moment | null => momentAt(series.columnsFrom(time), time);
  const heard = model.heardIn(lane);
  const at = heard ?? series.end;
  const spoken = tell(at);
  const marks = heard !== null && spoken ? model.marksIn(lane, spoken) : [];
  const round = (time: Seconds): number => Math.round(10 * time) / 10;
  return html`<div class="lane">
    ${several ? html`<div class="lane-name" part="lane-name">${label}</div>` : nothing}
    <div
      class="plot"
      part="plot"
      role="slider"
      tabindex="0"
      aria-label=${several ? `${label}, ${texts.moment}` : texts.moment}
      aria-valuemin=${round(series.start)}
      aria-valuemax=${round(series.end)}
      aria-valuenow=${round(at)}
      aria-valuetext=${spoken ? speakMoment(model, spoken, marks) : texts.empty}
      @pointermove=${(event: PointerEvent) => {
        actions.point(lane, event);
      }}
      @pointerdown=${(event: PointerEvent) => {
        actions.point(lane, event);
      }}
      @click=${(event: MouseEvent) => {
        actions.point(lane, event);
      }}
      @pointerleave=${actions.leave}
      @keydown=${(event: KeyboardEvent) => {
        actions.key(lane, event);
      }}
      @focus=${() => {
        actions.focus(lane);
      }}
      @blur=${actions.blur}
    >
      <canvas part="canvas"></canvas>
      ${series.end > 0 ? nothing : html`<span class="nothing">${texts.empty}</span>`}
    </div>
  </div>`;
}

/** Times near the end would be cut. */
function axisTemplate({ ticks, scale }: TimelineModel): TemplateResult {
  const whole = ticks.filter((tick) => placeOf(tick, { ...scale, rtl: false }) < 0.94);
  return html`<div class="axis" part="axis" aria-hidden="true">
    ${whole.map(
      (tick) =>
        // The style of writing's own direction places them, so the scale's mirroring is undone.
        html`<span .style=${`--_at: ${placeOf(tick, { ...scale, rtl: false }).toFixed(5)}`}
          >${formatTime(tick)}</span
        >`,
    )}
  </div>`;
}

/** What a moment is, as a word: its emotion, or why there is none. */
function wordOf({ common, texts }: TimelineModel, { kind, shown }: Moment): string {
  return kind === 'verdict' && shown !== null ? common.emotions[shown] : texts.kinds[kind];
}

const hasSpeech = ({ kind }: Moment): boolean => kind === 'verdict' || kind === 'uncertain';

const probabilityOf = ({ probabilities }: Moment, emotion: Emotion): Probability =>
  probabilities[EMOTIONS.indexOf(emotion)] ?? 0;

/** "1:05.2, Anger. Anger 62%, Fear 10%, ...": for ears. */
function speakMoment(model: TimelineModel, moment: Moment, marks: readonly TimelineMark[]): string {
  const { common, texts, emotions } = model;
  const values = [...emotions]
    .sort((a, b) => probabilityOf(moment, b) - probabilityOf(moment, a))
    .map((emotion) => `${common.emotions[emotion]} ${formatPercent(common, probabilityOf(moment, emotion))}`);
  const head = `${timeOf(model, moment)}, ${wordOf(model, moment)}`;
  return [
    head,
    ...(hasSpeech(moment) ? [values.join(', ')] : []),
    ...marks.map(({ text }) => `${texts.mark}: ${text}`),
  ].join('. ');
}

function timeOf({ common }: TimelineModel, { start }: Moment): string {
  return formatTime(start, { tenths: true, lang: common.lang });
}

function readoutTemplate(model: TimelineModel): TemplateResult {
  const { read, moment, lanes, isPresent } = model;
  if (moment === null || read === null) return html``;
  const marks = isPresent ? [] : model.marksIn(read, moment);
  const emotion = moment.kind === 'verdict' ? moment.shown : null;
  return html`<span class="time">${timeOf(model, moment)}</span>${
      lanes.length > 1 ? html`<span class="voice">${read.label}</span>` : nothing
    }<span class="verdict" data-emotion=${emotion ?? nothing}>${wordOf(model, moment)}</span>${
      marks.length > 0
        ? html`<span class="mark">⚑ ${marks.map(({ text }) => text).join(', ')}</span>`
        : nothing
    }`;
}

function legendTemplate({ common, texts, emotions, moment }: TimelineModel): TemplateResult {
  const keys = [
    ['uncertain', texts.kinds.uncertain],
    ['little', texts.kinds['not-enough-speech']],
    ['silent', texts.kinds.silence],
    ['lost', texts.kinds.gap],
    ['counted', texts.counted],
  ] as const;
  const value = (emotion: Emotion) =>
    moment && hasSpeech(moment) ? formatPercent(common, probabilityOf(moment, emotion)) : '–';
  return html`<ul class="legend" part="legend">
      ${emotions.map(
        (emotion) =>
          html`<li data-emotion=${emotion}>
            <span class="swatch" data-emotion=${emotion}></span
            ><span class="name">${common.emotions[emotion]}</span><span class="value">${value(emotion)}</span>
          </li>`,
      )}
    </ul>
    <ul class="legend keys" part="keys">
      ${keys.map(
        ([key, text]) => html`<li><span class="swatch ${key}"></span><span class="name">${text}</span></li>`,
      )}
    </ul>`;
}

function tableTemplate(model: TimelineModel, { label, series }: Lane): TemplateResult {
  const { common, texts, emotions, scale } = model;
  return html`<table>
    <caption>
      ${label || model.label || texts.label}
    </caption>
    <thead>
      <tr>
        ${[texts.time, texts.shown, ...emotions.map((emotion) => common.emotions[emotion])].map(
          (heading) => html`<th scope="col">${heading}</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${tableRows(series, scale.from, scale.to).map(
        ({ from, to, moment }) =>
          html`<tr>
            <th scope="row">${formatTime(from)}–${formatTime(to)}</th>
            <td>${wordOf(model, moment)}</td>
            ${emotions.map(
              (emotion) =>
                html`<td>
                  ${hasSpeech(moment) ? formatPercent(common, probabilityOf(moment, emotion)) : '–'}
                </td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
