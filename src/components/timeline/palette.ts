import type { Emotion } from '../../core/emotions.js';
import type { Palette } from './painter.js';

/** The colours that CSS gives the legend and the plot inside `root`; `null` before they are there. */
export function paletteOf(root: ParentNode, emotions: readonly Emotion[]): Palette | null {
  const plot = root.querySelector('.plot');
  if (plot === null) return null;
  const style = getComputedStyle(plot);
  const colours = emotions.map((emotion) => {
    const swatch = root.querySelector(`.swatch[data-emotion='${emotion}']`);
    return [emotion, swatch ? getComputedStyle(swatch).backgroundColor : style.color] as const;
  });
  return {
    emotions: new Map(colours),
    background: style.backgroundColor,
    line: style.borderTopColor,
    muted: style.color,
    cursor: style.columnRuleColor,
    alert: style.textDecorationColor,
  };
}
