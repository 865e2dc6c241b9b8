import type { Seconds } from '../../core/units.js';

/** Of a terminal that does not say how wide it is. */
const USUAL_COLUMNS = 80;

/** Milliseconds between two lines where there is no terminal. */
const QUIET = 20_000;

/** One line about a running job: a bar and the time left on a terminal, a plain line now and then elsewhere. */
export class Progress {
  readonly #title: string;
  readonly #total: number;
  readonly #startedAt = performance.now();
  readonly #first: number;
  #toldAt = performance.now();
  /** Whether the terminal's line is still to be ended. */
  #open = false;

  /** @param first steps that were done before (a resumed run). */
  constructor(title: string, { total, first = 0 }: { readonly total: number; readonly first?: number }) {
    this.#title = title;
    this.#total = total;
    this.#first = first;
  }

  /** Says that `done` of all steps are done. */
  show(done: number, details: string): void {
    const left = formatTime(this.#timeLeft(done));
    if (process.stderr.isTTY) {
      const filled = Math.round((24 * done) / this.#total);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(24 - filled)}`;
      const line = `${this.#title} ${done}/${this.#total} ${left} left ${bar} ${details}`;
      // A longer line would wrap, and the next one would begin below it.
      process.stderr.write(`\r${line.slice(0, (process.stderr.columns || USUAL_COLUMNS) - 1)}\u001b[K`);
      this.#open = true;
      if (done === this.#total) this.end();
    } else if (done === this.#total || performance.now() - this.#toldAt > QUIET)
      this.#tell(`${this.#title} ${done}/${this.#total}, ${left} left, ${details}\n`);
  }

  #tell(line: string): void {
    this.#toldAt = performance.now();
    process.stderr.write(line);
  }

  /** Ends the line of a job that is done before its last step. */
  end(): void {
    if (process.stderr.isTTY && this.#open) process.stderr.write('\n');
    this.#open = false;
  }

  #timeLeft(done: number): Seconds {
    const elapsed = (performance.now() - this.#startedAt) / 1000;
    return (elapsed / Math.max(1, done - this.#first)) * (this.#total - done);
  }
}

/** 75 -> "1:15", 3675 -> "1:01:15". */
export function formatTime(seconds: Seconds): string {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}
