import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { EMOTIONS } from '../../core/emotions.js';
import type { EmotionResult } from '../../core/result.js';
import { ResultFeed, type EmotionSource, type FeedHost } from '../result-feed.js';
import { TextElement } from '../text-element.js';
import { formatPercent, type Texts } from '../texts/texts.js';
import { theme } from '../theme.js';

const badgeStyles = css`
  :host {
    display: inline-block;
    color: var(--_color);
    font: var(--_font);
    font-size: 0.875em;
  }
  :host([hidden]) {
    display: none;
  }
  .base {
    display: inline-flex;
    align-items: center;
    gap: 0.5em;
    padding: 0.125em 0.75em 0.125em 0.625em;
    border: 1px solid var(--_border);
    border-radius: 1em;
    background: var(--_background);
    white-space: nowrap;
  }
  .base:dir(rtl) {
    padding: 0.125em 0.625em 0.125em 0.75em;
  }
  .dot {
    flex: none;
    inline-size: 0.625em;
    block-size: 0.625em;
    border-radius: 50%;
    background: var(--_fill, var(--_border));
    forced-color-adjust: none;
  }
  .words {
    display: grid;
  }
  .words > * {
    grid-area: 1 / 1;
  }
  .words > [data-hidden] {
    visibility: hidden;
  }
  .current {
    font-weight: 600;
  }
  .current:not([data-emotion]) {
    color: var(--_muted);
    font-weight: 400;
  }
  .value {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
`;

/**
 * The emotion of the moment as a small label, beside a name or in a list; where there is none it says why.
 * It is as wide as its longest word, so that a change moves nothing. The moving word is no live region.
 *
 * @tagname emotion-badge
 * @attr {string} lang - Language of the words (`en`, `de`); without it, that of the nearest ancestor with a `lang`.
 * @csspart base - The label.
 * @csspart dot - The dot in the colour of the emotion.
 * @csspart text - The word.
 * @csspart value - The percentage, with the attribute `value`.
 * @cssprop --emotion-meter-background - Colour of the label; all colours and the font as for `<emotion-meter>`.
 * @cssprop --emotion-color-{emotion} - Colour of one emotion.
 */
export class EmotionBadge extends TextElement implements FeedHost {
  /** The looks; colours are those of all the elements. */
  static override readonly styles = [theme, badgeStyles];

  /** `id` of the meter whose emotion is shown, in the same document or shadow root. */
  @property({})
  for = '';

  /** What is followed in place of `for`: a recognizer, a meter, or any target of `emotion-frame` events. */
  @property({ attribute: false })
  recognizer: EmotionSource | null = null;

  /** Show the percentage too. */
  @property({ type: Boolean })
  value = false;

  /** What is shown; `null` for nothing yet. Follows the source where there is one. */
  @property({ attribute: false })
  result: EmotionResult | null = null;

  constructor() {
    super();
    new ResultFeed(this, {
      resultCame: (result) => {
        this.result = result;
      },
      began: () => {
        this.result = null;
      },
      ended: () => {
        this.result = null;
      },
    });
  }

  protected override render(): TemplateResult {
    const texts = this.commonTexts();
    const { result } = this;
    const emotion = result?.valid === true ? result.dominant : null;
    const word = wordOf(texts, result);
    const probability = emotion === null ? undefined : result?.probabilities[emotion];
    return html`<span class="base" part="base" lang=${texts.lang}>
      <span class="dot" part="dot" data-emotion=${emotion ?? nothing}></span>
      <span class="words"
        >${allWords(texts).map((other) => html`<span data-hidden aria-hidden="true">${other}</span>`)}<span
          class="current"
          part="text"
          data-emotion=${emotion ?? nothing}
          >${word}</span
        ></span
      >${
        this.value
          ? html`<span class="words value" part="value"
              ><span data-hidden aria-hidden="true">${formatPercent(texts, 1)}</span
              ><span>${probability === undefined ? '–' : formatPercent(texts, probability)}</span></span
            >`
          : nothing
      }
    </span>`;
  }
}

/** The emotion shown, or why there is none. */
function wordOf({ verdicts, emotions, noValue }: Texts, result: EmotionResult | null): string {
  if (result == null) return noValue;
  if (!result.valid) return verdicts[result.reason ?? 'uncertain'];
  return result.dominant === null ? verdicts.uncertain : emotions[result.dominant];
}

function allWords({ verdicts, emotions, noValue }: Texts): readonly string[] {
  const { silence, gap, uncertain } = verdicts;
  return [
    noValue,
    silence,
    gap,
    uncertain,
    verdicts['not-enough-speech'],
    ...EMOTIONS.map((emotion) => emotions[emotion]),
  ];
}
