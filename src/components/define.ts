/** Registers `element` as `tag`; does nothing where the tag is taken already, and where there is no registry (Node). */
export function defineOnce(tag: string, element: CustomElementConstructor): void {
  if (typeof customElements !== 'undefined' && !customElements.get(tag)) customElements.define(tag, element);
}
