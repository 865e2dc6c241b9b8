import { css } from 'lit';

/** The frame that meter, timeline and call panel share: a box with a border, a notice, and words that are only spoken. */
export const boxStyles = css`
  :host {
    display: block;
    min-inline-size: 15rem;
    color: var(--_color);
    font: var(--_font);
  }
  :host([hidden]) {
    display: none;
  }
  .base {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75em;
    padding: 1.125em 1.25em;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
  }
  .notice {
    color: var(--_muted);
    font-size: 0.8125em;
  }
  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** The dot beside the words for what an element is doing. */
export const stateDotStyles = css`
  .dot {
    inline-size: 0.625em;
    block-size: 0.625em;
    border-radius: 50%;
    background: var(--_border);
  }
  :host([state='listening']) .dot {
    background: var(--_accent);
    animation: breathe 2s ease-in-out infinite;
  }
  :host([state='failed']) .dot {
    background: var(--_danger);
  }
  @keyframes breathe {
    50% {
      opacity: 0.35;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dot {
      animation: none !important;
    }
  }
  @media (forced-colors: active) {
    .dot {
      background: CanvasText !important;
      forced-color-adjust: none;
    }
  }
`;
