import { css } from 'lit';

/** Layout and looks of a timeline. Heights are fixed: neither results nor a pointer move the page. */
export const timelineStyles = css`
  :host {
    container-type: inline-size;
  }
  .header {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: center;
    gap: 0.5em 1em;
  }
  .label {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .spans {
    display: flex;
    margin: 0;
    padding: 0.1875em;
    border: 0;
    border-radius: calc(var(--_radius) * 0.7);
    background: var(--_track);
    font-size: 0.8125em;
  }
  .spans label {
    position: relative;
    padding: 0.375em 0.75em;
    border-radius: calc(var(--_radius) * 0.5);
    color: var(--_muted);
    unicode-bidi: plaintext;
    white-space: nowrap;
    cursor: pointer;
  }
  .spans label:has(:checked) {
    background: var(--_background);
    box-shadow: 0 1px 2px #0003;
    color: var(--_color);
  }
  .spans input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: inherit;
  }
  .table-button {
    display: grid;
    place-items: center;
    inline-size: 2.25em;
    min-block-size: 2.25em;
    padding: 0;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.7);
    background: transparent;
    color: var(--_muted);
    font: inherit;
    cursor: pointer;
  }
  .table-button[aria-pressed='true'] {
    background: var(--_track);
    color: var(--_color);
  }
  .stage {
    position: relative;
  }
  .lanes {
    display: grid;
    gap: 0.625em;
  }
  .lane-name {
    margin-block-end: 0.25em;
    color: var(--_muted);
    font-size: 0.8125em;
    overflow-wrap: anywhere;
  }
  .plot {
    position: relative;
    block-size: var(--emotion-timeline-height, 8.5em);
    border: 0 solid var(--_border);
    border-radius: 4px;
    background: var(--_background);
    color: var(--_muted);
    text-decoration-color: var(--_danger);
    column-rule-color: var(--_color);
    /* Its end tells that the colours have changed, as the swatches' does. */
    transition: 1ms;
    transition-property: border-top-color, column-rule-color, text-decoration-color;
    cursor: crosshair;
    touch-action: pan-y;
  }
  canvas {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }
  .nothing {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    font-size: 0.9375em;
    text-align: center;
  }
  .axis {
    position: relative;
    block-size: 1.25em;
    overflow: hidden;
    color: var(--_muted);
    font-size: 0.75em;
    font-variant-numeric: tabular-nums;
  }
  .axis span {
    position: absolute;
    inset-inline-start: calc(var(--_at) * 100%);
    padding-inline-start: 0.25em;
  }
  .readout {
    display: flex;
    justify-content: space-between;
    gap: 1em;
    block-size: 1.5em;
    overflow: hidden;
    font-size: 0.9375em;
    white-space: nowrap;
  }
  .readout > * {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .readout :is(.time, .voice, .mark) {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .readout .time {
    flex: none;
  }
  .readout .voice {
    flex: 0 1 auto;
  }
  .readout .mark {
    flex: 0 2 auto;
  }
  .verdict {
    flex: 1 0 auto;
    font-weight: 600;
    color: var(--_fill, inherit);
  }
  .legend {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(9.5em, 45%), 1fr));
    gap: 0.25em 1.25em;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.8125em;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 0.5em;
    min-inline-size: 0;
  }
  .legend .name {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .legend .value {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .swatch {
    flex: none;
    inline-size: 0.75em;
    block-size: 0.75em;
    border-radius: 3px;
    background: var(--_fill);
    forced-color-adjust: none;
    /* Its end tells that the colours have changed, whatever has changed them. */
    transition: background-color 1ms;
  }
  .keys {
    display: flex;
    flex-wrap: wrap;
    color: var(--_muted);
  }
  .keys .name {
    white-space: normal;
  }
  .keys .swatch {
    border-radius: 0;
    color: var(--_muted);
  }
  .swatch.uncertain {
    background:
      repeating-linear-gradient(-45deg, var(--_background) 0 1px, transparent 1px 3px),
      color-mix(in srgb, var(--_muted) 60%, var(--_background));
  }
  .swatch.little {
    background: linear-gradient(currentColor, currentColor) bottom / 100% 2px no-repeat;
  }
  .swatch.silent {
    background: none;
    box-shadow: inset 0 0 0 1px var(--_border);
  }
  .swatch.lost {
    background: repeating-linear-gradient(-45deg, currentColor 0 1px, transparent 1px 4px);
  }
  .swatch.counted {
    background: linear-gradient(currentColor, currentColor) bottom / 100% 5px no-repeat;
  }
  .tables {
    position: absolute;
    inset: 0;
    overflow: auto;
    background: var(--_background);
    font-size: 0.8125em;
  }
  .tables:not(.open) {
    inset: auto;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  caption {
    padding-block: 0.25em;
    color: var(--_muted);
    text-align: start;
  }
  th,
  td {
    padding: 0.25em 0.625em;
    border-block-end: 1px solid var(--_border);
    font-weight: 400;
    text-align: end;
    white-space: nowrap;
  }
  thead th {
    position: sticky;
    inset-block-start: 0;
    background: var(--_background);
    color: var(--_muted);
  }
  tbody th {
    unicode-bidi: plaintext;
  }
  th:first-child,
  td:nth-child(2),
  th:nth-child(2) {
    text-align: start;
  }
  :is(.plot, .tables, .table-button):focus-visible,
  .spans label:has(:focus-visible) {
    outline: 3px solid var(--_accent);
    outline-offset: 1px;
  }
  @container (max-width: 22rem) {
    .base {
      padding: 0.875em;
    }
    .tools {
      justify-content: space-between;
      inline-size: 100%;
    }
    .spans label {
      padding-inline: 0.4em;
    }
  }
  @media (forced-colors: active) {
    .plot {
      border-color: GrayText;
    }
    .spans label:has(:checked):not(:has(:focus-visible)),
    .table-button[aria-pressed='true']:not(:focus-visible) {
      outline: 2px solid Highlight;
    }
  }
`;
