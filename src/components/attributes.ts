import type { ComplexAttributeConverter } from 'lit';

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
