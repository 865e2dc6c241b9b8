/** Something that ends: called once. */
export type Disposer = () => void;

/** The part of EventTarget that a scope needs; stated here so that the pure folders stay free of the DOM library. */
export interface Listenable<Event> {
  addEventListener(
    type: string,
    listener: (event: Event) => void,
    options?: { readonly once?: boolean },
  ): void;
  removeEventListener(type: string, listener: (event: Event) => void): void;
}

declare function setTimeout(callback: () => void, ms: number): unknown;
declare function clearTimeout(timer: unknown): void;
declare function setInterval(callback: () => void, ms: number): unknown;
declare function clearInterval(timer: unknown): void;

/**
 * Owns whatever must be given back: listeners, timers, workers, streams, child scopes.
 * All end last in, first out, children among them. What is registered after the end ends at once.
 * A disposer that throws does not stop the others; the first error is thrown when all have run.
 */
export class Scope {
  #disposers: Disposer[] | null = [];

  get disposed(): boolean {
    return this.#disposers === null;
  }

  /** Runs `dispose` when the scope ends. Returns a function that runs it now and forgets it. */
  add(dispose: Disposer): Disposer {
    if (this.#disposers === null) {
      dispose();
      return () => undefined;
    }
    this.#disposers.push(dispose);
    return () => {
      const index = this.#disposers?.indexOf(dispose) ?? -1;
      if (index < 0) return;
      this.#disposers?.splice(index, 1);
      dispose();
    };
  }

  /** Resolves when the scope ends. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      this.add(resolve);
    });
  }

  /** A scope that ends no later than this one. */
  child(): Scope {
    const child = new Scope();
    const forget = this.add(() => {
      child.dispose();
    });
    child.add(() => {
      forget();
    });
    return child;
  }

  /** Listens until the scope ends or the returned function is called. */
  listen<Event>(target: Listenable<Event>, type: string, listener: (event: Event) => void): Disposer {
    target.addEventListener(type, listener);
    return this.add(() => {
      target.removeEventListener(type, listener);
    });
  }

  /** Calls `callback` once after `ms`, unless the scope ends before. */
  timeout(callback: () => void, ms: number): Disposer {
    const timer = setTimeout(() => {
      forget();
      callback();
    }, ms);
    const forget = this.add(() => {
      clearTimeout(timer);
    });
    return forget;
  }

  /** Calls `callback` every `ms` until the scope ends. */
  interval(callback: () => void, ms: number): Disposer {
    const timer = setInterval(callback, ms);
    return this.add(() => {
      clearInterval(timer);
    });
  }

  /** Ends everything. Idempotent. */
  dispose(): void {
    const disposers = this.#disposers;
    if (disposers === null) return;
    this.#disposers = null;
    const errors: unknown[] = [];
    for (const dispose of disposers.reverse()) {
      try {
        dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0] as Error;
  }
}
