/**
 * One step of an LSTM and its gradient, in AssemblyScript with SIMD; gates stand in the order input, forget, cell, output.
 * Arguments are byte offsets of float32 arrays and sizes; units are a multiple of 4.
 * Nothing is allocated and there is no static data: the memory belongs to the caller.
 */
import { exp } from './exponential';

/** Bytes of a float32. */
const F32: usize = 4;
/** Bytes of a v128: four float32. */
const V128: usize = 16;

/** gates [batch, 4 units] become their activations; cell = forget * cellBefore + input * candidate; hidden = output * tanh(cell). */
export function lstmForward(
  gates: usize,
  cellBefore: usize,
  cell: usize,
  hidden: usize,
  batch: i32,
  units: i32,
): void {
  const row = <usize>units * F32;
  for (let n = 0; n < batch; n++) {
    for (let u: usize = 0; u < row; u += V128) {
      const at = gates + u;
      const inGate = sigmoid(v128.load(at));
      const forgetGate = sigmoid(v128.load(at + row));
      const candidate = tanh(v128.load(at + 2 * row));
      const outGate = sigmoid(v128.load(at + 3 * row));
      v128.store(at, inGate);
      v128.store(at + row, forgetGate);
      v128.store(at + 2 * row, candidate);
      v128.store(at + 3 * row, outGate);
      const fresh = f32x4.add(f32x4.mul(forgetGate, v128.load(cellBefore + u)), f32x4.mul(inGate, candidate));
      v128.store(cell + u, fresh);
      v128.store(hidden + u, f32x4.mul(outGate, tanh(fresh)));
    }
    gates += 4 * row;
    cellBefore += row;
    cell += row;
    hidden += row;
  }
}

/** From the gradients of hidden and cell: the activations in `gates` become the gradients before them; dCell becomes that of cellBefore. */
export function lstmBackward(
  gates: usize,
  cellBefore: usize,
  cell: usize,
  dHidden: usize,
  dCell: usize,
  batch: i32,
  units: i32,
): void {
  const row = <usize>units * F32;
  const one = f32x4.splat(1);
  for (let n = 0; n < batch; n++) {
    for (let u: usize = 0; u < row; u += V128) {
      const at = gates + u;
      const i = v128.load(at),
        f = v128.load(at + row),
        g = v128.load(at + 2 * row),
        o = v128.load(at + 3 * row);
      const t = tanh(v128.load(cell + u));
      const dh = v128.load(dHidden + u);
      const slope = f32x4.sub(one, f32x4.mul(t, t));
      const dc = f32x4.add(v128.load(dCell + u), f32x4.mul(f32x4.mul(dh, o), slope));
      v128.store(at, f32x4.mul(f32x4.mul(dc, g), sigmoidSlope(i)));
      v128.store(at + row, f32x4.mul(f32x4.mul(dc, v128.load(cellBefore + u)), sigmoidSlope(f)));
      v128.store(at + 2 * row, f32x4.mul(f32x4.mul(dc, i), f32x4.sub(one, f32x4.mul(g, g))));
      v128.store(at + 3 * row, f32x4.mul(f32x4.mul(dh, t), sigmoidSlope(o)));
      v128.store(dCell + u, f32x4.mul(dc, f));
    }
    gates += 4 * row;
    cellBefore += row;
    cell += row;
    dHidden += row;
    dCell += row;
  }
}

/** The derivative of the logistic function by its value. */
function sigmoidSlope(value: v128): v128 {
  return f32x4.mul(value, f32x4.sub(f32x4.splat(1), value));
}

/** 1 / (1 + exp(-x)), by the exponential of -|x|. */
function sigmoid(x: v128): v128 {
  const e = exp(f32x4.neg(f32x4.abs(x)));
  const above = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), e));
  return v128.bitselect(f32x4.mul(e, above), above, f32x4.lt(x, f32x4.splat(0)));
}

/** (1 - exp(-2 |x|)) / (1 + exp(-2 |x|)) with the sign of x. */
function tanh(x: v128): v128 {
  const e = exp(f32x4.mul(f32x4.splat(-2), f32x4.abs(x)));
  const size = f32x4.div(f32x4.sub(f32x4.splat(1), e), f32x4.add(f32x4.splat(1), e));
  return v128.or(size, v128.and(x, i32x4.splat(0x80000000)));
}
