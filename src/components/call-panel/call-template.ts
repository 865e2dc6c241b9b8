import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { EmotionResult } from '../../core/result.js';
import type { Probability, Seconds } from '../../core/units.js';
import type { AlertRule } from '../../smoothing/alert.js';
import { isBusy, verdictOf, type MeterPhase, type MeterState } from '../meter/meter-state.js';
import type { TextOverrides } from '../texts/overrides.js';
import { formatPercent, type Texts } from '../texts/texts.js';
import type { TimelineMark } from '../timeline/painter.js';
import { formatTime } from '../timeline/time-scale.js';
import type { TimelineFormat } from '../timeline.js';
import type { CallAlert, CallMark } from './call-record.js';
import type { AgentGround } from './agent-ground.js';
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

/** The whole panel. */
export function callTemplate(view: CallView): TemplateResult {
  const { common, texts, label, sides } = view;
  return html`
    <div class="base" part="base" role="group" aria-labelledby="label" lang=${common.lang}>
      <div class="header">
        <div class="label" part="label" id="label"><slot name="label">${label || texts.label}</slot></div>
        <div class="state" part="state"><span class="dot"></span>${common.states[view.state]}</div>
        <div class="clock" part="clock">${formatTime(view.elapsed)}</div>
        ${startTemplate(view)}
      </div>
      <div class="columns">
        <div class="sides">${sides.map((side) => sideTemplate(view, side))} ${talkTemplate(view)}</div>
        <emotion-timeline
          part="timeline"
          .texts=${view.overrides}
          .label=${texts.timeline}
          .channels=${channelsOf(sides)}
          .marks=${timelineMarks(view)}
        ></emotion-timeline>
      </div>
      ${logTemplate(view)}
      <div class="notice sentence" part="notice"><slot name="notice">${texts.notice}</slot></div>
      <div class="spoken" role="status">${view.spoken}</div>
    </div>
  `;
}

function startTemplate({ texts, state, sides, actions }: CallView): TemplateResult {
  const busy = isBusy(state);
  const possible = busy || sides.some(({ analysed, hasSource }) => analysed && hasSource);
  return html`<button
    class="button ${busy ? '' : 'primary'}"
    part="button"
    type="button"
    ?disabled=${!possible}
    @click=${actions.toggle}
  >
    ${busy ? texts.stop : texts.start}
  </button>`;
}

const channelsOf = (sides: readonly SideView[]): readonly { readonly id: string; readonly label: string }[] =>
  sides.filter(({ analysed }) => analysed).map(({ side, name }) => ({ id: side, label: name }));

function timelineMarks({ common, texts, marks, alerts }: CallView): readonly TimelineMark[] {
  return [
    ...marks.map(({ at, note }) => ({ at, text: note || texts.mark, kind: 'mark' }) as const),
    ...alerts.map(
      ({ since, rule, channel }) =>
        ({
          at: since,
          text: `${texts.alert}: ${common.emotions[rule.label]}`,
          kind: 'alert',
          channel,
        }) as const,
    ),
  ];
}

function sideTemplate(view: CallView, side: SideView): TemplateResult {
  const { texts, ground } = view;
  return html`<div
    class="card"
    part="side side-${side.side}"
    data-side=${side.side}
    role="group"
    aria-label=${side.name}
  >
    <div class="card-head">
      <span class="name">${side.name}</span>
      ${
        side.analysed
          ? html`<emotion-badge
              value
              part="badge"
              .texts=${view.overrides}
              .result=${side.result}
            ></emotion-badge>`
          : nothing
      }
    </div>
    ${side.analysed ? lineTemplate(view, side) : nothing}
    ${side.side === 'agent' ? html`<p class="statement sentence" part="statement">${texts.grounds[ground]}</p>` : nothing}
  </div>`;
}

/** The line below a side's name: what went wrong, what is raised, or what goes on. */
function lineTemplate(
  { common, texts }: CallView,
  { side, phase, hasSource, raised }: SideView,
): TemplateResult {
  // The other end hung up: nothing has failed.
  if (phase.error?.code === 'device-lost')
    return html`<div class="line" part="line">${texts.callEnded}</div>`;
  if (phase.error) {
    const { title, advice } = common.errors[phase.error.code];
    return html`<div class="line failed" part="line" title=${phase.error.message}>${title}</div>
      <p class="sentence" part="advice">${advice}</p>`;
  }
  if (raised.length > 0) {
    const names = raised.map(({ label }) => common.emotions[label]).join(', ');
    return html`<div class="line raised" part="line">⚠ ${texts.alert}: ${names}</div>`;
  }
  const verdict = verdictOf(phase);
  const missing = side === 'customer' ? texts.noSource : texts.noAgent;
  const isWord = verdict.kind !== 'none' && verdict.kind !== 'emotion';
  const state = common.states[phase.state];
  return html`<div class="line" part="line">
    ${!hasSource && !isBusy(phase.state) ? missing : isWord ? common.verdicts[verdict.kind] : state}
  </div>`;
}

function talkTemplate({ common, texts, sides, shares }: CallView): TemplateResult {
  const [customer, agent] = sides;
  const both = (agent?.analysed === true && agent.hasSource) || shares.agent !== null;
  const share = (seconds: Seconds | null): Probability | null =>
    seconds === null ? null : seconds / (shares.total || 1);
  const parts = [
    { side: 'customer', name: customer?.name ?? '', share: share(shares.customer) },
    ...(both
      ? [
          { side: 'both', name: texts.both, share: share(shares.both) },
          { side: 'agent', name: agent?.name ?? '', share: share(shares.agent) },
        ]
      : []),
  ];
  const rest = parts.reduce((left, part) => left - (part.share ?? 0), 1);
  const percent = (value: Probability | null) => (value === null ? '–' : formatPercent(common, value));
  return html`<div class="card" part="talk" role="group" aria-labelledby="talk">
    <div class="heading" id="talk">${texts.talk}</div>
    <div class="talk" aria-hidden="true">
      ${parts.map((part) => html`<span data-side=${part.side} .style=${`--_share: ${(part.share ?? 0).toFixed(4)}`}></span>`)}
    </div>
    <ul class="shares">
      ${parts.map(
        (part) =>
          html`<li data-side=${part.side}>
            ${part.name} <span class="value">${percent(part.share)}</span>
          </li>`,
      )}
      <li>
        ${both ? texts.nobody : texts.rest}
        <span class="value">${percent(shares.total > 0 ? rest : null)}</span>
      </li>
    </ul>
  </div>`;
}

function logTemplate(view: CallView): TemplateResult {
  const { texts, marks, alerts, actions } = view;
  const entries = [
    ...marks.map((mark) => ({ at: mark.at, of: mark, template: markTemplate(view, mark) })),
    ...alerts.map((alert) => ({
      at: alert.since,
      of: alert,
      template: alertTemplate(view, alert),
    })),
  ].sort((a, b) => b.at - a.at);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = (event.target as HTMLFormElement).querySelector('input');
    actions.mark(input?.value.trim() ?? '');
    if (input) input.value = '';
  };
  return html`<div class="card" part="log">
    <div class="heading" id="log">${texts.log}</div>
    <ul class="entries" tabindex="0" aria-labelledby="log">
      ${
        entries.length > 0
          ? repeat(
              entries,
              ({ of }) => of,
              ({ template }) => template,
            )
          : html`<li class="nothing">${texts.noEntries}</li>`
      }
    </ul>
    <div class="tools">
      <form @submit=${submit}>
        <input
          type="text"
          maxlength="200"
          autocomplete="off"
          aria-label=${texts.note}
          placeholder=${texts.note}
        />
        <button class="button" part="mark-button" type="submit">${texts.mark}</button>
      </form>
      ${(['csv', 'json'] as const).map(
        (format) =>
          html`<button
            class="button"
            part="save-button"
            type="button"
            @click=${() => {
              actions.save(format);
            }}
          >
            ${texts.save} ${format.toUpperCase()}
          </button>`,
      )}
    </div>
  </div>`;
}

function markTemplate({ texts, actions }: CallView, mark: CallMark): TemplateResult {
  const time = formatTime(mark.at);
  return html`<li>
    <span class="time">${time}</span><span class="text sentence">${mark.note || texts.mark}</span
    ><button
      class="remove"
      type="button"
      aria-label="${texts.remove} ${time}"
      @click=${(event: Event) => {
        // The button goes with its mark; the list stays.
        (event.currentTarget as Element).closest<HTMLElement>('.entries')?.focus();
        actions.remove(mark);
      }}
    >
      ✕
    </button>
  </li>`;
}

function alertTemplate(
  { common, sides }: CallView,
  { channel, since, at, active, rule, peak }: CallAlert,
): TemplateResult {
  const name = sides.find(({ side }) => side === channel)?.name ?? channel;
  const until = active ? '' : `–${formatTime(at)}`;
  return html`<li>
    <span class="time">${formatTime(since)}</span
    ><span class="text sentence"
      ><span class="alert">⚠ ${common.emotions[rule.label]}</span> · ${name} · ${formatTime(since)}${until} ·
      ${formatPercent(common, peak)}</span
    >
  </li>`;
}
