import { find } from './find.js';

/** Lets people choose the page's theme, and the language of the elements on it. */
export function followLooks({ recolor = () => undefined }: { readonly recolor?: () => void } = {}): void {
  const theme = find('#theme', HTMLSelectElement);
  const language = find('#language', HTMLSelectElement);
  theme.addEventListener('change', () => {
    document.documentElement.dataset['theme'] = theme.value;
    recolor();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolor);
  language.addEventListener('change', () => {
    for (const element of document.querySelectorAll<HTMLElement>('main [lang]:not(#play)'))
      element.lang = language.value;
  });
}
