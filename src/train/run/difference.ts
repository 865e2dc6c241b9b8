/**
 * The first value that differs between two texts of JSON, one that lies `there` in a file and one that is wanted `here`:
 * ": settings.rate is 0.001 there and 0.002 here". Empty where a text is no JSON, or they differ in their form alone.
 */
export function describeDifference(there: string, here: string): string {
  try {
    const [old, now] = [entriesOf(JSON.parse(there)), entriesOf(JSON.parse(here))];
    const name = [...new Set([...old.keys(), ...now.keys()])].find((one) => old.get(one) !== now.get(one));
    if (name === undefined) return '';
    return `: ${name} is ${old.get(name) ?? 'not set'} there and ${now.get(name) ?? 'not set'} here`;
  } catch {
    return '';
  }
}

/** The values of an object and of those in it, as JSON by dotted names. Lists are values. */
function entriesOf(value: unknown, name = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new Map([[name, JSON.stringify(value)]]);
  return new Map(
    Object.entries(value).flatMap(([key, part]) => [
      ...entriesOf(part, name === '' ? key : `${name}.${key}`),
    ]),
  );
}
