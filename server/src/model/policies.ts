import type {
  LabelSelector,
  Located,
  PolicyFact,
  PolicyPeer,
  PolicyRule,
  Port,
  PortReference,
  Protocol,
} from '../facts';
import { contains } from '../facts';
import { isEveryone, mayHoldPods } from '../lore/cidr';
import type { ContextModel, NetworkObject, Workload } from './model';
import type { NamespaceLabels } from './scopes';
import { inScope, namespaceLabels, selects } from './scopes';

/*
 * What network policies say about traffic between pods, by the semantics of the Kubernetes API: a pod is open until a policy
 * selects it for a direction, then closed but for what any policy allows; both ends must agree; ports are those of the pod that
 * is asked. Everything is answered with yes, no or unknown: unknown as soon as a fact that matters does not stand here.
 */

/** Yes, no, or not to be told from what stands here. */
export type Answer = 'yes' | 'no' | 'unknown';

type Direction = PolicyRule['direction'];

/** Somebody outside of the cluster, whose address may be any. */
export const OUTSIDE = 'outside';

/** An end of a connection: a pod of a workload, or {@link OUTSIDE}. */
export type End = Workload | typeof OUTSIDE;

/** A policy that selects a workload; `sure` unless a selector, a namespace or a label is not known. */
export interface PolicySelection {
  readonly object: NetworkObject;
  readonly policy: PolicyFact;
  readonly sure: boolean;
}

/** An answer with the rule or the policy that decided it; neither when no policy has a say. */
export interface Verdict {
  readonly answer: Answer;
  readonly object?: NetworkObject;
  readonly rule?: PolicyRule;
  /** On whose side: what the one who asks may send, or what the one who is asked may get. */
  readonly direction?: Direction;
}

/** The policies of a context, ready to be asked. */
export interface PolicyIndex {
  readonly namespaces: NamespaceLabels;
  readonly policies: readonly { readonly object: NetworkObject; readonly policy: PolicyFact }[];
}

const indexes = new WeakMap<ContextModel, PolicyIndex>();

/** The index of a context's policies, made once. */
export function policyIndex(model: ContextModel): PolicyIndex {
  const known = indexes.get(model);
  if (known) return known;
  const made: PolicyIndex = {
    namespaces: namespaceLabels(model.objects.map((o) => o.fact)),
    policies: model.objects.flatMap((object) => (object.fact.policies ?? []).map((policy) => ({ object, policy }))),
  };
  indexes.set(model, made);
  return made;
}

const selections = new WeakMap<PolicyIndex, Map<Workload, readonly PolicySelection[]>>();

/** The policies that select a workload, or may. Pods on the network of their node are nobody's. */
export function selectionsOf(index: PolicyIndex, workload: Workload): readonly PolicySelection[] {
  const known = selections.get(index) ?? new Map<Workload, readonly PolicySelection[]>();
  selections.set(index, known);
  const found = known.get(workload) ?? select(index, workload);
  known.set(workload, found);
  return found;
}

function select(index: PolicyIndex, workload: Workload): readonly PolicySelection[] {
  if (workload.fact.platform !== 'kubernetes' || workload.fact.network.kind !== 'own') return [];
  return index.policies.flatMap(({ object, policy }) => {
    const { selector, namespaces } = policy.subject;
    const meant = matches(index, selector, namespaces, object, workload);
    return meant === 'no' ? [] : [{ object, policy, sure: meant === 'yes' && !object.fact.fragment }];
  });
}

/** Whether a direction of a workload is closed but for what is allowed. Policies of proxies are apart and do not count. */
export function isIsolated(index: PolicyIndex, workload: Workload, direction: Direction): Answer {
  const closing = selectionsOf(index, workload).filter(
    (s) => s.policy.engine !== 'mesh' && s.policy.isolates.includes(direction),
  );
  if (closing.length === 0) return 'no';
  return closing.some((s) => s.sure) ? 'yes' : 'unknown';
}

/** A rule that lets somebody in, with its policy. */
export interface Admission {
  readonly object: NetworkObject;
  readonly rule: PolicyRule;
}

/**
 * The rules that let somebody in to a port of a closed workload; `undefined` when it is not closed, when that is not sure, or
 * when policies of other kinds, whose order counts, have a say too.
 */
export function admissions(
  index: PolicyIndex,
  workload: Workload,
  port: number,
  protocol: Protocol,
): readonly Admission[] | undefined {
  const selections = selectionsOf(index, workload).filter((s) => s.policy.engine !== 'mesh');
  const additive = selections.every((s) => s.policy.engine === 'kubernetes' || s.policy.engine === 'cilium');
  if (!additive || isIsolated(index, workload, 'ingress') !== 'yes') return undefined;
  const asked: Asked = { index, to: workload, port, protocol };
  return selections.flatMap(({ object, policy }) =>
    policy.rules
      .filter((r) => r.direction === 'ingress' && r.action === 'allow' && policy.isolates.includes('ingress'))
      .filter((r) => any(r.ports, (p) => matchesPort(asked, p)) !== 'no')
      .map((rule) => ({ object, rule })),
  );
}

/** The workloads of the context that a peer surely takes in. */
export function peerWorkloads(
  index: PolicyIndex,
  model: ContextModel,
  { object }: Admission,
  peer: PolicyPeer,
): readonly Workload[] {
  return peer.kind === 'pods'
    ? model.workloads.filter((w) => matches(index, peer.selector, peer.namespaces, object, w) === 'yes')
    : [];
}

/**
 * Whether `from` may connect to a port of `to`, as far as policies go. `port` is the pod's own, behind any translation by a
 * Service. A `no` of either side decides; a `yes` needs both.
 */
export function allows(index: PolicyIndex, from: End, to: End, port: number, protocol: Protocol): Verdict {
  const asked: Asked = { index, to, port, protocol };
  const sides = [
    from === OUTSIDE ? OPEN : side(asked, from, 'egress', to),
    to === OUTSIDE ? OPEN : side(asked, to, 'ingress', from),
  ];
  const decisive =
    sides.find((v) => v.answer === 'no') ??
    sides.find((v) => v.answer === 'unknown') ??
    sides.findLast((v) => v.object !== undefined);
  return decisive ?? OPEN;
}

const OPEN: Verdict = { answer: 'yes' };

/** A question: the port of one end. */
interface Asked {
  readonly index: PolicyIndex;
  readonly to: End;
  readonly port: number;
  readonly protocol: Protocol;
}

/** What the policies of one end say. */
function side(asked: Asked, subject: Workload, direction: Direction, other: End): Verdict {
  // Nodes have rules of their own, and what is allowed from them differs from one network to the next.
  if (subject.fact.network.kind !== 'own') return OPEN;
  const all = selectionsOf(asked.index, subject);
  const of = (...engines: readonly PolicyFact['engine'][]): readonly PolicySelection[] =>
    all.filter((s) => engines.includes(s.policy.engine));
  const judge = (rule: PolicyRule, s: PolicySelection): Answer => matchesRule(asked, rule, s, other);
  const admin = inOrder(of('admin'), direction, judge);
  if (admin) return { ...admin, direction };
  const verdicts = [
    additive(of('kubernetes', 'cilium'), direction, judge),
    ordered(of('calico'), direction, judge),
  ].flatMap((v) => v ?? []);
  // Calico runs both kinds in one order; where they agree the order does not matter.
  const first = verdicts[0] ?? inOrder(of('baseline'), direction, judge) ?? OPEN;
  const verdict = verdicts.every((v) => v.answer === first.answer) ? first : { answer: 'unknown' as const };
  const asksProxy = direction === 'ingress' && verdict.answer === 'yes' && of('mesh').length > 0;
  return { ...(asksProxy ? throughProxy(of('mesh'), verdict, judge) : verdict), direction };
}

type Judge = (rule: PolicyRule, selection: PolicySelection) => Answer;

/** Policies that add up: what one denies is denied, what any allows is allowed. Nothing when none closes the direction. */
function additive(selections: readonly PolicySelection[], direction: Direction, judge: Judge): Verdict | undefined {
  let doubt: Verdict | undefined;
  const pass = (action: PolicyRule['action']): Verdict | undefined => {
    for (const s of selections) {
      if (action === 'allow' && !s.policy.isolates.includes(direction)) continue;
      for (const rule of s.policy.rules) {
        if (rule.direction !== direction || rule.action !== action) continue;
        const answer = judge(rule, s);
        if (answer === 'yes' && s.sure) return { answer: action === 'allow' ? 'yes' : 'no', object: s.object, rule };
        if (answer !== 'no') doubt ??= { answer: 'unknown', object: s.object, rule };
      }
    }
    return undefined;
  };
  const denied = pass('deny');
  if (denied || doubt) return denied ?? doubt;
  const closing = selections.filter((s) => s.policy.isolates.includes(direction));
  const first = closing.find((s) => s.sure) ?? closing[0];
  if (!first) return undefined;
  return pass('allow') ?? doubt ?? { answer: first.sure ? 'no' : 'unknown', object: first.object };
}

/** Policies whose rules are tried one after the other; where none matches, the direction is closed if one of them closes it. */
function ordered(selections: readonly PolicySelection[], direction: Direction, judge: Judge): Verdict | undefined {
  const found = inOrder(selections, direction, judge);
  if (found) return found;
  const closing = selections.filter((s) => s.policy.isolates.includes(direction));
  const first = closing.find((s) => s.sure) ?? closing[0];
  return first && { answer: first.sure ? 'no' : 'unknown', object: first.object };
}

/** The first rule that matches, by order of the policies; nothing when none does, or when it passes the question on. */
function inOrder(selections: readonly PolicySelection[], direction: Direction, judge: Judge): Verdict | undefined {
  const orderOf = (s: PolicySelection): number => s.policy.order ?? Number.POSITIVE_INFINITY;
  for (const s of [...selections].sort((a, b) => (orderOf(a) === orderOf(b) ? 0 : orderOf(a) - orderOf(b)))) {
    for (const rule of s.policy.rules) {
      if (rule.direction !== direction) continue;
      const answer = judge(rule, s);
      if (answer === 'no') continue;
      const by = { object: s.object, rule };
      if (answer === 'unknown' || !s.sure) return { answer: 'unknown', ...by };
      // Passes the question on, to whom differs; or only writes it down.
      if (rule.action === 'other') return s.policy.engine === 'admin' ? undefined : { answer: 'unknown', ...by };
      return { answer: rule.action === 'allow' ? 'yes' : 'no', ...by };
    }
  }
  return undefined;
}

/** What proxies say to what the network lets through: they look at more than addresses and ports, so they never say no here. */
function throughProxy(selections: readonly PolicySelection[], open: Verdict, judge: Judge): Verdict {
  const matching = (action: PolicyRule['action']): readonly Answer[] =>
    selections.flatMap((s) =>
      s.policy.rules.filter((r) => r.action === action).map((r) => (s.sure ? judge(r, s) : 'unknown')),
    );
  const closed = selections.some((s) => s.policy.isolates.includes('ingress'));
  const denied = [...matching('deny'), ...matching('other')].some((a) => a !== 'no');
  const doubtful = denied || (closed && !matching('allow').includes('yes'));
  return doubtful ? { answer: 'unknown', ...(selections[0] ? { object: selections[0].object } : {}) } : open;
}

/** Whether a rule is about a connection: about the other end, and about the port. */
function matchesRule(asked: Asked, rule: PolicyRule, { object }: PolicySelection, other: End): Answer {
  return both(
    any(rule.peers, (p) => matchesPeer(asked.index, p, object, other)),
    any(rule.ports, (p) => matchesPort(asked, p)),
  );
}

/** One of them will do; none written means all. */
function any<T>(all: readonly T[] | undefined, answerOf: (one: T) => Answer): Answer {
  if (!all) return 'yes';
  const answers = new Set(all.map(answerOf));
  if (answers.has('yes')) return 'yes';
  return answers.has('unknown') ? 'unknown' : 'no';
}

function both(a: Answer, b: Answer): Answer {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'yes';
}

function matchesPeer(index: PolicyIndex, peer: PolicyPeer, from: NetworkObject, other: End): Answer {
  switch (peer.kind) {
    case 'pods':
      if (other === OUTSIDE) return 'no';
      // Pods on the network of their node have its address, which selectors of pods do not know.
      if (other.fact.network.kind !== 'own') return 'unknown';
      return matches(index, peer.selector, peer.namespaces, from, other);
    case 'cidr': {
      const { value } = peer.cidr;
      if (other !== OUTSIDE) return mayHoldPods(value) ? 'unknown' : 'no';
      return isEveryone(value) && peer.except.length === 0 ? 'yes' : 'unknown';
    }
    case 'unknown':
      return 'unknown';
  }
}

function matches(
  { namespaces: known }: PolicyIndex,
  selector: LabelSelector,
  scope: PolicyFact['subject']['namespaces'],
  from: NetworkObject,
  { fact }: Workload,
): Answer {
  const space = inScope(scope, from.fact.namespace?.value, fact.namespace?.value, known);
  if (!space) return 'no';
  // A patch may lack labels that the whole pod has.
  if (!selects(selector, fact.labels)) return fact.fragment && mayGain(selector, fact.labels) ? 'unknown' : 'no';
  return selector.open || fact.fragment || space === 'low' || space === 'medium' ? 'unknown' : 'yes';
}

/** Whether labels that are missing could still make the selector match. */
function mayGain(selector: LabelSelector, labels: ReadonlyMap<string, Located<string>>): boolean {
  return [...selector.labels].every(([key, { value }]) => (labels.get(key)?.value ?? value) === value);
}

function matchesPort(asked: Asked, reference: PortReference): Answer {
  if (reference.protocol !== undefined && reference.protocol !== asked.protocol) return 'no';
  if (!reference.port) return 'yes';
  const { alternatives, open } = reference.port;
  const answers = alternatives.map((a) => matchesValue(asked, a.value));
  if (open) return 'unknown';
  if (answers.every((a) => a === 'yes') && answers.length > 0) return 'yes';
  return answers.every((a) => a === 'no') ? 'no' : 'unknown';
}

/** Names are looked up in the pod that is asked. */
function matchesValue({ to, port, protocol }: Asked, value: Port): Answer {
  if (value.kind !== 'name') return contains(value, port) ? 'yes' : 'no';
  if (to === OUTSIDE) return 'unknown';
  const named = to.units.flatMap((u) =>
    u.fact.ports.filter((p) => p.name?.value === value.name && p.protocol === protocol),
  );
  if (named.some((p) => p.container.open)) return 'unknown';
  if (named.some((p) => p.container.alternatives.some((a) => contains(a.value, port)))) return 'yes';
  return to.fact.fragment ? 'unknown' : 'no';
}
