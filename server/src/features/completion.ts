import type { Port } from '../facts';
import { showPort } from '../facts';
import { parseServiceHost } from '../lore/portNames';
import { bindingsOf } from '../model/bindings';
import type { ContextModel, Service, Unit, Workload } from '../model/model';
import { lineText, positionAt } from '../text/source';
import type { Span, Uri } from '../text/span';
import { visible } from '../text/escape';
import type { Snapshot } from './snapshot';

/** Something that may be typed at a cursor. */
export interface Completion {
  readonly text: string;
  /** Where it comes from: "container `api` of Deployment `web`". Plain text. */
  readonly detail: string;
  readonly kind: 'port' | 'name' | 'host';
  /** The characters that it replaces. */
  readonly at: Span;
}

interface Candidate {
  readonly text: string;
  readonly detail: string;
  readonly kind: Completion['kind'];
}

/**
 * What really exists for the port, port name or host that is being typed: best first, each once. Read from the line up to the
 * cursor and from the last model, so that it works in text that does not parse yet. Empty where no port is expected.
 */
export function completionsAt(snapshot: Snapshot, uri: Uri, offset: number): readonly Completion[] {
  const file = snapshot.files.get(uri);
  if (!file) return [];
  const { line, character } = positionAt(file, offset);
  const before = lineText(file, line).slice(0, character);
  const typed = typedIn(before);
  if (!typed) return [];
  const models = snapshot.contextsAt(uri);
  const candidates = models.flatMap((m) => candidatesFor(m, typed, { uri, start: offset, end: offset }));
  const at = { uri, start: offset - typed.word.length, end: offset };
  const out = new Map<string, Completion>();
  for (const c of candidates)
    if (!out.has(c.text)) out.set(c.text, { ...c, detail: visible(c.detail.replace(/`/g, '')), at });
  return [...out.values()];
}

/** What a line looks like up to the cursor. */
type Typed =
  /** `http://db:54` */
  | { readonly kind: 'host-port'; readonly host: string; readonly word: string }
  /** `http://d` */
  | { readonly kind: 'host'; readonly word: string }
  /** `targetPort: ht` */
  | { readonly kind: 'key'; readonly key: string; readonly word: string }
  /** `- "8080:` in a list of mappings */
  | { readonly kind: 'mapping'; readonly word: string }
  /** `- "` there, or `published:` */
  | { readonly kind: 'published'; readonly word: string };

function typedIn(before: string): Typed | undefined {
  const address =
    /(?:\/\/|@)(?:[^\s/@"']*@)?([\w.-]+):(\d*)$/.exec(before) ?? /[=\s"',]([a-z][\w.-]*):(\d*)$/.exec(before);
  const key = /^\s*(?:- )*\s*(?:.*[{,]\s*)?["']?([A-Za-z]+)["']?:\s+["']?([\w-]*)$/.exec(before);
  const mapping = /^\s*- ["']?(?:[\d.]+:)?(\d+):(\d*)$/.exec(before);
  if (mapping) return { kind: 'mapping', word: mapping[2] ?? '' };
  const host = /:\/\/([\w.-]*)$/.exec(before);
  if (host) return { kind: 'host', word: host[1] ?? '' };
  if (address && !key) return { kind: 'host-port', host: address[1] ?? '', word: address[2] ?? '' };
  if (key?.[1] === 'published') return { kind: 'published', word: key[2] ?? '' };
  if (key && KEYS.has(key[1] ?? '')) return { kind: 'key', key: key[1] ?? '', word: key[2] ?? '' };
  const first = /^\s*- ["'](\d*)$/.exec(before);
  return first ? { kind: 'published', word: first[1] ?? '' } : undefined;
}

const KEYS = new Set(['targetPort', 'port', 'number', 'name', 'target', 'containerPort']);

function candidatesFor(model: ContextModel, typed: Typed, at: Span): readonly Candidate[] {
  switch (typed.kind) {
    case 'host':
      return hosts(model);
    case 'host-port':
      return portsOfHost(model, typed.host);
    case 'key':
      return forKey(model, typed.key, at);
    case 'mapping':
      return workloadsAt(model, at).flatMap((w) => w.units.flatMap((u) => listened(u)));
    case 'published':
      return model.context.stack === 'compose' && workloadsAt(model, at).length > 0 ? freePorts(model, at) : [];
  }
}

function hosts(model: ContextModel): readonly Candidate[] {
  if (model.context.stack !== 'compose')
    return model.services.map((s) => ({
      text: s.fact.name.value,
      detail: `Service ${s.fact.name.value}`,
      kind: 'host' as const,
    }));
  return model.workloads.flatMap((w) =>
    w.fact.names.map((n) => ({ text: n.name, detail: `service ${w.fact.name.value}`, kind: 'host' as const })),
  );
}

function portsOfHost(model: ContextModel, host: string): readonly Candidate[] {
  const name = host.toLowerCase();
  const named = model.workloads.filter((w) => w.fact.names.some((n) => n.name.toLowerCase() === name));
  if (named.length > 0) return named.flatMap((w) => w.units.flatMap((u) => [...declared(u), ...listened(u)]));
  const service = parseServiceHost(name)?.service;
  return model.services.filter((s) => s.fact.name.value === service).flatMap((s) => servicePorts(s, false));
}

function forKey(model: ContextModel, key: string, at: Span): readonly Candidate[] {
  const service = model.services.find((s) => holds(s.fact.site, at));
  if (service) {
    if (key !== 'targetPort') return [];
    return service.selected.flatMap((s) => s.workload.units.flatMap((u) => [...names(u), ...declared(u)]));
  }
  const object = model.objects.find((o) => holds(o.fact.site, at));
  if (object) {
    const reference = object.references.find((r) => holds(r.fact.site, at));
    const services = reference?.services ?? object.references.flatMap((r) => r.services);
    const wanted = key === 'name' ? 'name' : 'port';
    const found = services.flatMap((s) => servicePorts(s, true)).filter((c) => key === 'port' || c.kind === wanted);
    if (found.length > 0 || services.length > 0) return key === 'name' && !reference ? [] : found;
    return object.references.flatMap((r) =>
      r.workloads.flatMap((w) => w.units.flatMap((u) => [...names(u), ...declared(u)])),
    );
  }
  const [workload] = workloadsAt(model, at);
  const unit = workload?.units.find((u) => holds(u.fact.site, at));
  if (!unit) return [];
  if (key === 'port') return [...names(unit), ...declared(unit), ...listened(unit)];
  return key === 'containerPort' || key === 'target' ? listened(unit) : [];
}

function holds(site: Span, at: Span): boolean {
  return site.uri === at.uri && site.start <= at.start && at.start <= site.end;
}

function workloadsAt(model: ContextModel, at: Span): readonly Workload[] {
  return model.workloads.filter((w) => holds(w.fact.site, at));
}

function whose(unit: Unit): string {
  const { fact } = unit.workload;
  return fact.platform === 'compose'
    ? `service ${fact.name.value}`
    : `container ${unit.fact.name.value} of ${fact.objectKind} ${fact.name.value}`;
}

function portCandidates(ports: readonly Port[], detail: string): readonly Candidate[] {
  return ports.flatMap((p) => (p.kind === 'number' ? [{ text: showPort(p), detail, kind: 'port' as const }] : []));
}

function declared(unit: Unit): readonly Candidate[] {
  const ports = unit.fact.ports.flatMap((p) => p.container.alternatives.map((a) => a.value));
  const exposes = unit.fact.exposes.flatMap((p) => p.port.alternatives.map((a) => a.value));
  return portCandidates([...ports, ...exposes], whose(unit));
}

function names(unit: Unit): readonly Candidate[] {
  return unit.fact.ports.flatMap((p) =>
    p.name
      ? [
          {
            text: p.name.value,
            detail: `${p.container.alternatives.map((a) => showPort(a.value)).join(', ')} of ${whose(unit)}`,
            kind: 'name' as const,
          },
        ]
      : [],
  );
}

/** What the container is believed to listen on, the surest first. */
function listened(unit: Unit): readonly Candidate[] {
  return unit.belief.all.flatMap((e) =>
    portCandidates(
      e.port.alternatives.map((a) => a.value),
      `${e.by} of ${whose(unit)}`,
    ),
  );
}

function servicePorts(service: Service, withNames: boolean): readonly Candidate[] {
  const detail = `Service ${service.fact.name.value}`;
  return service.fact.ports.flatMap((p) => [
    ...portCandidates(
      p.port.alternatives.map((a) => a.value),
      detail,
    ),
    ...(withNames && p.name ? [{ text: p.name.value, detail, kind: 'name' as const }] : []),
  ]);
}

/** Host ports that nothing of the project binds yet: the container's own numbers first, then the next free ones. */
function freePorts(model: ContextModel, at: Span): readonly Candidate[] {
  const taken = new Set(
    bindingsOf(model).flatMap((b) => (b.host?.value.kind === 'number' ? [b.host.value.number] : [])),
  );
  const own = workloadsAt(model, at)
    .flatMap((w) => w.units.flatMap((u) => [...listened(u), ...declared(u)]))
    .map((c) => Number(c.text));
  const out: number[] = [];
  for (const start of [...own, 8080, 3000]) {
    let port = start < 1024 ? start + 8000 : start;
    while (taken.has(port) || out.includes(port)) port++;
    if (port <= 65535) out.push(port);
    if (out.length >= 5) break;
  }
  return out.map((port) => ({
    text: String(port),
    detail: 'free on the host, as far as this project goes',
    kind: 'port',
  }));
}
