import type { LogMelPicture } from 'emotion-meter';
import { colorMap } from './color-map.js';

const BANDS = 128;
/** Columns in the picture: 8 s of frames, what the network looks back on. */
const COLUMNS = 250;
const SECONDS = 8;
/** What is shown, in dB against the speech level. */
const QUIETEST = -45;
const LOUDEST = 25;
/** Room for the axes, in CSS pixels. */
const GUTTER = 52;
const FOOTER = 24;

/** Band whose centre lies at `hertz` on the Slaney mel scale between 0 and 8 kHz. */
function bandOf(hertz: number): number {
  const mel = (frequency: number): number =>
    frequency < 1000 ? (3 * frequency) / 200 : 15 + (27 * Math.log(frequency / 1000)) / Math.log(6.4);
  return (mel(hertz) / mel(8000)) * BANDS;
}

/** Draws the last eight seconds of log-mel frames, newest at the right, as sharp as the screen allows. */
export class MelView {
  readonly #canvas: HTMLCanvasElement;
  readonly #bitmap = new OffscreenCanvas(COLUMNS, BANDS);
  readonly #pen: OffscreenCanvasRenderingContext2D;
  /** Levels 0 to 255, column after column in a ring: kept so that a change of theme can colour them anew. */
  readonly #levels = new Uint8Array(COLUMNS * BANDS);
  #next = 0;
  #colors = colorMap(false);
  #waiting = false;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#pen = this.#bitmap.getContext('2d') as OffscreenCanvasRenderingContext2D;
    new ResizeObserver(() => {
      this.#fit();
    }).observe(canvas);
    this.recolor();
  }

  /** Adds new frames. */
  push({ frames, levels }: LogMelPicture): void {
    levels.forEach((speechLevel, frame) => {
      const column = this.#next * BANDS;
      for (let band = 0; band < BANDS; band++) {
        const relative = (frames[frame * BANDS + band] ?? -Infinity) - speechLevel;
        const share = (relative - QUIETEST) / (LOUDEST - QUIETEST);
        this.#levels[column + band] = 255 * Math.max(0, Math.min(1, share));
      }
      this.#paint(this.#next);
      this.#next = (this.#next + 1) % COLUMNS;
    });
    this.#redraw();
  }

  /** Empties the picture. */
  clear(): void {
    this.#levels.fill(0);
    this.recolor();
  }

  /** Takes the colours of the theme that holds now. */
  recolor(): void {
    this.#colors = colorMap(isDark(this.#canvas));
    for (let column = 0; column < COLUMNS; column++) this.#paint(column);
    this.#redraw();
  }

  #paint(column: number): void {
    const image = this.#pen.createImageData(1, BANDS);
    const pixels = new Uint32Array(image.data.buffer);
    for (let band = 0; band < BANDS; band++)
      pixels[BANDS - 1 - band] = this.#colors[this.#levels[column * BANDS + band] ?? 0] ?? 0;
    this.#pen.putImageData(image, column, 0);
  }

  /** One drawing an animation frame, however often frames come. */
  #redraw(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#draw();
    });
  }

  #fit(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    this.#canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.#canvas.height = Math.round(clientHeight * devicePixelRatio);
    this.#draw();
  }

  #draw(): void {
    const pen = this.#canvas.getContext('2d');
    if (!pen) return;
    const { clientWidth, clientHeight } = this.#canvas;
    const width = clientWidth - GUTTER;
    const height = clientHeight - FOOTER;
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.clearRect(0, 0, clientWidth, clientHeight);
    pen.imageSmoothingEnabled = false;
    // The ring in two pieces: the oldest columns first.
    const older = COLUMNS - this.#next;
    const seam = Math.round((width * older) / COLUMNS);
    pen.drawImage(this.#bitmap, this.#next, 0, older, BANDS, GUTTER, 0, seam, height);
    if (this.#next > 0)
      pen.drawImage(this.#bitmap, 0, 0, this.#next, BANDS, GUTTER + seam, 0, width - seam, height);
    this.#drawAxes(pen, width, height);
  }

  #drawAxes(pen: CanvasRenderingContext2D, width: number, height: number): void {
    const { color, fontFamily } = getComputedStyle(this.#canvas);
    pen.strokeStyle = color;
    pen.fillStyle = color;
    pen.font = `12px ${fontFamily}`;
    pen.globalAlpha = 0.25;
    pen.strokeRect(GUTTER + 0.5, 0.5, width - 1, height - 1);
    pen.globalAlpha = 0.75;
    pen.textAlign = 'end';
    for (const kilohertz of [0.5, 1, 2, 4, 8]) {
      const y = height * (1 - bandOf(1000 * kilohertz) / BANDS);
      pen.textBaseline = kilohertz === 8 ? 'top' : 'middle';
      pen.fillText(`${kilohertz} kHz`, GUTTER - 6, y);
    }
    pen.textBaseline = 'bottom';
    for (let seconds = -SECONDS; seconds <= 0; seconds += 2) {
      pen.textAlign = seconds === 0 ? 'end' : seconds === -SECONDS ? 'start' : 'center';
      const text = seconds === 0 ? 'now' : `${seconds} s`.replace('-', '−');
      pen.fillText(text, GUTTER + width * (1 + seconds / SECONDS), height + FOOTER - 2);
    }
    pen.globalAlpha = 1;
  }
}

/** Whether dark colours hold at `element`. */
function isDark(element: Element): boolean {
  const scheme = getComputedStyle(element).colorScheme;
  return scheme === 'dark' || (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
}
