import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Scope } from '../../core/scope.js';

/** A box in device pixels. */
export interface DeviceSize {
  readonly width: number;
  readonly height: number;
}

/** Knows how many device pixels each canvas of its host has, at any zoom and on any screen; a change asks for an update. */
export class CanvasSizes implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #sizes = new WeakMap<Element, DeviceSize>();
  #watched = new Set<Element>();
  #scope = new Scope();
  #observer: ResizeObserver | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** The size of `canvas`; `null` until it is known, or while the canvas is not displayed. */
  sizeOf(canvas: Element): DeviceSize | null {
    const size = this.#sizes.get(canvas);
    return size && size.width > 0 && size.height > 0 ? size : null;
  }

  /** Watches `canvases`, and no others. */
  watch(canvases: readonly Element[]): void {
    for (const canvas of this.#watched) if (!canvases.includes(canvas)) this.#observer?.unobserve(canvas);
    for (const canvas of canvases) if (!this.#watched.has(canvas)) this.#observe(canvas);
    this.#watched = new Set(canvases);
  }

  hostConnected(): void {
    const observer = new ResizeObserver((entries) => {
      for (const entry of entries) this.#sizes.set(entry.target, deviceSize(entry));
      this.#host.requestUpdate();
    });
    this.#observer = observer;
    this.#scope = new Scope();
    this.#scope.add(() => {
      observer.disconnect();
    });
    for (const canvas of this.#watched) this.#observe(canvas);
    this.#followScreen();
  }

  hostDisconnected(): void {
    this.#scope.dispose();
    this.#observer = null;
  }

  /** A window that moves to another screen keeps its boxes; Safari, and screens that are emulated, tell of it by the ratio alone. */
  #followScreen(): void {
    const screen = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    const forget = this.#scope.listen(screen, 'change', () => {
      forget();
      for (const canvas of this.#watched) {
        this.#observer?.unobserve(canvas);
        this.#observe(canvas);
      }
      this.#followScreen();
    });
  }

  #observe(canvas: Element): void {
    try {
      this.#observer?.observe(canvas, { box: 'device-pixel-content-box' });
    } catch {
      // Safari knows no device pixels; there the ratio tells them.
      this.#observer?.observe(canvas);
    }
  }
}

/** Whole pixels where the browser knows them, else by the ratio: also where a screen is emulated, whose box is that of the real one. */
function deviceSize({ target, devicePixelContentBoxSize, contentRect }: ResizeObserverEntry): DeviceSize {
  // CSS zoom makes more pixels of a box as well; older browsers do not tell how many.
  const zoom = (target.currentCSSZoom as number | undefined) ?? 1;
  const ratio = devicePixelRatio * zoom;
  const told = {
    width: Math.round(contentRect.width * ratio),
    height: Math.round(contentRect.height * ratio),
  };
  const exact = (devicePixelContentBoxSize as readonly ResizeObserverSize[] | undefined)?.[0];
  if (!exact) return told;
  const { inlineSize: width, blockSize: height } = exact;
  return Math.abs(width - told.width) <= 1 && Math.abs(height - told.height) <= 1 ? { width, height } : told;
}
