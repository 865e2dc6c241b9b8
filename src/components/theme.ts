import { css } from 'lit';

/**
 * Colours of the elements, as private properties over the public custom properties with their defaults.
 * Light or dark follows the inherited `color-scheme`. Each emotion's colour has a contrast of 3:1 or more on its track.
 *
 * Public: `--emotion-meter-{background,color,muted,border,track,accent,on-accent,danger,radius,font}`,
 * and `--emotion-color-{anger,...}` for each emotion.
 */
export const theme = css`
  :host {
    --_background: var(--emotion-meter-background, light-dark(#ffffff, #16191f));
    --_color: var(--emotion-meter-color, light-dark(#1a1d23, #eceef2));
    --_muted: var(--emotion-meter-muted, light-dark(#565d6b, #a3abb9));
    --_border: var(--emotion-meter-border, light-dark(#dadde4, #2d323c));
    --_track: var(--emotion-meter-track, light-dark(#eceef3, #262b34));
    --_accent: var(--emotion-meter-accent, light-dark(#2b50c8, #8fabff));
    --_on-accent: var(--emotion-meter-on-accent, light-dark(#ffffff, #10131a));
    --_danger: var(--emotion-meter-danger, light-dark(#b3261e, #ff8a7d));
    --_radius: var(--emotion-meter-radius, 14px);
    --_font: var(--emotion-meter-font, 400 1rem/1.4 system-ui, sans-serif);
  }
  /* A sentence keeps its own direction in a page that is written the other way round. */
  .sentence {
    unicode-bidi: plaintext;
  }
  [data-emotion='anger'] {
    --_fill: var(--emotion-color-anger, light-dark(#c8321f, #ff7a66));
  }
  [data-emotion='boredom'] {
    --_fill: var(--emotion-color-boredom, light-dark(#77716a, #b3aca2));
  }
  [data-emotion='calm'] {
    --_fill: var(--emotion-color-calm, light-dark(#0f766e, #2dd4bf));
  }
  [data-emotion='disgust'] {
    --_fill: var(--emotion-color-disgust, light-dark(#5b7a10, #a8c84a));
  }
  [data-emotion='excitement'] {
    --_fill: var(--emotion-color-excitement, light-dark(#c2410c, #fb923c));
  }
  [data-emotion='fear'] {
    --_fill: var(--emotion-color-fear, light-dark(#7c3aed, #b79bff));
  }
  [data-emotion='frustration'] {
    --_fill: var(--emotion-color-frustration, light-dark(#9f1239, #fb7185));
  }
  [data-emotion='happiness'] {
    --_fill: var(--emotion-color-happiness, light-dark(#a16207, #fbbf24));
  }
  [data-emotion='neutral'] {
    --_fill: var(--emotion-color-neutral, light-dark(#526075, #9fb0c6));
  }
  [data-emotion='sadness'] {
    --_fill: var(--emotion-color-sadness, light-dark(#1d5fd1, #6ea8ff));
  }
  [data-emotion='surprise'] {
    --_fill: var(--emotion-color-surprise, light-dark(#be185d, #f472b6));
  }
`;
