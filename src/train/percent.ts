/** 0.8765 -> "87.7 %"; nothing to count -> "-". */
export function percent(share: number | null): string {
  return share === null || Number.isNaN(share) ? '-' : `${(100 * share).toFixed(1)} %`;
}
