/**
 * Padding computed once. After a clip's end its input is constant in time, and so is every layer's output but for the few rows that
 * see the clip's end or the window's right edge. So a block keeps the rows up to a representative constant one, which stands for the
 * rows left out after it, and the rows of the right edge. Convolutions and pools over what is kept give exactly what they would give
 * over all rows, as long as rows are left out by whole pool strides and well inside the constant run. The loss is then a function of
 * the kept rows alone, and its gradient, by plain backpropagation, is that of the whole computation; only batch normalisation must
 * count the representative row with its multiplicity.
 * @module
 */

/** The rows (time steps) of one clip at the input of a block. */
export interface ClipRows {
  /** Rows of the whole window. */
  readonly full: number;
  /** The constant run, [start, end) in rows of the whole window; empty where there is none. */
  readonly constant: readonly [start: number, end: number];
  /** Kept rows before the gap; the last of them stands for the gap too. Equal to `full` without a gap. */
  readonly head: number;
  /** Rows left out. */
  readonly gap: number;
}

/** A pool along time: its size and stride, and its padding. */
export interface RowPool {
  readonly size: number;
  readonly pooling: 'same' | 'valid';
}

/** All rows, none left out. */
export function wholeRows(full: number, constant: ClipRows['constant'] = [full, full]): ClipRows {
  return { full, constant, head: full, gap: 0 };
}

/** The rows that a block with this pool keeps. */
export function compressRows(full: number, constant: ClipRows['constant'], pool: RowPool): ClipRows {
  const [start, end] = constant;
  const margin = 2 * pool.size + 2;
  const head = start + margin;
  const gap = Math.floor((end - margin - head) / pool.size) * pool.size;
  return gap > 0 ? { full, constant, head, gap } : wholeRows(full, constant);
}

/** How many rows are kept. */
export function keptRows({ full, gap }: ClipRows): number {
  return full - gap;
}

/** The place among the kept rows of a row of the whole window; a row left out stands with its representative. */
export function keptIndex({ head, gap }: ClipRows, row: number): number {
  return row < head ? row : Math.max(head - 1, row - gap);
}

/** The row of the whole window that a kept row is. */
export function fullIndex({ head, gap }: ClipRows, kept: number): number {
  return kept < head ? kept : kept + gap;
}

/** Rows of a pool's output, and how far its first window reaches before the first row; SAME puts the odd padding at the end. */
export function poolLength(
  length: number,
  { size, pooling }: RowPool,
): { readonly length: number; readonly before: number } {
  if (pooling === 'valid') return { length: Math.floor(length / size), before: 0 };
  const windows = Math.ceil(length / size);
  return { length: windows, before: Math.floor((windows * size - length) / 2) };
}

/** The rows that a block (a SAME convolution of 3 along time, and the pool) leaves of those it reads. */
export function pooledRows(rows: ClipRows, pool: RowPool): ClipRows {
  const { size } = pool;
  const { length, before } = poolLength(rows.full, pool);
  const [start, end] = rows.constant;
  // A convolution of 3 takes one row from either side of the run; a window must lie within what is left.
  const first = Math.ceil((start + 1 + before) / size);
  const last = Math.floor((end - 1 - size + before) / size);
  const constant: ClipRows['constant'] = last >= first ? [first, last + 1] : [length, length];
  if (rows.gap === 0) return wholeRows(length, constant);
  return {
    full: length,
    constant,
    head: Math.floor((rows.head - size + before) / size) + 1,
    gap: rows.gap / size,
  };
}

/**
 * Where a clip's constant end begins: the first row from which on all rows equal the last one.
 * @param values shape [rows, width].
 */
export function constantRun(values: Float32Array, width: number): ClipRows['constant'] {
  const rows = values.length / width;
  const last = values.subarray(values.length - width);
  let start = rows - 1;
  while (start > 0 && last.every((value, k) => value === values[(start - 1) * width + k])) start--;
  return [start, rows];
}
