import { html, nothing, type TemplateResult } from 'lit';
import { isBusy, verdictOf } from '../meter-state.js';
import type { CallView, SideView } from './call-view.js';

/** One side: its name, its emotion of the moment, what goes on there, and why the agent is or is not analysed. */
export function sideTemplate(view: CallView, side: SideView): TemplateResult {
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
  { common, texts, state }: CallView,
  { side, phase, hasSource, raised }: SideView,
): TemplateResult {
  // The other end hung up: nothing has failed.
  if (phase.error?.code === 'device-lost')
    return html`<div class="line" part="line">${isBusy(state) ? texts.sideEnded : texts.callEnded}</div>`;
  if (phase.error) {
    const { title, advice } = common.errors[phase.error.code];
    return html`<div class="line failed" part="line">${title}</div>
      <p class="statement sentence" part="advice">${advice}</p>
      <p class="statement detail sentence" lang="en">${phase.error.message}</p>`;
  }
  if (raised.length > 0) {
    const names = raised.map(({ label }) => common.emotions[label]).join(', ');
    return html`<div class="line raised" part="line">⚠ ${texts.alert}: ${names}</div>`;
  }
  const verdict = verdictOf(phase);
  const missing = side === 'customer' ? texts.noSource : texts.noAgent;
  const isWord = verdict.kind !== 'none' && verdict.kind !== 'emotion';
  return html`<div class="line" part="line">
    ${!hasSource && !isBusy(phase.state) ? missing : isWord ? common.verdicts[verdict.kind] : common.states[phase.state]}
  </div>`;
}
