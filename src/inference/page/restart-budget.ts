import type { Milliseconds } from '../../core/units.js';

const RESTARTS = 3;
const WITHIN: Milliseconds = 30_000;

/** Three restarts in any half minute: what fails oftener will fail again. */
export class RestartBudget {
  #spent: readonly Milliseconds[] = [];

  /** Whether one more restart is granted now. */
  spend(): boolean {
    const now = performance.now();
    const recent = this.#spent.filter((time) => now - time < WITHIN);
    const granted = recent.length < RESTARTS;
    this.#spent = granted ? [...recent, now] : recent;
    return granted;
  }
}
