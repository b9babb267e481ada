import { showPort } from '../facts';
import type { Span, Uri } from '../text/span';
import { visible } from '../text/escape';
import { append } from '../text/lists';
import { say } from '../text/say';
import { isLong } from './hints';
import type { InventoryService } from './inventory';
import { inventoryOf } from './inventory';
import type { Snapshot } from './snapshot';

/** A line above a service: who connects to it, and whether it can be reached from outside. */
export interface PortLens {
  readonly at: Span;
  /** Names in it stand in back-quotes. */
  readonly text: string;
}

/** The lenses of a file, one for each service that is declared there and has ports; none in long files. */
export function lensesIn(snapshot: Snapshot, uri: Uri): readonly PortLens[] {
  const file = snapshot.files.get(uri);
  if (!file || isLong(file.text)) return [];
  const found = new Map<number, { readonly at: Span; readonly texts: Texts }>();
  for (const service of inventoryOf(snapshot)) {
    if (service.at.uri !== uri || service.ports.length === 0) continue;
    const { texts } = found.get(service.at.start) ?? { texts: new Map() as Texts };
    append(texts, lensText(service), service);
    found.set(service.at.start, { at: service.at, texts });
  }
  return [...found.values()].map(({ at, texts }) => ({ at, text: inEnvironments(texts) }));
}

/** What is said of a service, with the contexts in which it holds. */
type Texts = Map<string, InventoryService[]>;

/**
 * What holds everywhere as it is; what differs with the names of its environments, and where another project has an environment of
 * that name, too, with the projects'.
 */
function inEnvironments(texts: Texts): string {
  const all = [...texts].slice(0, 3);
  const [only] = all;
  if (only && all.length === 1) return only[0];
  const holders = new Map<string, Set<string>>();
  for (const [text, services] of all)
    for (const { environment } of services) holders.set(environment, (holders.get(environment) ?? new Set()).add(text));
  const nameOf = ({ environment, context }: InventoryService): string =>
    (holders.get(environment)?.size ?? 0) > 1 ? context.name : environment;
  const named = (services: readonly InventoryService[]): string =>
    [...new Set(services.map(nameOf))].map((name) => `\`${visible(name)}\``).join(', ');
  return all.map(([text, services]) => `${named(services)} · ${text}`).join(' | ');
}

/** Of ports and of doors at most. */
const SHOWN = 4;

function lensText({ ports }: InventoryService): string {
  const clients = new Set(ports.flatMap((p) => p.clients.map((c) => c.service)));
  const ways = ports.flatMap((p) => p.ways.filter((w) => w.isPublic));
  const doors = new Set(ways.filter((w) => w.layer === 'edge').map((w) => w.owner));
  const open = new Set(ways.filter((w) => w.layer !== 'edge').map((w) => showPort(w.port)));
  const numbers = [...new Set(ports.map((p) => showPort(p.port)))];
  const shown = `${numbers.slice(0, SHOWN).join(', ')}${numbers.length > SHOWN ? ' …' : ''}`;
  const parts = [numbers.length === 1 ? say`port ${shown}` : say`ports ${shown}`];
  if (clients.size > 0) parts.push(clients.size === 1 ? say`1 client` : say`${clients.size} clients`);
  if (open.size > 0) parts.push(say`public on ${[...open].slice(0, SHOWN).join(', ')}`);
  if (doors.size > 0) parts.push(say`public through ${[...doors].slice(0, SHOWN).join(', ')}`);
  return visible(parts.join(' · '));
}
