type Cell = string | number | boolean;

/** `rows` as CSV text (RFC 4180), each line with `end`. */
export function toCsv(rows: readonly (readonly Cell[])[], end = '\r\n'): string {
  return rows.map((cells) => `${cells.map(quote).join(',')}${end}`).join('');
}

function quote(cell: Cell): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
