import { listPorts } from '../model/evidence';
import type { Binding } from '../model/bindings';
import { bindingsOf } from '../model/bindings';
import { unitName } from '../model/listening';
import { portClass } from '../lore/portClasses';
import { single } from '../facts';
import type { ContextModel } from '../model/model';
import { say } from '../text/say';
import type { ContextRule, Report } from './rule';
import { exposureSeverity, publishOnLoopback } from './rule';

const KINDS = { database: say`a database`, cache: say`a cache`, queue: say`a message queue or a part of one` } as const;

/** D1: a database, cache or queue is published on every interface of the host. */
export const databasePublishedPublicly: ContextRule<Binding> = {
  scope: 'context',
  meta: {
    id: 'database-published-publicly',
    summary: 'A database, cache or queue is published on every interface of the host.',
    category: 'exposure',
    severity: 'warning',
    since: '0.1.0',
    fixable: true,
    docs: {
      why: 'A mapping without an address is bound on every interface of the host, and Docker’s own rules come before those of ufw or firewalld, so the port is open even where the firewall seems to close it. Databases on public machines are found and emptied within hours. Other services of the project need no published port to reach it.',
      howToFix:
        'Publish it on the loopback interface only (`127.0.0.1:5432:5432`), or delete the mapping if only other containers use it.',
      whenToIgnore:
        'When clients on other machines need it and something else guards it. It is a warning in files for production, an info elsewhere and a hint in files for development. Left alone on purpose: loopback and single addresses, networks that bind to loopback by an option, internal networks, random host ports.',
    },
  },
  *check(model) {
    for (const binding of bindingsOf(model)) {
      const report = reportOf(model, binding);
      if (report) yield report;
    }
  },
  fix: (binding, model) => publishOnLoopback(binding.port, model),
};

function reportOf(model: ContextModel, b: Binding): Report<Binding> | undefined {
  const { unit, port, host } = b;
  if (unit.workload.fact.platform !== 'compose' || b.reach !== 'everyone' || !host) return undefined;
  const what = storeOf(b);
  if (!what) return undefined;
  const message = say`${unitName(unit)}, ${what}, is published on every interface of the host (port ${listPorts([{ port: { alternatives: [host] }, protocol: b.protocol }])}), past the host's firewall. Publish it on 127.0.0.1, or delete the mapping if only containers use it.`;
  const severity = exposureSeverity(model.context.role, port.site, 'info');
  return { site: port.site, message, certainty: host.certainty, related: [], severity, data: b };
}

/** What the port is, by the image first, and by a number that nothing else uses where the image says nothing. */
function storeOf({ unit, port, protocol }: Binding): string | undefined {
  const number = single(port.container)?.value;
  if (number?.kind !== 'number') return undefined;
  const byNumber = portClass(number.number, protocol);
  const { known } = unit;
  if (known && known.kind !== 'language-base') {
    const kind = known.kind;
    if (kind !== 'database' && kind !== 'cache' && kind !== 'queue') return undefined;
    const data =
      byNumber === undefined || byNumber.kind === 'database' || byNumber.kind === 'cache' || byNumber.kind === 'queue';
    return data && known.ports.some((p) => p.port === number.number && p.protocol === protocol)
      ? KINDS[kind]
      : undefined;
  }
  if (
    !byNumber?.distinctive ||
    (byNumber.kind !== 'database' && byNumber.kind !== 'cache' && byNumber.kind !== 'queue')
  )
    return undefined;
  return say`which serves ${byNumber.name} by its port`;
}
