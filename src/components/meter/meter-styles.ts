import { css } from 'lit';

/** Layout and looks of a meter. Every line has a fixed height, and errors lie over the bars: no state moves the page. */
export const meterStyles = css`
  :host {
    max-inline-size: 30rem;
  }
  .header,
  .status {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 1em;
    block-size: 1.5em;
    white-space: nowrap;
  }
  .label {
    overflow: hidden;
    text-overflow: ellipsis;
    font-weight: 600;
  }
  .state {
    display: flex;
    flex: none;
    align-items: center;
    gap: 0.5em;
    color: var(--_muted);
    font-size: 0.8125em;
  }
  :host([state='loading']) .dot,
  :host([state='asking']) .dot {
    background: var(--_muted);
    animation: breathe 1s ease-in-out infinite;
  }
  :host([state='failed']) .state {
    color: var(--_danger);
  }
  .status {
    block-size: 2.5em;
    border-block-end: 1px solid var(--_border);
    padding-block-end: 0.5em;
  }
  .verdict,
  .hint {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .verdict {
    font-size: 1.25em;
    font-weight: 650;
    color: var(--_fill);
  }
  .hint {
    color: var(--_muted);
    font-size: 0.9375em;
    line-height: 1.05;
    white-space: normal;
  }
  .number,
  .value {
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  .number {
    color: var(--_muted);
  }
  .number:empty {
    display: none;
  }
  .stage {
    position: relative;
    min-block-size: 10em;
  }
  .bars {
    display: grid;
    grid-template-columns: fit-content(45%) minmax(3em, 1fr) 3em;
    gap: 0.25em 0.75em;
  }
  .bar {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    align-items: center;
    block-size: 1.5em;
    font-size: 0.9375em;
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .value {
    color: var(--_muted);
  }
  .shown .name,
  .shown .value {
    color: var(--_color);
    font-weight: 600;
  }
  .track {
    block-size: 0.5em;
    overflow: hidden;
    border-radius: 0.25em;
    background: var(--_track);
  }
  .fill {
    display: block;
    block-size: 100%;
    border-radius: inherit;
    background: var(--_fill);
    transform: translateX(calc((var(--_share, 0) - 1) * 100%));
    transition: transform 240ms linear;
    /* At 0 no hair of it stands out at the edge. */
    opacity: calc(var(--_share, 0) * 1000);
  }
  .fill:dir(rtl) {
    transform: translateX(calc((1 - var(--_share, 0)) * 100%));
  }
  :host([state='stopped']) .fill {
    filter: saturate(0.35);
  }
  :host([state='failed']) .bars {
    visibility: hidden;
  }
  .error {
    position: absolute;
    inset: 0;
    overflow: auto;
    padding-inline-start: 0.875em;
    border-inline-start: 3px solid var(--_danger);
  }
  .error strong {
    display: block;
  }
  .error p {
    margin-block: 0.375em 0;
    font-size: 0.9375em;
  }
  .error .detail {
    color: var(--_muted);
    font-size: 0.8125em;
    overflow-wrap: anywhere;
  }
  .footer {
    display: grid;
    gap: 0.75em;
    justify-items: start;
  }
  .button {
    display: inline-flex;
    align-items: center;
    gap: 0.5em;
    min-block-size: 2.75rem;
    padding-block: 0;
    padding-inline: 1em 1.25em;
    border: 1px solid transparent;
    border-radius: calc(var(--_radius) * 0.7);
    background: var(--_accent);
    color: var(--_on-accent);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  :host(:is([state='loading'], [state='asking'], [state='listening'])) .button {
    border-color: var(--_border);
    background: transparent;
    color: var(--_color);
  }
  .button:disabled {
    background: var(--_track);
    color: var(--_muted);
    cursor: not-allowed;
  }
  :is(.button, .error):focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  .wordings {
    display: grid;
    text-align: start;
  }
  .wordings > * {
    grid-area: 1 / 1;
  }
  .wordings > [data-hidden] {
    visibility: hidden;
  }
  @media (prefers-reduced-motion: reduce) {
    .fill {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .track {
      border: 1px solid CanvasText;
      background: Canvas;
    }
    .fill {
      background: CanvasText;
      forced-color-adjust: none;
    }
    .shown .fill {
      background: Highlight;
    }
    .button,
    .button:disabled {
      border-color: currentColor;
    }
  }
`;
