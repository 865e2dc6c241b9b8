import { Scope } from '../../core/scope.js';

/** Hands `text` to the browser as a file to save. Spreadsheets take a table without a byte order mark for one in an old code page. */
export function saveText(text: string, name: string): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(
    new Blob([name.endsWith('.csv') ? '\uFEFF' : '', text], { type: 'text/plain' }),
  );
  link.click();
  // The download begins after this task.
  new Scope().timeout(() => {
    URL.revokeObjectURL(link.href);
  }, 1000);
}
