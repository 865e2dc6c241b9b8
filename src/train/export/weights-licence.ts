/** SPDX's word for a licence that nobody has stated. */
export const NOT_STATED = 'NOASSERTION';

/**
 * The licence of weights that were learned from corpora of these licences, as SPDX names it: the strictest terms bind. Corpora that are in
 * the public domain or ask to be named leave CC-BY-4.0; share-alike terms pass on; for all others (no derivatives, research only,
 * a licence of their own, none stated) it is {@link NOT_STATED}: that takes a person.
 * @param corpora the licence of each; several of one corpus with "; " between them, as an index gives them.
 */
export function weightsLicence(corpora: readonly string[]): string {
  const licences = corpora.flatMap((licence) => licence.split('; '));
  const terms = licences.map((licence) => TERMS.find(([pattern]) => pattern.test(licence))?.[1] ?? null);
  if (terms.length === 0 || terms.includes(null)) return NOT_STATED;
  const binding = [...new Set(terms)].filter((licence) => licence !== 'CC-BY-4.0');
  // Two share-alike licences ask for themselves each.
  return binding.length > 1 ? NOT_STATED : (binding[0] ?? 'CC-BY-4.0');
}

/** What licences of corpora ask for. */
const TERMS: readonly (readonly [pattern: RegExp, weights: string])[] = [
  [/^(CC0|public domain)/i, 'CC-BY-4.0'],
  [/^CC[ -]BY[ -]4\.0$/i, 'CC-BY-4.0'],
  [/^CC[ -]BY[ -]SA[ -]4\.0$/i, 'CC-BY-SA-4.0'],
  [/^CC[ -]BY[ -]NC[ -]SA[ -]4\.0$/i, 'CC-BY-NC-SA-4.0'],
];
