/** One line of the report. */
export interface BenchRow {
  readonly name: string;
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
  /** What the three figures count, such as `us/frame`. */
  readonly unit: string;
  /** What the candidate does differently from the first one. */
  readonly note: string;
}

/** Something to be timed. */
export interface Candidate {
  readonly name: string;
  readonly note: string;
  /** One round: `perRound` times the work. */
  readonly run: () => unknown;
}

/** How a group of candidates is timed. */
export interface BenchOptions {
  readonly unit: string;
  /** Milliseconds of a round are multiplied by this: 1000 / (frames a round) gives microseconds a frame. */
  readonly scale: number;
  readonly rounds: number;
  /** Rounds before the counted ones, for the compiler. */
  readonly warmUp: number;
}

/** Times the candidates in turns, round by round, so that what else the machine does meets them all alike. */
export async function measure(
  candidates: readonly Candidate[],
  options: BenchOptions,
): Promise<readonly BenchRow[]> {
  const { unit, scale, rounds, warmUp } = options;
  const times = candidates.map((): number[] => []);
  for (let round = 0; round < warmUp + rounds; round++)
    for (const [index, { run }] of candidates.entries()) {
      const start = performance.now();
      await run();
      if (round >= warmUp) times[index]?.push((performance.now() - start) * scale);
    }
  return candidates.map(({ name, note }, index) => {
    const sorted = (times[index] ?? []).sort((a, b) => a - b);
    const at = (share: number) => quantile(sorted, share);
    return { name, median: at(0.5), p10: at(0.1), p90: at(0.9), unit, note };
  });
}

/** Quantile of sorted values, linear between them. */
export function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (position - Math.floor(position)) * (above - below);
}
