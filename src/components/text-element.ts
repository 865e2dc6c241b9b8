import { LitElement, type PropertyDeclaration } from 'lit';
import { property } from 'lit/decorators.js';
import { Scope } from '../core/scope.js';
import { adoptStylesIn } from './adopted-styles.js';
import { readingFor, readProperty } from './attributes.js';
import { languageOf, textsFor, watchLanguage, wordsFor, type Language } from './texts/languages.js';
import { replaceWords, withOverrides, type TextOverrides } from './texts/overrides.js';
import type { Texts } from './texts/texts.js';

/** What all the elements have in common: words that follow the language around them, and can be replaced. */
export class TextElement extends LitElement {
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang'];
  }

  /**
   * A property is read as its attribute is: a value that cannot be used warns once and means the default, and so does `undefined`, which
   * frameworks set when a value is taken away.
   */
  protected static override finalize(): void {
    if (Object.hasOwn(this, 'finalized')) return;
    super.finalize();
    for (const [name, options] of this.elementProperties)
      if (options.noAccessor !== true) readBeforeSet(this.prototype, name, options);
  }

  /**
   * Words in place of the element's own: another language, or other wordings. What is left out stays as it is; the same
   * object serves all elements, `timeline` and `call` being the words that those have beside the common ones.
   */
  @property({ attribute: false })
  texts: TextOverrides | null = null;

  /** Ends when the element leaves the document. */
  #presence = new Scope();

  /** Follows the language around the element, as long as it is in the document. */
  override connectedCallback(): void {
    super.connectedCallback();
    this.#presence = new Scope();
    const render = () => {
      this.requestUpdate();
    };
    watchLanguage(this, render, this.#presence);
  }

  /** In another document the looks are made anew. */
  adoptedCallback(): void {
    if (this.shadowRoot) adoptStylesIn(this.shadowRoot, this.#looks.elementStyles);
  }

  /** Gives back what `connectedCallback` took. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#presence.dispose();
  }

  /** Reads an attribute; what cannot be used is told in the name of the element. */
  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    readingFor(this, () => {
      super.attributeChangedCallback(name, before, now);
    });
    if (name === 'lang') this.requestUpdate();
  }

  /** The element may have come into another document before it was shown. */
  protected override createRenderRoot(): ShadowRoot {
    const root = this.shadowRoot ?? this.attachShadow(this.#looks.shadowRootOptions);
    adoptStylesIn(root, this.#looks.elementStyles);
    return root;
  }

  get #looks(): typeof LitElement {
    return this.constructor as typeof LitElement;
  }

  /** The words that all elements share, as they hold here and now. */
  protected commonTexts(): Texts {
    return withOverrides(textsFor(languageOf(this)), this.texts);
  }

  /** Of `words`, those that hold here and now, with what `overrides` put in their place. */
  protected ownTexts<T>(words: Readonly<Record<Language, T>>, overrides: unknown): T {
    return replaceWords(wordsFor(words, languageOf(this)), overrides);
  }
}

/** What is set passes through {@link readProperty} first, where the accessor is `prototype`'s own. */
function readBeforeSet(prototype: object, name: PropertyKey, options: PropertyDeclaration): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (descriptor?.set === undefined) return;
  Object.defineProperty(prototype, name, {
    ...descriptor,
    set(this: TextElement, value: unknown) {
      const read = readingFor(this, () => readProperty(String(name), value, options));
      descriptor.set?.call(this, read);
    },
  });
}
