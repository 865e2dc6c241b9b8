/**
 * Convolutions as sums over taps, in AssemblyScript with SIMD. Positions lie one after the other, zero padding included, so that each tap
 * of a filter is one constant distance and a fully connected layer is a convolution of one tap.
 * Arguments are byte offsets of float32 arrays and sizes; output channels are a multiple of 8.
 * Nothing is allocated and there is no static data: the memory belongs to the caller.
 */
import { correlateRow } from './convolution-gradient';
import { multiplyAdd } from './multiply-add';

/** Bytes of a float32. */
const F32: usize = 4;
/** Output channels of a panel. */
const PANEL = 8;
/** Positions that share one pass over the panels: their inputs stay in the first-level cache. */
const CHUNK = 64;

/** panels[o / 8, tap, i, o % 8] = filter[tap, i, o]. */
export function packPanels(filter: usize, panels: usize, taps: i32, inChannels: i32, outChannels: i32): void {
  for (let o = 0; o < outChannels; o += PANEL)
    for (let k = 0; k < taps * inChannels; k++) {
      const from = filter + <usize>(k * outChannels + o) * F32;
      v128.store(panels, v128.load(from));
      v128.store(panels, v128.load(from, 16), 16);
      panels += PANEL * F32;
    }
}

/** The panels of the transposed filter: panels[i / 8, tap, o, i % 8] = filter[tap, i, o]; input channels are a multiple of 8. */
export function packTransposedPanels(
  filter: usize,
  panels: usize,
  taps: i32,
  inChannels: i32,
  outChannels: i32,
): void {
  for (let i = 0; i < inChannels; i += PANEL)
    for (let tap = 0; tap < taps; tap++)
      for (let o = 0; o < outChannels; o++)
        for (let k = 0; k < PANEL; k++) {
          store<f32>(panels, load<f32>(filter + <usize>((tap * inChannels + i + k) * outChannels + o) * F32));
          panels += F32;
        }
}

/**
 * output[p, o] = sum over taps and i of input[p + distance(tap), i] * filter[tap, i, o], for `positions` positions from `input` and
 * `output` on.
 * @param distances int32, bytes from a position to each tap's.
 * @param add when not 0, the sum is added to what stands in the output.
 */
export function convolve(
  input: usize,
  distances: usize,
  panels: usize,
  output: usize,
  positions: i32,
  inChannels: i32,
  outChannels: i32,
  taps: i32,
  add: i32,
): void {
  const inStep = <usize>inChannels * F32;
  const outStep = <usize>outChannels * F32;
  const panelBytes = <usize>(taps * inChannels * PANEL) * F32;
  for (let start = 0; start < positions; start += CHUNK) {
    const count = min(CHUNK, positions - start);
    let panel = panels;
    for (let o = 0; o < outChannels; o += PANEL) {
      let x = input + <usize>start * inStep;
      let y = output + <usize>start * outStep + <usize>o * F32;
      let p = 0;
      for (; p + 4 <= count; p += 4) {
        convolveTile4(x, distances, panel, y, inStep, outStep, taps, add);
        x += 4 * inStep;
        y += 4 * outStep;
      }
      for (; p < count; p++) {
        convolveTile1(x, distances, panel, y, inStep, taps, add);
        x += inStep;
        y += outStep;
      }
      panel += panelBytes;
    }
  }
}

/** Four positions and eight output channels, in registers. */
function convolveTile4(
  x: usize,
  distances: usize,
  panel: usize,
  y: usize,
  inStep: usize,
  outStep: usize,
  taps: i32,
  add: i32,
): void {
  let a0 = f32x4.splat(0),
    a1 = a0,
    b0 = a0,
    b1 = a0,
    c0 = a0,
    c1 = a0,
    d0 = a0,
    d1 = a0;
  if (add) {
    a0 = v128.load(y);
    a1 = v128.load(y, 16);
    b0 = v128.load(y + outStep);
    b1 = v128.load(y + outStep, 16);
    c0 = v128.load(y + 2 * outStep);
    c1 = v128.load(y + 2 * outStep, 16);
    d0 = v128.load(y + 3 * outStep);
    d1 = v128.load(y + 3 * outStep, 16);
  }
  for (let tap = 0; tap < taps; tap++) {
    let a = x + load<i32>(distances + ((<usize>tap) << 2));
    let b = a + inStep;
    let c = b + inStep;
    let d = c + inStep;
    const end = b;
    while (a < end) {
      const w0 = v128.load(panel),
        w1 = v128.load(panel, 16);
      const xa = v128.load32_splat(a);
      a0 = multiplyAdd(xa, w0, a0);
      a1 = multiplyAdd(xa, w1, a1);
      const xb = v128.load32_splat(b);
      b0 = multiplyAdd(xb, w0, b0);
      b1 = multiplyAdd(xb, w1, b1);
      const xc = v128.load32_splat(c);
      c0 = multiplyAdd(xc, w0, c0);
      c1 = multiplyAdd(xc, w1, c1);
      const xd = v128.load32_splat(d);
      d0 = multiplyAdd(xd, w0, d0);
      d1 = multiplyAdd(xd, w1, d1);
      a += F32;
      b += F32;
      c += F32;
      d += F32;
      panel += PANEL * F32;
    }
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y + outStep, b0);
  v128.store(y + outStep, b1, 16);
  v128.store(y + 2 * outStep, c0);
  v128.store(y + 2 * outStep, c1, 16);
  v128.store(y + 3 * outStep, d0);
  v128.store(y + 3 * outStep, d1, 16);
}

function convolveTile1(
  x: usize,
  distances: usize,
  panel: usize,
  y: usize,
  inStep: usize,
  taps: i32,
  add: i32,
): void {
  let y0 = add ? v128.load(y) : f32x4.splat(0),
    y1 = add ? v128.load(y, 16) : f32x4.splat(0);
  for (let tap = 0; tap < taps; tap++) {
    let at = x + load<i32>(distances + ((<usize>tap) << 2));
    const end = at + inStep;
    while (at < end) {
      const value = v128.load32_splat(at);
      y0 = multiplyAdd(value, v128.load(panel), y0);
      y1 = multiplyAdd(value, v128.load(panel, 16), y1);
      at += F32;
      panel += PANEL * F32;
    }
  }
  v128.store(y, y0);
  v128.store(y, y1, 16);
}

/** dFilter[tap, i, o] += sum over positions of input[p + distance(tap), i] * dOutput[p, o]; arguments as of {@link convolve}. */
export function correlate(
  input: usize,
  distances: usize,
  dOutput: usize,
  dFilter: usize,
  positions: i32,
  inChannels: i32,
  outChannels: i32,
  taps: i32,
): void {
  const tapBytes = <usize>(inChannels * outChannels) * F32;
  for (let start = 0; start < positions; start += CHUNK)
    for (let tap = 0; tap < taps; tap++)
      correlateRow(
        input + <usize>(start * inChannels) * F32 + load<i32>(distances + ((<usize>tap) << 2)),
        dOutput + <usize>(start * outChannels) * F32,
        dFilter + <usize>tap * tapBytes,
        min(CHUNK, positions - start),
        inChannels,
        outChannels,
      );
}
