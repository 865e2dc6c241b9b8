/**
 * The element of this page that `selector` names.
 * @throws Error when it is not there, or of another kind.
 */
export function find<T extends Element>(selector: string, kind: new () => T): T {
  const element = document.querySelector(selector);
  if (element instanceof kind) return element;
  throw new Error(`the page has no ${kind.name} ${selector}`);
}
