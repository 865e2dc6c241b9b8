import { css } from 'lit';

/** Layout and looks of a call panel. What comes and goes has its room reserved. */
export const callStyles = css`
  :host {
    container-type: inline-size;
    min-inline-size: 17rem;
    --_customer: var(--_accent);
    --_agent: color-mix(in srgb, var(--_muted) 75%, var(--_background));
  }
  .base {
    gap: 1em;
  }
  .header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em 1.25em;
  }
  .label {
    flex: 1;
    overflow: hidden;
    font-size: 1.125em;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .state,
  .clock {
    color: var(--_muted);
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .state {
    display: flex;
    align-items: center;
    gap: 0.5em;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1em;
  }
  .sides {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 1em;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 0.625em;
    padding: 0.875em 1em;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.7);
  }
  .card-head {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: center;
    gap: 0.5em;
    min-block-size: 1.75em;
  }
  .name {
    display: flex;
    align-items: center;
    gap: 0.5em;
    min-inline-size: 0;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .name::before {
    flex: none;
    inline-size: 0.75em;
    block-size: 0.75em;
    border-radius: 3px;
    background: var(--_side);
    content: '';
    forced-color-adjust: none;
  }
  [data-side='customer'] {
    --_side: var(--_customer);
  }
  [data-side='agent'] {
    --_side: var(--_agent);
  }
  .line {
    display: flex;
    align-items: center;
    gap: 0.5em;
    min-block-size: 1.5em;
    color: var(--_muted);
    font-size: 0.875em;
  }
  .line.raised,
  .line.failed {
    color: var(--_danger);
    font-weight: 600;
  }
  .statement {
    margin: 0;
    color: var(--_muted);
    font-size: 0.8125em;
  }
  .detail {
    overflow-wrap: anywhere;
  }
  .heading {
    font-size: 0.9375em;
    font-weight: 600;
  }
  .talk {
    display: flex;
    block-size: 0.75em;
    overflow: hidden;
    border-radius: 0.375em;
    background: var(--_track);
    forced-color-adjust: none;
  }
  .talk span {
    inline-size: calc(var(--_share) * 100%);
    background: var(--_side);
    transition: inline-size 240ms linear;
  }
  .talk [data-side='both'],
  .shares [data-side='both'] {
    --_side: repeating-linear-gradient(-45deg, var(--_customer) 0 3px, var(--_agent) 3px 6px);
  }
  .shares {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em 1.25em;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.8125em;
  }
  .shares li {
    display: flex;
    align-items: center;
    gap: 0.5em;
    overflow-wrap: anywhere;
  }
  .shares li::before {
    flex: none;
    inline-size: 0.75em;
    block-size: 0.75em;
    border-radius: 3px;
    background: var(--_side, var(--_track));
    content: '';
    forced-color-adjust: none;
  }
  .shares .value {
    flex: none;
    min-inline-size: 2.5em;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  emotion-timeline {
    min-inline-size: 0;
    --emotion-timeline-height: 6.5em;
  }
  @container (max-width: 26rem) {
    .base {
      padding: 0.875em;
    }
    .label {
      flex-basis: 100%;
    }
    .state {
      flex: 1;
    }
  }
  @container (min-width: 40rem) {
    .sides {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .sides > :nth-child(n + 3) {
      grid-column: 1 / -1;
    }
  }
  @container (min-width: 68rem) {
    .columns {
      grid-template-columns: 24rem minmax(0, 1fr);
    }
    .sides {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .talk span {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .button,
    .button[aria-disabled] {
      border-color: currentColor !important;
    }
    .talk {
      border: 1px solid CanvasText;
    }
  }
`;
