import type { Seconds } from '../../core/units.js';

/** The two ends of a call. */
export type CallSide = 'customer' | 'agent';

/**
 * How the time of a call is divided. `null` is what nobody can know, since a side is not listened to: who speaks alone, together
 * or not at all is known when both are heard, and adds up to `total` then.
 */
export interface TalkShares {
  readonly total: Seconds;
  /** The customer speaks, and the agent is not heard to. */
  readonly customer: Seconds | null;
  /** The agent speaks, and the customer is not heard to. */
  readonly agent: Seconds | null;
  readonly both: Seconds | null;
  readonly nobody: Seconds | null;
}

/** The unit in which time is counted. */
const SLOT: Seconds = 0.25;

/** How far one side's results may be behind the other's: older ones no longer change anything. */
const OPEN_SLOTS = 64;

const BITS: Readonly<Record<CallSide, number>> = { customer: 1, agent: 2 };

/** Who speaks how long, counted in quarters of a second. Memory does not grow with the call. */
export class TalkTime {
  /** Who speaks in each of the newest slots. */
  readonly #open = new Uint8Array(OPEN_SLOTS);
  /** Slots by who speaks in them. */
  readonly #counts: [number, number, number, number] = [0, 0, 0, 0];
  readonly #heard = new Set<CallSide>();
  /** Slots begun. */
  #slots = 0;

  /** Tells that `side` speaks, or does not, from `from` to `to`, in seconds of the call. */
  add(side: CallSide, speaks: boolean, { from, to }: { readonly from: Seconds; readonly to: Seconds }): void {
    this.#heard.add(side);
    const first = Math.max(0, Math.round(from / SLOT));
    const end = Math.round(to / SLOT);
    this.#begin(end);
    if (speaks)
      for (let slot = Math.max(first, this.#slots - OPEN_SLOTS); slot < end; slot++)
        this.#mark(slot, BITS[side]);
  }

  /** What is known so far. */
  get shares(): TalkShares {
    const [nobody, customer, agent, both] = this.#counts.map((slots) => slots * SLOT) as [
      number,
      number,
      number,
      number,
    ];
    const known = (seconds: Seconds, ...sides: readonly CallSide[]) =>
      sides.every((side) => this.#heard.has(side)) ? seconds : null;
    return {
      total: this.#slots * SLOT,
      customer: known(customer, 'customer'),
      agent: known(agent, 'agent'),
      both: known(both, 'customer', 'agent'),
      nobody: known(nobody, 'customer', 'agent'),
    };
  }

  #begin(end: number): void {
    const fresh = end - this.#slots;
    if (fresh <= 0) return;
    for (let slot = Math.max(this.#slots, end - OPEN_SLOTS); slot < end; slot++)
      this.#open[slot % OPEN_SLOTS] = 0;
    this.#counts[0] += fresh;
    this.#slots = end;
  }

  #mark(slot: number, bit: number): void {
    const before = this.#open[slot % OPEN_SLOTS] ?? 0;
    const now = before | bit;
    this.#open[slot % OPEN_SLOTS] = now;
    const counts: number[] = this.#counts;
    counts[before] = (counts[before] ?? 0) - 1;
    counts[now] = (counts[now] ?? 0) + 1;
  }
}
