/**
 * An element's custom states, `:state(listening)`. Chromium before 125 knows `:--listening` alone, and browsers
 * without either keep the element working without them.
 */
export class CustomStates {
  readonly #states: { add(name: string): void; delete(name: string): void } | undefined;
  readonly #present = new Set<string>();

  constructor(internals: ElementInternals) {
    this.#states = (internals as Partial<Pick<ElementInternals, 'states'>>).states;
  }

  /** Whether the element is in the state `name`. */
  has(name: string): boolean {
    return this.#present.has(name);
  }

  /** Brings the element into the state `name`, or out of it. */
  toggle(name: string, present: boolean): void {
    if (present) this.#present.add(name);
    else this.#present.delete(name);
    const change = (spelling: string) =>
      present ? this.#states?.add(spelling) : this.#states?.delete(spelling);
    try {
      change(name);
    } catch {
      change(`--${name}`);
    }
  }
}
