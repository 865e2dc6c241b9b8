import type { ComplexAttributeConverter, PropertyDeclaration } from 'lit';

const warned = new Set<string>();

/** Tag of the element whose attribute is being read: Lit tells its converters nothing of it. */
let reader = '';

/** What `read` returns; warnings that it gives rise to name `element`. */
export function readingFor<T>(element: Element, read: () => T): T {
  const before = reader;
  reader = element.localName;
  try {
    return read();
  } finally {
    reader = before;
  }
}

/** Says once a page that `text` is no value for the attribute `name` of the element that is read, and what holds instead. */
export function warnOnce(name: string, text: string, help: string): void {
  const message = `<${reader}>: ${name}="${text}" cannot be used (${help})`;
  if (warned.has(message)) return;
  warned.add(message);
  console.warn(message);
}

/** What the property `name` becomes when it is set to `value`: where there is none, nothing, an empty text, or what a missing attribute means. */
export function readProperty(
  name: string,
  value: unknown,
  { attribute, converter, type }: PropertyDeclaration,
): unknown {
  const missing = value === undefined || value === null;
  const read = typeof converter === 'object' ? converter.fromAttribute?.bind(converter) : undefined;
  if (converter === LIST) return listOf(name, value as readonly unknown[]);
  if (read && missing) return read(null);
  if (read && attribute !== false) return read(typeof value === 'string' ? value : JSON.stringify(value));
  if (missing && attribute === false) return null;
  return missing && type === undefined ? '' : value;
}

/** A property, of no attribute, that is a list: an empty one where there is none. */
export const LIST: ComplexAttributeConverter<readonly never[]> = { fromAttribute: () => [] };

/** `value` as a list. What is none warns once and means an empty one. */
export function listOf<T>(name: string, value: readonly T[] | null | undefined): readonly T[] {
  if (Array.isArray(value)) return value as readonly T[];
  if (value !== undefined && value !== null) warnOnce(name, String(value), 'a list; an empty one is used');
  return [];
}

/** An attribute that takes one of `choices`; a missing or other value means the first. */
export function choiceAttribute<T extends string>(
  name: string,
  choices: readonly [T, ...T[]],
): ComplexAttributeConverter<T> {
  return {
    fromAttribute(text) {
      const choice = choices.find((known) => known === text);
      if (choice === undefined && text !== null)
        warnOnce(name, text, `one of ${choices.join(', ')}; "${choices[0]}" is used`);
      return choice ?? choices[0];
    },
    toAttribute: (value) => value,
  };
}

/** An attribute that names one of `known`, or nothing: '' then, and for any other value. */
export function nameAttribute(name: string, known: readonly string[]): ComplexAttributeConverter<string> {
  return {
    fromAttribute(text) {
      if (text === null || text === '' || known.includes(text)) return text ?? '';
      warnOnce(name, text, `one of ${known.join(', ')}; "${known[0] ?? ''}" is used`);
      return '';
    },
    toAttribute: (value) => value,
  };
}

/** A numeric attribute within [`min`, `max`]; `null`, the model's own value, when missing or unusable. */
export function numberAttribute(
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): ComplexAttributeConverter<number | null> {
  return {
    fromAttribute(text) {
      if (text === null) return null;
      const value = text.trim() === '' ? NaN : Number(text);
      if (value >= min && value <= max) return value;
      warnOnce(name, text, `a number from ${min} to ${max}; the model’s own value is used`);
      return null;
    },
    toAttribute: (value) => (value === null ? null : String(value)),
  };
}
