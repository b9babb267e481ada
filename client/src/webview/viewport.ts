import {
  between,
  fitted,
  panned,
  showing,
  zoomed,
  type Box,
  type Camera,
  type Screen,
  type ViewMemory,
} from './camera';

/** The window onto the picture: mouse, touch and keys move and zoom it. */
export interface Viewport {
  readonly camera: () => Camera;
  /** Takes a picture of this size in place of the one before. Whoever has not moved or zoomed sees all of it. */
  readonly setContent: (svg: SVGSVGElement, size: Box) => void;
  readonly zoom: (factor: number) => void;
  /** Shows all, and again whenever the picture changes. */
  readonly fit: () => void;
  /** Brings a rectangle of the picture into view. */
  readonly show: (box: Box) => void;
  /** A rectangle of the screen as one of the picture. */
  readonly fromScreen: (box: Box) => Box;
  /** What the page remembers of it. */
  readonly memory: () => ViewMemory;
}

/** How far the mouse may stray in a click, in pixels. */
const CLICK = 4;
const STEP_MS = 160;

/** Fills `frame` with a window. `changed` is told when it was moved, and `clicked` of clicks, which a drag does not end in. */
export function createViewport(
  frame: HTMLElement,
  memory: ViewMemory | undefined,
  { changed, clicked }: { readonly changed: () => void; readonly clicked: (target: Element) => void },
): Viewport {
  let svg: SVGSVGElement | undefined;
  let content: Box = { x: 0, y: 0, width: 1, height: 1 };
  let camera: Camera = memory?.camera ?? { x: 0, y: 0, scale: 1 };
  let fits = memory?.fits ?? true;

  const screen = (): Screen => ({ width: frame.clientWidth, height: frame.clientHeight });
  const place = (next: Camera): void => {
    camera = next;
    const { width, height } = screen();
    svg?.setAttribute('viewBox', `${next.x} ${next.y} ${width / next.scale} ${height / next.scale}`);
  };
  const flight = createFlight(place, changed);
  const move = (next: Camera): void => {
    flight.stop();
    fits = false;
    place(next);
    changed();
  };
  const fly = (to: Camera): void => flight.start(camera, to);
  new ResizeObserver(() => place(fits ? fitted(content, screen()) : camera)).observe(frame);
  listen(frame, { camera: () => camera, move, clicked });

  return {
    camera: () => camera,
    setContent(next, size) {
      svg = next;
      content = size;
      if (fits) flight.stop();
      if (next.parentElement !== frame) frame.replaceChildren(next);
      place(fits ? fitted(content, screen()) : camera);
    },
    zoom(factor) {
      const { width, height } = screen();
      fits = false;
      fly(zoomed(camera, factor, { x: width / 2, y: height / 2 }));
    },
    fit() {
      fits = true;
      fly(fitted(content, screen()));
    },
    show(box) {
      const to = showing(camera, box, screen());
      if (to.x === camera.x && to.y === camera.y) return;
      fits = false;
      fly(to);
    },
    fromScreen({ x, y, width, height }) {
      const at = frame.getBoundingClientRect();
      const { scale } = camera;
      return {
        x: camera.x + (x - at.x) / scale,
        y: camera.y + (y - at.y) / scale,
        width: width / scale,
        height: height / scale,
      };
    },
    memory: () => ({ camera, fits }),
  };
}

/** Lets the camera go somewhere in a moment, or at once for those who want no motion; `done` is told when it is there. */
function createFlight(
  place: (camera: Camera) => void,
  done: () => void,
): { readonly start: (from: Camera, to: Camera) => void; readonly stop: () => void } {
  let frame = 0;
  const start = (from: Camera, to: Camera): void => {
    cancelAnimationFrame(frame);
    const begin = performance.now();
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const step = (now: number): void => {
      const part = isStill ? 1 : Math.min(1, Math.max(0, now - begin) / STEP_MS);
      place(between(from, to, 1 - (1 - part) ** 3));
      if (part < 1) frame = requestAnimationFrame(step);
      else done();
    };
    step(begin);
  };
  return { start, stop: () => cancelAnimationFrame(frame) };
}

interface Controlled {
  readonly camera: () => Camera;
  readonly move: (next: Camera) => void;
  readonly clicked: (target: Element) => void;
}

/**
 * Mouse, pen and fingers: one drags, two pinch. A wheel or two fingers on a touchpad move; with Ctrl, which is also how browsers
 * tell a pinch on a touchpad, they zoom.
 */
function listen(frame: HTMLElement, { camera, move, clicked }: Controlled): void {
  const fingers = new Map<number, { readonly x: number; readonly y: number }>();
  let pressed: { readonly target: Element; readonly x: number; readonly y: number } | undefined;
  const at = ({ clientX, clientY }: MouseEvent): { readonly x: number; readonly y: number } => {
    const { x, y } = frame.getBoundingClientRect();
    return { x: clientX - x, y: clientY - y };
  };
  frame.addEventListener('pointerdown', (event) => {
    if (event.button > 1) return;
    fingers.set(event.pointerId, at(event));
    pressed =
      fingers.size === 1 && event.target instanceof Element ? { target: event.target, ...at(event) } : undefined;
  });
  frame.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    if (pressed && Math.hypot(now.x - pressed.x, now.y - pressed.y) < CLICK) return;
    pressed = undefined;
    // Not earlier: a click on what is captured would be one on the frame.
    if (!frame.hasPointerCapture(event.pointerId)) frame.setPointerCapture(event.pointerId);
    frame.classList.add('dragged');
    fingers.set(event.pointerId, now);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const factor = distance(now, other) / Math.max(1, distance(before, other));
      move(zoomed(camera(), factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }));
    } else move(panned(camera(), now.x - before.x, now.y - before.y));
  });
  const lifted = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    if (fingers.size === 0) frame.classList.remove('dragged');
    if (event.type === 'pointerup' && pressed && event.button === 0) clicked(pressed.target);
    pressed = undefined;
  };
  frame.addEventListener('pointerup', lifted);
  frame.addEventListener('pointercancel', lifted);
  frame.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
      if (event.ctrlKey || event.metaKey)
        move(zoomed(camera(), Math.exp(-dy * (Math.abs(dy) < 50 ? 0.01 : 0.002)), at(event)));
      else if (event.shiftKey && dx === 0) move(panned(camera(), -dy, 0));
      else move(panned(camera(), -dx, -dy));
    },
    { passive: false },
  );
}

const distance = (
  a: { readonly x: number; readonly y: number },
  b: { readonly x: number; readonly y: number },
): number => Math.hypot(a.x - b.x, a.y - b.y);
