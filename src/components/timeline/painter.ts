import { EMOTIONS, type Emotion } from '../../core/emotions.js';
import type { Seconds } from '../../core/units.js';
import type { Columns, MomentKind } from './columns.js';
import type { EmotionSeries } from './series.js';
import { placeOf, type TimeScale } from './time-scale.js';

/** How probabilities are drawn: upon each other, or each from the bottom. */
export type TimelineView = 'stacked' | 'lines';

/** The colours of a picture, as CSS writes them. */
export interface Palette {
  readonly emotions: ReadonlyMap<Emotion, string>;
  readonly background: string;
  readonly line: string;
  readonly muted: string;
  readonly cursor: string;
  readonly alert: string;
}

/** A moment that somebody, or a rule, has marked. */
export interface TimelineMark {
  readonly at: Seconds;
  readonly text: string;
  /** `alert` stands out. */
  readonly kind: 'mark' | 'alert';
  /** The channel that it is about; without it, all. */
  readonly channel?: string;
}

/** Everything that the picture of one voice is made of. */
export interface Picture {
  readonly series: EmotionSeries;
  /** In device pixels. */
  readonly scale: TimeScale;
  readonly height: number;
  /** Device pixels in a CSS pixel. */
  readonly ratio: number;
  readonly view: TimelineView;
  readonly palette: Palette;
  readonly ticks: readonly Seconds[];
  readonly marks: readonly TimelineMark[];
  readonly moment: Seconds | null;
}

/** Heights in CSS pixels: of the strip of moments that count, of the space above it, and of the line for little speech. */
const STRIP = 6;
const STRIP_GAP = 3;
const BASE_LINE = 2;

/** A length in CSS pixels as whole device pixels: what ends within a pixel is blurred. */
const whole = (length: number, ratio: number): number => Math.max(1, Math.round(length * ratio));

/** Draws `picture` over the whole canvas. */
export function paint(context: CanvasRenderingContext2D, picture: Picture): void {
  const { scale, height, ratio, series } = picture;
  context.clearRect(0, 0, scale.width, height);
  const columns = series.columnsFrom(scale.from);
  const first = Math.max(0, columns.indexAt(scale.from));
  const last = columns.indexAt(scale.to);
  const area = { columns, first, last, bottom: height - whole(STRIP, ratio) - whole(STRIP_GAP, ratio) };
  paintGrid(context, picture, area);
  for (const run of runsOf(area, speechOf)) {
    if (run.value === null) continue;
    if (picture.view === 'stacked') paintStack(context, picture, { ...area, ...run });
    else paintLines(context, picture, { ...area, ...run });
  }
  for (const run of runsOf(area, ({ columns: rows }, index) => rows.kind(index)))
    paintKind(context, picture, { ...area, ...run }, run.value);
  for (const run of runsOf(area, countedOf)) paintStrip(context, picture, { ...area, ...run }, run.value);
  paintMarks(context, picture, area);
}

/** Rows `first` to `last` of `columns`, above the place `bottom`. */
interface Area {
  readonly columns: Columns;
  readonly first: number;
  readonly last: number;
  readonly bottom: number;
}

const speechOf = ({ columns }: Area, index: number): true | null => {
  const kind = columns.kind(index);
  return kind === 'verdict' || kind === 'uncertain' ? true : null;
};

const countedOf = ({ columns }: Area, index: number): Emotion | null =>
  columns.kind(index) === 'verdict' ? (EMOTIONS[columns.shown(index)] ?? null) : null;

/** The area in runs of rows that touch and for which `read` says the same. */
function* runsOf<T>(
  area: Area,
  read: (area: Area, index: number) => T,
): Generator<{ readonly first: number; readonly last: number; readonly value: T }> {
  const { columns, first, last } = area;
  for (let index = first; index <= last;) {
    const value = read(area, index);
    let end = index;
    while (end < last && columns.start(end + 1) <= columns.end(end) && read(area, end + 1) === value) end++;
    yield { first: index, last: end, value };
    index = end + 1;
  }
}

/** Left end and width of a run, on whole pixels so that neighbours meet without a seam. */
function boxOf(
  { columns, first, last }: Area,
  scale: TimeScale,
): { readonly x: number; readonly width: number } {
  const a = Math.round(placeOf(columns.start(first), scale));
  const b = Math.round(placeOf(columns.end(last), scale));
  return { x: Math.min(a, b), width: Math.abs(b - a) };
}

function paintGrid(
  context: CanvasRenderingContext2D,
  { scale, ratio, palette, ticks }: Picture,
  { bottom }: Area,
): void {
  context.fillStyle = palette.line;
  const hair = whole(1, ratio);
  for (const tick of ticks) context.fillRect(Math.round(placeOf(tick, scale)), 0, hair, bottom);
  for (const share of [0.5, 1])
    context.fillRect(0, Math.round(bottom * share) - (share === 1 ? hair : 0), scale.width, hair);
}

/** Centres of the rows of a run, and its two ends. */
function placesOf({ columns, first, last }: Area, scale: TimeScale): Float32Array {
  const places = new Float32Array(last - first + 3);
  places[0] = placeOf(columns.start(first), scale);
  for (let index = first; index <= last; index++)
    places[index - first + 1] = placeOf((columns.start(index) + columns.end(index)) / 2, scale);
  places[last - first + 2] = placeOf(columns.end(last), scale);
  return places;
}

/** Row of a run's place `point`; its two ends repeat their neighbours. */
const rowAt = ({ first, last }: Area, point: number): number =>
  Math.min(last, Math.max(first, first + point - 1));

/** Fills from the top one down, each over the ones before, so that no seam shows between two. */
function paintStack(context: CanvasRenderingContext2D, { scale, palette }: Picture, run: Area): void {
  const places = placesOf(run, scale);
  const tops = new Float32Array(places.length);
  const emotions = [...palette.emotions.entries()].map(
    ([emotion, colour]) => [EMOTIONS.indexOf(emotion), colour] as const,
  );
  const probability = (point: number, emotion: number) => run.columns.probability(rowAt(run, point), emotion);
  for (let point = 0; point < places.length; point++)
    for (const [emotion] of emotions) tops[point] = (tops[point] as number) + probability(point, emotion);
  for (const [emotion, colour] of emotions) {
    context.beginPath();
    context.moveTo(places[0] as number, run.bottom);
    for (let point = 0; point < places.length; point++)
      context.lineTo(places[point] as number, run.bottom * (1 - Math.min(1, tops[point] as number)));
    context.lineTo(places[places.length - 1] as number, run.bottom);
    context.fillStyle = colour;
    context.fill();
    for (let point = 0; point < places.length; point++)
      tops[point] = (tops[point] as number) - probability(point, emotion);
  }
}

function paintLines(context: CanvasRenderingContext2D, { scale, palette, ratio }: Picture, run: Area): void {
  const places = placesOf(run, scale);
  context.lineWidth = 1.75 * ratio;
  context.lineJoin = 'round';
  const inset = context.lineWidth / 2;
  for (const [emotion, colour] of palette.emotions) {
    const place = EMOTIONS.indexOf(emotion);
    context.beginPath();
    for (let point = 0; point < places.length; point++) {
      const probability = run.columns.probability(rowAt(run, point), place);
      context.lineTo(places[point] as number, inset + (run.bottom - 2 * inset) * (1 - probability));
    }
    context.strokeStyle = colour;
    context.stroke();
  }
}

function paintKind(context: CanvasRenderingContext2D, picture: Picture, run: Area, kind: MomentKind): void {
  const { scale, ratio, palette } = picture;
  const { x, width } = boxOf(run, scale);
  if (kind === 'uncertain') {
    // Areas pale; between lines there is nothing to pale, so that a grey shows the hatching, as in the key.
    const stacked = picture.view === 'stacked';
    context.globalAlpha = stacked ? 0.55 : 0.35;
    context.fillStyle = stacked ? palette.background : palette.muted;
    context.fillRect(x, 0, width, run.bottom);
    context.globalAlpha = 1;
    hatch(context, { x, width, height: run.bottom, ratio, colour: palette.background, apart: 5 });
  } else if (kind === 'not-enough-speech') {
    const thick = whole(BASE_LINE, ratio);
    context.fillStyle = palette.muted;
    context.fillRect(x, run.bottom - thick, width, thick);
  }
  const before = run.first > 0 ? run.columns.end(run.first - 1) : null;
  const start = run.columns.start(run.first);
  if (before !== null && before < start)
    paintHole(context, picture, { from: before, to: start, bottom: run.bottom });
  if (kind === 'gap' || kind === 'missing')
    hatch(context, { x, width, height: run.bottom, ratio, colour: palette.muted, apart: 8 });
}

function paintHole(
  context: CanvasRenderingContext2D,
  { scale, ratio, palette }: Picture,
  hole: { readonly from: Seconds; readonly to: Seconds; readonly bottom: number },
): void {
  const [a, b] = [placeOf(hole.from, scale), placeOf(hole.to, scale)];
  const box = { x: Math.round(Math.min(a, b)), width: Math.round(Math.abs(b - a)), height: hole.bottom };
  hatch(context, { ...box, ratio, colour: palette.muted, apart: 8 });
}

interface Hatching {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly colour: string;
  /** From one line to the next, in CSS pixels. */
  readonly apart: number;
}

/** Lines at 45 degrees, at the same places whatever the box. */
function hatch(
  context: CanvasRenderingContext2D,
  { x, width, height, ratio, colour, apart }: Hatching,
): void {
  if (width <= 0) return;
  const step = apart * ratio;
  context.save();
  context.beginPath();
  context.rect(x, 0, width, height);
  context.clip();
  context.beginPath();
  for (let foot = Math.floor(x / step) * step; foot < x + width + height; foot += step) {
    context.moveTo(foot, 0);
    context.lineTo(foot - height, height);
  }
  context.lineWidth = ratio;
  context.strokeStyle = colour;
  context.stroke();
  context.restore();
}

function paintStrip(
  context: CanvasRenderingContext2D,
  { scale, height, ratio, palette }: Picture,
  run: Area,
  emotion: Emotion | null,
): void {
  if (emotion === null) return;
  const { x, width } = boxOf(run, scale);
  context.fillStyle = palette.emotions.get(emotion) ?? palette.muted;
  const thick = whole(STRIP, ratio);
  context.fillRect(x, height - thick, width, thick);
}

/** Marks and the moment that is read stand out of any colour by a seam of the background's. */
function paintMarks(
  context: CanvasRenderingContext2D,
  { scale, height, ratio, palette, marks, moment }: Picture,
  { bottom }: Area,
): void {
  for (const { at, kind } of marks) {
    const x = placeOf(at, scale);
    paintPost(context, {
      x,
      height: bottom,
      ratio,
      palette,
      colour: kind === 'alert' ? palette.alert : palette.cursor,
    });
    context.beginPath();
    context.moveTo(x - 6 * ratio, 0);
    context.lineTo(x + 6 * ratio, 0);
    context.lineTo(x, 9 * ratio);
    context.closePath();
    context.lineWidth = 2 * ratio;
    context.strokeStyle = palette.background;
    context.stroke();
    context.fill();
  }
  if (moment !== null)
    paintPost(context, { x: placeOf(moment, scale), height, ratio, palette, colour: palette.cursor });
}

interface Post extends Pick<Picture, 'height' | 'ratio' | 'palette'> {
  readonly x: number;
  readonly colour: string;
}

function paintPost(context: CanvasRenderingContext2D, { x, height, ratio, palette, colour }: Post): void {
  const hair = whole(1.5, ratio);
  const left = Math.round(x - hair / 2);
  context.fillStyle = palette.background;
  context.fillRect(left - hair, 0, 3 * hair, height);
  context.fillStyle = colour;
  context.fillRect(left, 0, hair, height);
}
