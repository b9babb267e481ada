import { fill } from '../../../shared/src/fill';
import { isFiltering } from '../../../shared/src/mapFilter';
import type { Picture } from '../../../shared/src/picture';
import { STYLE } from '../../../shared/src/picture/style';
import { svgOf } from '../../../shared/src/picture/svg';
import type { MapPlace } from '../../../shared/src/portMap';
import type { ExportMessage, ToPage } from '../map/messages';
import type { PageTexts } from '../map/pageTexts';
import { createCard } from './card';
import { element } from './dom';
import { editor } from './editor';
import { readMemory } from './memory';
import { createPainter, type Painted } from './painter';
import { createStage } from './stage';
import { createToolbar } from './toolbar';
import { createViewport } from './viewport';

addEventListener('message', start);
editor.postMessage({ kind: 'ready' });

/** The first message brings the sentences; then the page is built. */
function start({ data }: MessageEvent<ToPage>): void {
  if (data.kind !== 'start') return;
  removeEventListener('message', start);
  const page = build(data.texts);
  addEventListener('message', ({ data: message }: MessageEvent<ToPage>) => page(message));
}

/** Builds the page. The result takes the messages that follow. */
function build(texts: PageTexts): (message: ToPage) => void {
  const memory = readMemory(editor.getState());
  let picture: Picture<MapPlace> | undefined;
  let folds: ReadonlyMap<string, boolean> = new Map();
  const sendPicture = createSender(() => picture);
  let wanted: { readonly ids: readonly string[]; readonly isUnfolded: boolean } | undefined;

  const frame = element('div', { attributes: { class: 'picture' } });
  const { row, bar } = createToolbar(texts, {
    filter: (change) => editor.postMessage({ kind: 'filter', change }),
    zoom: (factor) => viewport.zoom(factor),
    fit: () => viewport.fit(),
    save: (format) => editor.postMessage({ kind: 'save', format }),
  });
  const lines = createLines(texts);
  const main = element('main', { children: [lines.note, frame, lines.message] });
  document.body.append(row, main);
  adoptStyle();
  const card = createCard(main, texts.picture.severity);
  const remember = (): void => {
    const focused = stage.focused();
    editor.setState({ view: viewport.memory(), ...painter.folds(), ...(focused === undefined ? {} : { focused }) });
  };
  const viewport = createViewport(frame, memory.view, { changed: remember, clicked: (target) => stage.click(target) });
  const actions = {
    open({ thing }: { readonly thing: { readonly places: readonly number[] } }): void {
      const place = picture?.places[thing.places[0] ?? -1];
      if (place) editor.postMessage({ kind: 'open', place });
    },
    toggleFold(id: string): void {
      painter.toggleFold(id, folds.get(id) === true);
      remember();
    },
    leave: () => row.querySelector('input')?.focus(),
  };
  const stage = createStage({ frame, viewport, card, texts, actions }, memory.focused);
  const painted = (done: Painted): void => {
    const { message, since, layouts } = done;
    ({ picture } = done);
    const scenery = stage.draw(picture);
    ({ folds } = scenery);
    bar.update(message.filter, message.environments);
    bar.tell(lines.tell(done, scenery.ports, isFiltering(message.filter)));
    frame.hidden = picture.nodes === 0;
    const edges = picture.scenes.reduce((sum, { scene }) => sum + scene.edges.length, 0);
    const counts = { nodes: picture.nodes, ports: scenery.ports, edges, layouts };
    editor.postMessage({ kind: 'drawn', sequence: message.sequence, ...counts, took: performance.now() - since });
    sendPicture();
    const looked = wanted;
    wanted = undefined;
    if (looked && !looked.ids.some(stage.show) && !looked.isUnfolded) show(looked.ids);
  };
  const ratio = (): number => formOf(main);
  const painter = createPainter(texts.picture, memory, { painted, failed: lines.fail, ratio });
  /** What is folded away is shown once it is unfolded, and what comes before the first map with it. */
  const show = (ids: readonly string[]): void => {
    const [first = ''] = ids;
    if (stage.show(first)) return;
    if (painter.unfold(first)) wanted = { ids, isUnfolded: true };
    else if (!picture) wanted = { ids, isUnfolded: false };
    else ids.some(stage.show);
  };
  zoomByKeys((factor) => viewport.zoom(factor), viewport.fit);
  return (told) => {
    if (told.kind === 'map') painter.paint(told);
    else if (told.kind === 'show') show(told.ids);
    else if (told.kind === 'export') sendPicture(told);
  };
}

/** Width by height, within what is good to look at; a panel may be a narrow strip. */
function formOf({ clientWidth, clientHeight }: Element): number {
  return clientWidth > 0 && clientHeight > 0 ? Math.min(3, Math.max(0.5, clientWidth / clientHeight)) : 1.6;
}

/** Sends the picture as a file when it is asked for, or, when there is none yet, as soon as there is. */
function createSender(picture: () => Picture<MapPlace> | undefined): (asked?: ExportMessage) => void {
  let waiting: ExportMessage | undefined;
  return (asked) => {
    waiting = asked ?? waiting;
    const drawn = picture();
    if (!waiting || !drawn) return;
    const { paths } = waiting;
    waiting = undefined;
    const tell = ({ uri, range }: MapPlace): string => `${paths[uri] ?? uri}:${range.start.line + 1}`;
    editor.postMessage({ kind: 'exported', svg: svgOf(drawn, { isAlone: true, isActive: false, tell }) });
  };
}

/** The style of the picture. As an object, which the page's policy lets be: there is no style in the markup. */
function adoptStyle(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets = [sheet];
}

/** The line above the picture about what is folded, and the message in the place of a picture. */
function createLines(texts: PageTexts) {
  const note = element('p', { attributes: { class: 'note-line', hidden: '' } });
  const message = element('p', { attributes: { class: 'message' }, text: texts.loading });
  const say = (text: string): void => {
    message.textContent = text;
    message.hidden = text === '';
  };
  return {
    note,
    message,
    fail: (reason: string): void => say(fill(texts.failed, reason)),
    /** Says what there is to say of a picture; the result counts what it shows. */
    tell({ message: { map }, picture }: Painted, ports: number, isFiltered: boolean): string {
      const services = map.environments.reduce((sum, environment) => sum + environment.services.length, 0);
      say(services > 0 ? '' : isFiltered ? texts.nothingPasses : texts.nothing);
      note.hidden = !picture.scenes.some(({ scene }) => scene.nodes.some(({ kind }) => kind === 'fold'));
      note.textContent = fill(texts.many, services);
      return `${counted(texts.picture.services, services)} · ${counted(texts.picture.ports, ports)}`;
    },
  };
}

/** `+`, `-` and `0`, wherever the focus is but in a field. */
function zoomByKeys(zoom: (factor: number) => void, fit: () => void): void {
  addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === '+' || key === '=') zoom(1.25);
    else if (key === '-' || key === '−') zoom(0.8);
    else if (key === '0') fit();
    else return;
    event.preventDefault();
  });
}

function counted([one, many]: readonly [string, string], count: number): string {
  return count === 1 ? one : fill(many, count);
}
