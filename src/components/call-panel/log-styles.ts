import { css } from 'lit';

/** The list of marks and alerts, the form for a note, and all buttons of the panel. */
export const logStyles = css`
  .entries {
    block-size: 9em;
    margin: 0;
    padding: 0;
    overflow: auto;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.5);
    list-style: none;
    font-size: 0.875em;
  }
  .entries li {
    display: grid;
    grid-template-columns: 3.5em minmax(0, 1fr) 2em;
    align-items: center;
    gap: 0.5em;
    min-block-size: 2.25em;
    padding-inline: 0.75em 0.375em;
    border-block-end: 1px solid var(--_border);
  }
  .entries .nothing {
    display: block;
    padding-block: 0.375em;
    border: 0;
    color: var(--_muted);
  }
  .entries .time {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .entries .text {
    padding-block: 0.25em;
    /* Firefox hands the side from which a list is written on to its entries. */
    text-align: start;
    overflow-wrap: anywhere;
  }
  .entries .alert {
    color: var(--_danger);
    font-weight: 600;
  }
  .remove {
    display: grid;
    place-items: center;
    inline-size: 2em;
    block-size: 2em;
    border: 0;
    border-radius: 50%;
    background: none;
    color: var(--_muted);
    font: inherit;
    cursor: pointer;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 0.625em;
  }
  form {
    display: flex;
    flex: 1 1 12em;
    gap: 0.625em;
    min-inline-size: 0;
  }
  input {
    flex: 1 1 0;
    box-sizing: border-box;
    min-inline-size: 4em;
    min-block-size: 2.5rem;
    padding: 0 0.75em;
    border: 1px solid color-mix(in srgb, var(--_muted) 70%, transparent);
    border-radius: calc(var(--_radius) * 0.7);
    background: var(--_background);
    color: inherit;
    font: inherit;
    font-size: 0.9375em;
  }
  input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .button {
    min-block-size: 2.5rem;
    padding: 0 1em;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.7);
    background: transparent;
    color: var(--_color);
    font: inherit;
    font-size: 0.9375em;
    font-weight: 600;
    cursor: pointer;
  }
  .button.primary {
    min-inline-size: 6.5em;
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .button[aria-disabled] {
    border-color: transparent;
    background: var(--_track);
    color: var(--_muted);
    cursor: not-allowed;
  }
  :is(.button, .remove, input, .entries):focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
`;
