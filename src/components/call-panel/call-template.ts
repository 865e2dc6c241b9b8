import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Probability, Seconds } from '../../core/units.js';
import { isBusy } from '../meter-state.js';
import { formatPercent } from '../texts/texts.js';
import type { TimelineMark } from '../timeline/painter.js';
import { formatTime } from '../timeline/time-scale.js';
import type { CallAlert, CallMark } from './call-record.js';
import type { CallView, SideView } from './call-view.js';
import { sideTemplate } from './side-template.js';

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

/** A button that cannot be pressed keeps the focus that it has: it may have been "Stop" when the call ended. */
function startTemplate({ texts, state, sides, actions }: CallView): TemplateResult {
  const busy = isBusy(state);
  const possible = busy || sides.some(({ analysed, hasSource }) => analysed && hasSource);
  return html`<button
    class="button ${busy ? '' : 'primary'}"
    part="button"
    type="button"
    aria-disabled=${possible ? nothing : 'true'}
    @click=${possible ? actions.toggle : nothing}
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
  const rest = Math.max(
    0,
    parts.reduce((left, part) => left - (part.share ?? 0), 1),
  );
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
  const { submit, follow } = noteEvents(actions);
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
      <form @submit=${submit} @focusin=${follow} @focusout=${follow}>
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
            ${`${texts.save} ${format.toUpperCase()}`}
          </button>`,
      )}
    </div>
  </div>`;
}

/** A note is begun where the focus comes to its form, and left unwritten where it goes from an empty one. */
function noteEvents({ note, mark }: CallView['actions']): {
  readonly submit: (event: SubmitEvent) => void;
  readonly follow: (event: FocusEvent) => void;
} {
  const fieldOf = (event: Event): HTMLInputElement | null =>
    (event.currentTarget as HTMLFormElement).querySelector('input');
  return {
    submit: (event) => {
      event.preventDefault();
      const field = fieldOf(event);
      mark(field?.value.trim() ?? '');
      if (field) field.value = '';
    },
    follow: (event) => {
      if ((event.currentTarget as Element).contains(event.relatedTarget as Node | null)) return;
      const begun = event.type === 'focusin';
      if (begun || fieldOf(event)?.value === '') note(begun);
    },
  };
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
  const until = active ? '' : ` · ${formatTime(since)}–${formatTime(at)}`;
  return html`<li>
    <span class="time">${formatTime(since)}</span
    ><span class="text sentence"
      ><span class="alert">⚠ ${common.emotions[rule.label]}</span> · ${name}${until} ·
      ${formatPercent(common, peak)}</span
    >
  </li>`;
}
