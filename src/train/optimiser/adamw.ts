/**
 * AdamW (Loshchilov and Hutter, 2019, algorithm 2): Adam with decoupled weight decay, as pure functions over arrays by name.
 * @module
 */

/** Values by tensor name. */
export type Values = ReadonlyMap<string, Float32Array>;

/** Running moments of each gradient, and how many steps they have seen. */
export interface AdamState {
  readonly step: number;
  readonly first: Values;
  readonly second: Values;
}

/** Adam's constants. */
export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Share of a kernel's value taken off a step, times the learning rate. */
  readonly weightDecay: number;
  /** Largest Euclidean norm of the gradients of all tensors together; larger ones are scaled down. */
  readonly clipNorm: number;
}

/** The usual constants. */
export const ADAM: AdamSettings = { beta1: 0.9, beta2: 0.98, epsilon: 1e-7, weightDecay: 0.02, clipNorm: 5 };

/** Moments of zero for the tensors of `values`. */
export function startAdam(values: Values): AdamState {
  const zeros = (): Values =>
    new Map([...values].map(([name, { length }]) => [name, new Float32Array(length)]));
  return { step: 0, first: zeros(), second: zeros() };
}

/** One step: changes `values` in place for each gradient, and returns the next state. Only kernels decay. */
export function stepAdam(
  values: Map<string, Float32Array>,
  gradients: Values,
  {
    state,
    rate,
    settings = ADAM,
  }: { readonly state: AdamState; readonly rate: number; readonly settings?: AdamSettings },
): AdamState {
  const step = state.step + 1;
  const scale = Math.min(1, settings.clipNorm / Math.max(globalNorm(gradients), 1e-12));
  for (const [name, gradient] of gradients) {
    const [value, first, second] = [values.get(name), state.first.get(name), state.second.get(name)];
    if (value === undefined || first === undefined || second === undefined)
      throw new RangeError(`adam: no state for tensor "${name}"`);
    const decay = /\/(kernel|recurrent)$/.test(name) ? settings.weightDecay * rate : 0;
    updateTensor({ value, gradient, first, second }, { step, rate, scale, decay, settings });
  }
  return { ...state, step };
}

function updateTensor(
  { value, gradient, first, second }: Record<'value' | 'gradient' | 'first' | 'second', Float32Array>,
  {
    step,
    rate,
    scale,
    decay,
    settings,
  }: { step: number; rate: number; scale: number; decay: number; settings: AdamSettings },
): void {
  const { beta1, beta2, epsilon } = settings;
  const correction1 = 1 - beta1 ** step;
  const correction2 = 1 - beta2 ** step;
  for (let i = 0; i < value.length; i++) {
    const g = scale * (gradient[i] as number);
    const m = beta1 * (first[i] as number) + (1 - beta1) * g;
    const v = beta2 * (second[i] as number) + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    const kept = (value[i] as number) * (1 - decay);
    value[i] = kept - (rate * (m / correction1)) / (Math.sqrt(v / correction2) + epsilon);
  }
}

function globalNorm(gradients: Values): number {
  let squares = 0;
  for (const gradient of gradients.values()) for (const g of gradient) squares += g * g;
  return Math.sqrt(squares);
}
