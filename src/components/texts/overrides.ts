import type { CallTexts } from '../call-panel/call-texts.js';
import type { TimelineTexts } from '../timeline/timeline-texts.js';
import type { Texts } from './texts.js';

/** Words to put in place of the elements' own: any part of the common ones, and of those of the timeline and the call panel, as deep as one likes. */
export type TextOverrides = DeepPartial<
  Texts & { readonly timeline: TimelineTexts; readonly call: CallTexts }
>;

type DeepPartial<T> = T extends string
  ? string
  : { readonly [Key in keyof T]?: DeepPartial<T[Key]> | undefined };

/** `texts` with the words of `overrides`. What is no word, or no part of the texts, is left out; so is a `lang` that is no language tag. */
export function withOverrides(texts: Texts, overrides: TextOverrides | null): Texts {
  if (overrides === null) return texts;
  const merged = replaceWords(texts, overrides);
  return isLanguageTag(merged.lang) ? merged : { ...merged, lang: texts.lang };
}

/** `own`, words or parts of them, with the words of `other` in the same places. */
export function replaceWords<T>(own: T, other: unknown): T {
  if (typeof own === 'string') return typeof other === 'string' ? (other as T) : own;
  if (typeof other !== 'object' || other === null) return own;
  const words = Object.entries(own as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    words.map(([key, word]) => [key, replaceWords(word, Reflect.get(other, key))]),
  ) as T;
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
