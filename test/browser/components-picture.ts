/** What can be seen of elements: what is inside them, and the pixels of their canvases. */

/** The first element inside `element` that `selector` finds. */
export function inside(element: Element, selector: string): HTMLElement {
  const found = element.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`<${element.localName}> has no ${selector}`);
  return found;
}

export const allInside = (element: Element, selector: string): HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
];

/** What people read in `element`, without the spaces between lines of the template. */
export const wordsOf = (element: Element): string => element.textContent.replace(/\s+/g, ' ').trim();

/** All that moves inside `element`: a document tells of no shadow root's animations, and a shadow root of its own alone. */
export function animationsIn(element: Element): Animation[] {
  const root = element.shadowRoot;
  if (root === null) return [];
  return [...root.getAnimations(), ...[...root.querySelectorAll('*')].flatMap(animationsIn)];
}

/** Lets everything that grows or shrinks inside `element` arrive. */
export async function arrive(element: Element): Promise<void> {
  await frames();
  const moving = animationsIn(element).filter((animation) => animation instanceof CSSTransition);
  await Promise.allSettled(moving.map(({ finished }) => finished));
}

/** Some frames: observers have told what they saw, and what they asked for has been drawn. */
export async function frames(): Promise<void> {
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}

/** The pixels of a canvas, each as CSS writes it: `rgb(1, 2, 3)`, or `none` where nothing is painted. */
export function pixelsOf(canvas: HTMLCanvasElement): {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => string;
  readonly column: (x: number) => string[];
  readonly row: (y: number) => string[];
} {
  const { width, height } = canvas;
  const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
  const at = (x: number, y: number): string => {
    const place = 4 * (y * width + x);
    const alpha = data[place + 3] ?? 0;
    if (alpha === 0) return 'none';
    const colour = [...data.slice(place, place + 3)].join(', ');
    return alpha === 255 ? `rgb(${colour})` : `rgba(${colour}, ${(alpha / 255).toFixed(2)})`;
  };
  return {
    width,
    height,
    at,
    column: (x) => Array.from({ length: height }, (_, y) => at(x, y)),
    row: (y) => Array.from({ length: width }, (_, x) => at(x, y)),
  };
}
