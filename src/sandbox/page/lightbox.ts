import { make, must } from './dom.js';
import { distance, middle, pan, WHOLE, zoomAt, type Point, type View } from './zoom.js';

/** A finger that moved less than this tapped. */
const TAP_PX = 8;
const WHEEL_STEP = 0.0018;
const DOUBLE_TAP_FACTOR = 2.5;
const DOUBLE_TAP_MS = 260;

/** A picture over the whole screen: wheel or pinch zooms, a tap or Esc closes. */
export class Lightbox {
  readonly #dialog = must('#lightbox', HTMLDialogElement);
  readonly #stage = must('#lightbox-stage', HTMLElement);
  #image: HTMLImageElement | null = null;
  #view: View = WHOLE;
  #fingers = new Map<number, Point>();
  #travelled = 0;
  #closing: number | undefined;

  constructor() {
    must('#lightbox-close', HTMLButtonElement).addEventListener('click', () => this.#close());
    this.#dialog.addEventListener('close', () => this.#stage.replaceChildren());
    this.#stage.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    this.#stage.addEventListener('pointerdown', (event) => this.#onDown(event));
    this.#stage.addEventListener('pointermove', (event) => this.#onMove(event));
    this.#stage.addEventListener('pointerup', (event) => this.#onUp(event));
    this.#stage.addEventListener('pointercancel', (event) => this.#fingers.delete(event.pointerId));
    this.#dialog.addEventListener('keydown', (event) => this.#onKey(event));
  }

  open(picture: HTMLImageElement): void {
    this.#image = make('img', { src: picture.src, alt: picture.alt, draggable: 'false' });
    this.#fingers.clear();
    this.#stage.replaceChildren(this.#image);
    this.#show(WHOLE);
    this.#dialog.showModal();
  }

  #close(): void {
    clearTimeout(this.#closing);
    this.#closing = undefined;
    this.#dialog.close();
  }

  #show(view: View): void {
    this.#view = view;
    if (this.#image === null) return;
    this.#image.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
    this.#stage.classList.toggle('zoomed', view.scale > 1);
  }

  #fromCentre(point: Point): Point {
    const box = this.#stage.getBoundingClientRect();
    return { x: point.x - box.x - box.width / 2, y: point.y - box.y - box.height / 2 };
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    const at = this.#fromCentre({ x: event.clientX, y: event.clientY });
    this.#show(zoomAt(this.#view, at, Math.exp(-event.deltaY * WHEEL_STEP)));
  }

  #onKey(event: KeyboardEvent): void {
    const factor = { '+': 1.4, '=': 1.4, '-': 1 / 1.4 }[event.key];
    if (factor !== undefined) this.#show(zoomAt(this.#view, { x: 0, y: 0 }, factor));
  }

  #onDown(event: PointerEvent): void {
    if (this.#fingers.size === 0) this.#travelled = 0;
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.#stage.setPointerCapture(event.pointerId);
  }

  #onMove(event: PointerEvent): void {
    const before = this.#fingers.get(event.pointerId);
    if (before === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.#fingers.set(event.pointerId, now);
    this.#travelled += distance(before, now);
    if (other !== undefined) {
      const factor = distance(now, other) / Math.max(1, distance(before, other));
      this.#show(zoomAt(this.#view, this.#fromCentre(middle(now, other)), factor));
      this.#travelled += TAP_PX;
    } else if (this.#view.scale > 1) {
      const size = this.#stage.getBoundingClientRect();
      this.#show(pan(this.#view, { x: now.x - before.x, y: now.y - before.y }, size));
    }
  }

  #onUp(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId);
    if (this.#fingers.size > 0 || this.#travelled > TAP_PX) return;
    if (this.#closing === undefined) {
      this.#closing = setTimeout(() => this.#close(), DOUBLE_TAP_MS);
      return;
    }
    clearTimeout(this.#closing);
    this.#closing = undefined;
    const at = this.#fromCentre({ x: event.clientX, y: event.clientY });
    this.#show(this.#view.scale > 1 ? WHOLE : zoomAt(WHOLE, at, DOUBLE_TAP_FACTOR));
  }
}
