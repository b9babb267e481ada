import type { Located, ProblemFact } from '../facts';
import type { ContextModel, Service, Unit, Workload } from '../model/model';
import type { Span } from '../text/span';
import { spanKey } from '../text/span';
import type { ContextRule } from './rule';
import { fixOf, originOf, problemRule, rewritten } from './rule';

interface Data {
  readonly site: Span;
  readonly fixes: ProblemFact['fixes'];
}

const oneValue = problemRule({
  id: 'invalid-port-name',
  summary: 'A port name is not valid, or stands twice.',
  category: 'hygiene',
  severity: 'error',
  since: '0.1.0',
  fixable: true,
  apiHard: true,
  docs: {
    why: 'Names of container ports are service names in the sense of IANA: at most 15 characters of `a-z`, `0-9` and `-`, with at least one letter, no `--` and no `-` at the ends. Names of Service ports are DNS labels. Names must be unique in a container and in a Service. The API server rejects everything else.',
    howToFix: 'Shorten or respell the name, and the places that use it.',
    whenToIgnore:
      'Never, except where the text is filled in before it reaches the API server; placeholders are left alone.',
  },
});

/** F2: a port name that the API rejects, or that stands twice. */
export const invalidPortName: ContextRule<Data> = {
  scope: 'context',
  meta: oneValue.meta,
  *check(model) {
    for (const report of oneValue.check(model)) {
      const { data, ...rest } = report;
      yield { ...rest, data: { site: report.site, fixes: data ?? [] } };
    }
  },
  fix({ site, fixes }, model) {
    const [first] = fixes;
    const uses = first && usesOf(site, model);
    if (!uses || uses.places.length < 2) return oneValue.fix?.(fixes, model) ?? [];
    const name = first.newText.replace(/^["']|["']$/g, '');
    const taken = uses.workloads.some((w) => w.units.some((u) => u.fact.ports.some((p) => p.name?.value === name)));
    if (taken || uses.places.some((p) => !originOf(p))) return [];
    const distinct = new Map(uses.places.map((p) => [spanKey(originOf(p) ?? p.site), p]));
    return fixOf(
      first.title,
      [...distinct.values()].flatMap((p) => rewritten(p, name)),
    );
  },
};

/** A name with everything that means the same: ports, probes that ask it, Services that send to it. */
interface Uses {
  readonly workloads: readonly Workload[];
  readonly places: readonly Located<unknown>[];
}

/** What is renamed together with the name at a place; `undefined` where nothing looks it up. */
function usesOf(site: Span, model: ContextModel): Uses | undefined {
  const at = (place: Located<unknown>): boolean =>
    place.site.uri === site.uri && place.site.start < site.end && site.start < place.site.end;
  const holder = model.workloads.find((w) => w.units.some((u) => namesIn(u).some(([, place]) => at(place))));
  const sender = model.services.find((s) => targetsOf(s).some(([, place]) => at(place)));
  const start = holder ? [holder] : sender?.selected.map((s) => s.workload);
  const all = [...(holder?.units.flatMap((u) => namesIn(u)) ?? []), ...(sender ? targetsOf(sender) : [])];
  const name = all.find(([, place]) => at(place))?.[0];
  if (!start || name === undefined) return undefined;
  const services = new Set(start.flatMap((w) => w.selectedBy.map((s) => s.service)));
  const asking = [...services].filter((s) => targetsOf(s).some(([n]) => n === name));
  const workloads = [...new Set([...start, ...asking.flatMap((s) => s.selected.map((x) => x.workload))])];
  const named = [
    ...workloads.flatMap((w) => w.units.flatMap((u) => namesIn(u))),
    ...asking.flatMap((s) => targetsOf(s)),
  ];
  return { workloads, places: named.filter(([n]) => n === name).map(([, place]) => place) };
}

type Named = readonly [name: string, place: Located<unknown>];

/** Names of a container's ports, and names that its probes and hooks ask. */
function namesIn(unit: Unit): readonly Named[] {
  const ports = unit.fact.ports.flatMap((p): readonly Named[] => (p.name ? [[p.name.value, p.name]] : []));
  const checks = unit.checks.flatMap((c) => c.port.alternatives);
  return [...ports, ...checks.flatMap((a): readonly Named[] => (a.value.kind === 'name' ? [[a.value.name, a]] : []))];
}

function targetsOf(service: Service): readonly Named[] {
  return service.fact.ports.flatMap((p) =>
    (p.targetPort?.alternatives ?? []).flatMap((a): readonly Named[] =>
      a.value.kind === 'name' ? [[a.value.name, a]] : [],
    ),
  );
}
