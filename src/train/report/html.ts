import { REPORT_STYLE } from './report-style.js';

/** A page of `parts` that needs nothing but itself: no script, no font, no picture from elsewhere. */
export function htmlPage(title: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${parts.join('\n')}
</body>
</html>
`;
}

/** Text that HTML shows as it is. */
export function escaped(text: string | number): string {
  return String(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A table of plain cells; the first of each row is its heading. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const body = rows.map(([first = '', ...cells]) => {
    const rest = cells.map((cell) => `<td>${escaped(cell)}</td>`).join('');
    return `<tr><th scope="row">${escaped(first)}</th>${rest}</tr>`;
  });
  return `<table><thead>${headRow(head)}</thead><tbody>${body.join('\n')}</tbody></table>`;
}

/** The row of a table's headings. */
export function headRow(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr>`;
}
