import type { Scope } from '../../core/scope.js';
import { ENGLISH } from './english.js';
import { GERMAN } from './german.js';
import type { Texts } from './texts.js';

/** The languages that the elements speak by themselves. */
export type Language = 'en' | 'de';

const TEXTS: Readonly<Record<Language, Texts>> = { en: ENGLISH, de: GERMAN };

/** Of `words`, those in the language of `tag` (BCP 47, any region); English where there are none. */
export function wordsFor<T>(words: Readonly<Record<Language, T>>, tag: string): T {
  return words[tag.toLowerCase().split('-')[0] === 'de' ? 'de' : 'en'];
}

/** The common texts in the language of `tag`, as {@link wordsFor}. */
export function textsFor(tag: string): Texts {
  return wordsFor(TEXTS, tag);
}

/** The language that holds for `element`: its own `lang`, else that of the nearest ancestor, shadow hosts included; else ''. */
export function languageOf(element: Element): string {
  const holder = element.closest('[lang]');
  if (holder) return holder.getAttribute('lang') ?? '';
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? languageOf(root.host) : '';
}

/** Calls `changed` whenever a `lang` changes in the document, or in a shadow tree that `element` lies in. Ends with `scope`. */
export function watchLanguage(element: Element, changed: () => void, scope: Scope): void {
  const observer = new MutationObserver(changed);
  for (const root of rootsAbove(element))
    observer.observe(root, { attributes: true, attributeFilter: ['lang'], subtree: true });
  scope.add(() => {
    observer.disconnect();
  });
}

function rootsAbove(element: Element): readonly Node[] {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? [root, ...rootsAbove(root.host)] : [root];
}
