import { showPort } from '../facts';
import { chartOf } from '../model/chart';
import type { Span, Uri } from '../text/span';
import { spanKey } from '../text/span';
import { visible } from '../text/escape';
import { inventoryOf } from './inventory';
import type { Snapshot } from './snapshot';

/** A service of a file with its ports, for outlines. */
export interface ServiceSymbol {
  readonly name: string;
  readonly detail: string;
  /** All of the service, and its name. */
  readonly whole: Span;
  readonly at: Span;
  readonly ports: readonly { readonly name: string; readonly detail: string; readonly at: Span }[];
}

/** The services that a file declares, in order of place, each once. */
export function symbolsIn(snapshot: Snapshot, uri: Uri): readonly ServiceSymbol[] {
  const found = new Map<string, ServiceSymbol>();
  for (const service of inventoryOf(snapshot)) {
    if (service.at.uri !== uri || found.has(spanKey(service.at))) continue;
    const ports = service.ports.flatMap((p) => {
      const at = p.declared.find((d) => d.uri === uri && d.start >= service.whole.start && d.end <= service.whole.end);
      const detail = p.name === undefined ? p.protocol : `${p.name}, ${p.protocol}`;
      return at ? [{ name: showPort(p.port), detail: visible(detail), at }] : [];
    });
    found.set(spanKey(service.at), {
      name: visible(service.name),
      detail: visible(service.kind),
      whole: service.whole,
      at: service.at,
      ports,
    });
  }
  return [...found.values()].sort((a, b) => a.at.start - b.at.start);
}

/** A place that a search over the workspace finds. */
export interface FoundPort {
  readonly name: string;
  /** Whose it is: "`targetPort` of Service `web`". */
  readonly container: string;
  readonly at: Span;
}

/** As many as a list can show. */
const FOUND_LIMIT = 500;

/**
 * Places for a search: a number finds every use of that port, a text finds services with their ports, and port names that
 * hold it, whatever the case. Nothing for an empty search.
 */
export function searchPorts(snapshot: Snapshot, query: string): readonly FoundPort[] {
  const text = query.trim().toLowerCase();
  if (text === '') return [];
  const out = new Map<string, FoundPort>();
  const add = (one: FoundPort): void => {
    if (out.size < FOUND_LIMIT && !out.has(spanKey(one.at))) out.set(spanKey(one.at), one);
  };
  for (const s of inventoryOf(snapshot)) {
    if (!s.name.toLowerCase().includes(text)) continue;
    add({ name: visible(s.name), container: visible(s.kind), at: s.at });
    // Editors match what was typed with the name: so that the ports of a service are found, they bear its name.
    for (const { port, declared } of s.ports)
      if (declared[0])
        add({ name: visible(`${s.name} ${showPort(port)}`), container: visible(s.kind), at: declared[0] });
  }
  for (const model of snapshot.contexts) {
    if (model.context.quiet) continue;
    for (const sites of chartOf(model).sites.values()) {
      for (const site of sites) {
        const shown = showPort(site.value.value);
        const isFound = /^\d+$/.test(text) ? shown === text : shown.toLowerCase().includes(text);
        if (isFound) add({ name: visible(shown), container: visible(site.label.replace(/`/g, '')), at: site.span });
      }
    }
  }
  return [...out.values()];
}
