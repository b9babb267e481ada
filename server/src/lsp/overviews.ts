import { CompletionItemKind, InlayHintKind, SymbolKind } from 'vscode-languageserver';
import type { CallHierarchyItem, Connection, DocumentSymbol, SymbolInformation } from 'vscode-languageserver';
import { completionsAt } from '../features/completion';
import { hintsIn } from '../features/hints';
import { lensesIn } from '../features/lenses';
import { linksIn } from '../features/links';
import type { Snapshot } from '../features/snapshot';
import { searchPorts, symbolsIn } from '../features/symbols';
import type { ServiceSymbol } from '../features/symbols';
import type { Traffic, TrafficEnd } from '../features/traffic';
import { implementationsAt, trafficEndsAt, trafficOf } from '../features/traffic';
import type { SourceFile } from '../text/source';
import type { Span, Uri } from '../text/span';
import type { Tongue } from '../text/tongue';
import { canonicalUri } from '../text/uri';
import { locationOf, offsetIn, rangeOf } from './convert';
import type { AtCursor } from './cursor';
import type { Session } from './session';

/** Registers what shows many ports at once: hints, lenses, symbols, links, completion, the hierarchy of traffic. */
export function registerOverviews(session: Session, at: AtCursor): void {
  const { connection } = session;

  connection.onImplementation(async (params, token) => {
    const found = await at(params, token, (snapshot, uri, offset) =>
      session.isOn('implementations', uri)
        ? implementationsAt(snapshot, uri, offset).map((s) => locationOf(snapshot, s))
        : [],
    );
    return found ?? [];
  });

  connection.onCompletion(async (params, token) => {
    const found = await at(params, token, (snapshot, uri, offset) =>
      (session.isOn('completion', uri) ? completionsAt(snapshot, uri, offset) : []).map((c, i) => ({
        label: c.text,
        detail: session.tell(c.detail),
        kind: c.kind === 'host' ? CompletionItemKind.Module : CompletionItemKind.Value,
        sortText: String(i).padStart(4, '0'),
        textEdit: { range: rangeOf(c.at, snapshot.files.get(uri)), newText: c.text },
      })),
    );
    return found ?? [];
  });

  connection.onWorkspaceSymbol(async ({ query }, token) => {
    const snapshot = await session.current(token);
    const found = searchPorts(snapshot, query).filter((f) => session.isOn('symbols', f.at.uri));
    return found.map((f) => ({
      name: f.name,
      containerName: session.tell(f.container),
      kind: SymbolKind.Number,
      location: locationOf(snapshot, f.at),
    }));
  });

  registerDocuments(connection, session);
  registerTraffic(connection, session, at);
}

/** Registers what is asked about a whole document. */
function registerDocuments(connection: Connection, session: Session): void {
  /** Asks about a whole document, as far as what is known of it is what the client shows. */
  const inFile = async <T>(id: { readonly uri: string }, ask: (snapshot: Snapshot, uri: Uri) => readonly T[]) => {
    const uri = canonicalUri(id.uri);
    const snapshot = await session.current();
    return session.isFresh(snapshot, uri) ? [...ask(snapshot, uri)] : [];
  };

  connection.languages.inlayHint.on(({ textDocument, range }) =>
    inFile(textDocument, (snapshot, uri) => {
      if (!session.isOn('inlayHints', uri)) return [];
      const file = snapshot.files.get(uri);
      const [start, end] = [offsetIn(snapshot, uri, range.start) ?? 0, offsetIn(snapshot, uri, range.end) ?? 0];
      return hintsIn(snapshot, uri, { start, end }, session.tell).map((h) => ({
        position: rangeOf({ uri, start: h.at, end: h.at }, file).start,
        label: h.text,
        kind: InlayHintKind.Parameter,
        paddingLeft: true,
        tooltip: h.tooltip,
      }));
    }),
  );

  connection.onCodeLens(({ textDocument }) =>
    inFile(textDocument, (snapshot, uri) =>
      (session.isOn('codeLens', uri) ? lensesIn(snapshot, uri) : []).map((l) => ({
        range: rangeOf(l.at, snapshot.files.get(uri)),
        command: { title: session.tell(l.text).replace(/`/g, ''), command: '' },
      })),
    ),
  );

  const shown = (snapshot: Snapshot, uri: Uri) => (session.isOn('symbols', uri) ? symbolsIn(snapshot, uri) : []);
  connection.onDocumentSymbol(({ textDocument }) =>
    session.client.hierarchicalSymbols
      ? inFile(textDocument, (snapshot, uri) =>
          shown(snapshot, uri).map((s) => nestedSymbol(s, snapshot.files.get(uri), session.tell)),
        )
      : inFile(textDocument, (snapshot, uri) =>
          shown(snapshot, uri).flatMap((s) => flatSymbols(s, snapshot.files.get(uri))),
        ),
  );

  connection.onDocumentLinks(({ textDocument }) =>
    inFile(textDocument, (snapshot, uri) =>
      (session.isOn('documentLinks', uri) ? linksIn(snapshot, uri) : []).map((l) => ({
        range: rangeOf(l.at, snapshot.files.get(uri)),
        target: l.target,
      })),
    ),
  );
}

/** A service with its ports in it. */
function nestedSymbol(
  { name, detail, whole, at, ports }: ServiceSymbol,
  file: SourceFile | undefined,
  tell: Tongue,
): DocumentSymbol {
  return {
    name,
    detail: tell(detail),
    kind: SymbolKind.Module,
    range: rangeOf(whole, file),
    selectionRange: rangeOf(at, file),
    children: ports.map((p) => ({
      name: p.name,
      detail: p.detail,
      kind: SymbolKind.Number,
      range: rangeOf(p.at, file),
      selectionRange: rangeOf(p.at, file),
    })),
  };
}

/** A service and its ports, for clients that know no symbols inside of symbols. */
function flatSymbols({ name, at, ports }: ServiceSymbol, file: SourceFile | undefined): SymbolInformation[] {
  const location = (span: Span) => ({ uri: span.uri, range: rangeOf(span, file) });
  return [
    { name, kind: SymbolKind.Module, location: location(at) },
    ...ports.map((p) => ({ name: p.name, kind: SymbolKind.Number, location: location(p.at), containerName: name })),
  ];
}

/** What an item of the hierarchy brings back: the place of the service's name, and of the port that is meant. */
interface ItemData {
  readonly start: number;
  readonly end: number;
  readonly port?: Span;
}

/** Who connects to a service, and whom it connects to, as a hierarchy of calls. */
function registerTraffic(connection: Connection, session: Session, at: AtCursor): void {
  const itemOf = (snapshot: Snapshot, end: TrafficEnd): CallHierarchyItem => {
    const { uri, range } = locationOf(snapshot, end.at);
    return {
      name: end.name,
      detail: session.tell(end.detail),
      kind: SymbolKind.Module,
      uri,
      range,
      selectionRange: range,
      data: { start: end.at.start, end: end.at.end, ...(end.port ? { port: end.port } : {}) },
    };
  };
  const ask = async (item: CallHierarchyItem, direction: 'incoming' | 'outgoing') => {
    const snapshot = await session.current();
    const { start, end, port } = (item.data ?? { start: 0, end: 0 }) as ItemData;
    const at = { uri: canonicalUri(item.uri), start, end };
    return { snapshot, found: trafficOf(snapshot, { at, ...(port ? { port } : {}) }, direction) };
  };
  /** Ranges of the places that stand in one file, as the protocol wants them. */
  const rangesIn = (snapshot: Snapshot, { places }: Traffic, uri: Uri) =>
    places.filter((p) => p.uri === uri).map((p) => rangeOf(p, snapshot.files.get(uri)));

  connection.languages.callHierarchy.onPrepare(async (params, token) => {
    const found = await at(params, token, (snapshot, uri, offset) =>
      session.isOn('callHierarchy', uri) ? trafficEndsAt(snapshot, uri, offset).map((e) => itemOf(snapshot, e)) : [],
    );
    return found ?? null;
  });
  connection.languages.callHierarchy.onIncomingCalls(async ({ item }) => {
    const { snapshot, found } = await ask(item, 'incoming');
    return found.map((t) => ({
      from: itemOf(snapshot, t.end),
      fromRanges: rangesIn(snapshot, t, t.end.at.uri),
    }));
  });
  connection.languages.callHierarchy.onOutgoingCalls(async ({ item }) => {
    const { snapshot, found } = await ask(item, 'outgoing');
    return found.map((t) => ({
      to: itemOf(snapshot, t.end),
      fromRanges: rangesIn(snapshot, t, canonicalUri(item.uri)),
    }));
  });
}
