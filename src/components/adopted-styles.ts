import type { CSSResultOrNative } from 'lit';

/** The sheets of each document but the page's own, so that many elements share one of a kind there too. */
const elsewhere = new WeakMap<Document, Map<CSSResultOrNative, CSSStyleSheet>>();

/**
 * Gives `root` its styles. Constructed sheets are of use in one document alone: in a frame, or in another window, the same
 * rules are constructed there. A document without a window, as a template's, shows nothing and needs none.
 */
export function adoptStylesIn(root: ShadowRoot, styles: readonly CSSResultOrNative[]): void {
  const home = root.ownerDocument;
  if (home.defaultView) root.adoptedStyleSheets = styles.flatMap((style) => sheetIn(home, style) ?? []);
}

function sheetIn(home: Document, style: CSSResultOrNative): CSSStyleSheet | undefined {
  if (home === document || !home.defaultView) return 'styleSheet' in style ? style.styleSheet : style;
  const sheets = elsewhere.get(home) ?? new Map<CSSResultOrNative, CSSStyleSheet>();
  elsewhere.set(home, sheets);
  const sheet = sheets.get(style) ?? new home.defaultView.CSSStyleSheet();
  if (!sheets.has(style)) sheet.replaceSync(textOf(style));
  sheets.set(style, sheet);
  return sheet;
}

function textOf(style: CSSResultOrNative): string {
  if ('cssText' in style) return style.cssText;
  return [...style.cssRules].map(({ cssText }) => cssText).join('\n');
}
