/** Hands `text` to the browser as a file to save. */
export function saveText(text: string, name: string): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(new Blob([text]));
  link.click();
  URL.revokeObjectURL(link.href);
}
