/**
 * One-cycle learning rate (Smith and Topin, 2018): up along a cosine during the first `warmUp` of all steps, then down to nothing.
 * @param step 0 for the first of `steps`.
 */
export function oneCycle(
  step: number,
  { steps, peak, warmUp = 0.25 }: { readonly steps: number; readonly peak: number; readonly warmUp?: number },
): number {
  const top = warmUp * steps;
  const rise = step < top ? step / top : 1 - (step - top) / (steps - top);
  return peak * (0.02 + 0.98 * 0.5 * (1 - Math.cos(Math.PI * Math.min(1, Math.max(0, rise)))));
}
