import type { Arena } from '../../kernels/arena.js';
import { fullIndex, keptIndex, keptRows, type ClipRows } from './padded-rows.js';

/** The rows of one clip from a block's output (dense) to where the next layer reads them, which may keep other rows. */
export interface RowCopies {
  /** What is kept in the source, and in the target. */
  readonly from: ClipRows;
  readonly to: ClipRows;
  /** Floats of a row. */
  readonly row: number;
  /** Address of the source's first row. */
  readonly source: number;
  /** Address of the target's first row, and floats from one row to the next. */
  readonly target: number;
  readonly step: number;
}

/** Fills the target. */
export function copyRows(arena: Arena, copies: RowCopies): void {
  eachRun(copies, (target, source, floats) => {
    arena.copy(target, source, floats);
  });
}

/** The transposed way: adds every target row to its source row. */
export function addRowsBack(arena: Arena, copies: RowCopies): void {
  eachRun(copies, (target, source, floats) => {
    arena.run('addScaled', source, target, 1, floats);
  });
}

/** Visits the rows, those together that follow each other on both sides. */
function eachRun(
  { from, to, row, source, target, step }: RowCopies,
  visit: (target: number, source: number, floats: number) => void,
): void {
  const rows = keptRows(to);
  const sourceRow = (kept: number): number => keptIndex(from, fullIndex(to, kept));
  for (let first = 0; first < rows;) {
    const start = sourceRow(first);
    let end = first + 1;
    if (step === row) while (end < rows && sourceRow(end) === start + end - first) end++;
    visit(target + 4 * first * step, source + 4 * start * row, (end - first) * row);
    first = end;
  }
}
