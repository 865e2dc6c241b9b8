/** A value as one word of a command line: in quotes where a shell would take it for something else. */
export function shellWord(value: string): string {
  return /^[\p{L}\p{N}_.,+:/@%-]+$/u.test(value) ? value : JSON.stringify(value);
}
