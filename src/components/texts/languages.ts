import type { Scope } from '../../core/scope.js';
import { ENGLISH } from './english.js';
import { GERMAN } from './german.js';
import type { Texts } from './texts.js';

/** The texts of the language of `tag` (BCP 47, any region); English where there are none. */
export function textsFor(tag: string): Texts {
  return tag.toLowerCase().split('-')[0] === 'de' ? GERMAN : ENGLISH;
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
