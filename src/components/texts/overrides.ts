import type { Texts } from './texts.js';

/** Words to put in place of the element's own: any part of {@link Texts}, as deep as one likes. */
export type TextOverrides = DeepPartial<Texts>;

type DeepPartial<T> = T extends string
  ? string
  : { readonly [Key in keyof T]?: DeepPartial<T[Key]> | undefined };

/** `texts` with the words of `overrides`. What is no word, or no part of the texts, is left out; so is a `lang` that is no language tag. */
export function withOverrides(texts: Texts, overrides: TextOverrides | null): Texts {
  if (overrides === null) return texts;
  const merged = merge(texts, overrides) as Texts;
  return isLanguageTag(merged.lang) ? merged : { ...merged, lang: texts.lang };
}

function merge(own: unknown, other: unknown): unknown {
  if (typeof own === 'string') return typeof other === 'string' ? other : own;
  const words = own as Readonly<Record<string, unknown>>;
  const others = (typeof other === 'object' && other !== null ? other : {}) as Readonly<
    Record<string, unknown>
  >;
  return Object.fromEntries(Object.entries(words).map(([key, word]) => [key, merge(word, others[key])]));
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
