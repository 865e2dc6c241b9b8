/**
 * How a batch's clips of different kept lengths stand in memory: one after the other along time in one grid. Rows are time steps, and a
 * row has one column more than the image is high (in mel bands), which is zero and serves as the padding on both sides; as many zero
 * rows stand between clips as a convolution looks beyond them. So a tap of a convolution is a constant distance between positions of the grid.
 * @module
 */
import type { LflbShape } from '../../../networks/lflb.js';
import { keptRows, type ClipRows } from './padded-rows.js';

/** The places of a batch's clips. */
export interface Grid {
  readonly clips: readonly ClipRows[];
  /** The first row of each clip. */
  readonly starts: readonly number[];
  /** All rows: those of the clips, `margin` before each and after the last. */
  readonly rows: number;
  /** Zero rows around each clip. */
  readonly margin: number;
  /** Mel bands, or 1 for samples. */
  readonly width: number;
  /** Positions from a row to the next. */
  readonly pitch: number;
}

/** A grid for clips of these rows. */
export function layGrid(clips: readonly ClipRows[], { width, margin }: Pick<Grid, 'width' | 'margin'>): Grid {
  const starts: number[] = [];
  let rows = margin;
  for (const clip of clips) {
    starts.push(rows);
    rows += keptRows(clip) + margin;
  }
  return { clips, starts, rows, margin, width, pitch: width > 1 ? width + 1 : 1 };
}

/** The zero rows that a block's convolution needs around a clip: forward it looks to one side, backward to the other. */
export function marginOf({ padTime }: LflbShape): number {
  return Math.max(...padTime);
}

/** Positions of a grid; the last row's padding column stands in one position more. */
export function gridPositions({ rows, pitch }: Grid): number {
  return rows * pitch + 1;
}

/** The first position of a clip's first row. */
export function clipPosition({ starts, pitch, width }: Grid, clip: number): number {
  return (starts[clip] ?? NaN) * pitch + (width > 1 ? 1 : 0);
}

/** From the first real position of a grid to its last. */
export function innerPositions(grid: Grid): { readonly first: number; readonly count: number } {
  const first = clipPosition(grid, 0);
  const last = (grid.rows - 1 - grid.margin) * grid.pitch + (grid.width > 1 ? grid.width : 0);
  return { first, count: last - first + 1 };
}

/** A clip's rows as the kernels take them: an image without padding between its rows is one long row. */
export function imageShape(
  { width, pitch }: Grid,
  rows: number,
): [rows: number, width: number, pitch: number] {
  return width === pitch ? [1, rows * width, rows * width] : [rows, width, pitch];
}
