import { find } from './find.js';

/** Lets people choose the page's theme, and the language of the elements on it; both demo pages keep to it while the tab is open. */
export function followLooks({ recolor = () => undefined }: { readonly recolor?: () => void } = {}): void {
  followChoice('#theme', (theme) => {
    document.documentElement.dataset['theme'] = theme;
    recolor();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolor);
  followChoice('#language', (language) => {
    for (const element of document.querySelectorAll<HTMLElement>('main [lang]:not(#play)'))
      element.lang = language;
  });
}

/** Takes up what was chosen on the page before, then what is chosen on this one. */
function followChoice(selector: string, take: (value: string) => void): void {
  const select = find(selector, HTMLSelectElement);
  const recall = (): void => {
    const before = stored((storage) => storage.getItem(select.id));
    if (![...select.options].some(({ value }) => value === before)) return;
    select.value = before ?? '';
    take(select.value);
  };
  recall();
  // A page that is shown anew after "Back" runs no script again.
  addEventListener('pageshow', recall);
  select.addEventListener('change', () => {
    stored((storage) => {
      storage.setItem(select.id, select.value);
    });
    take(select.value);
  });
}

/** What `use` makes of the tab's storage; `null` where the browser keeps none. */
function stored<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}
