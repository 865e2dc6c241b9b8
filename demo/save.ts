/** Lets the person save `text` as a file. */
export function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(new Blob([text]));
  link.click();
  // The download begins after this task.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 1000);
}
