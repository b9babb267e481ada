import { showRanges } from '../configuration/configuration';
import type { PolicyLayer } from '../configuration/shape';
import type { Configuration } from '../configuration/configuration';
import { showPort } from '../facts';
import type { DeclaredPlace } from '../model/declared';
import { boundsOf, declaredPlaces } from '../model/declared';
import { say } from '../text/say';
import type { ContextRule } from './rule';
import { moveToFree, portOf } from './strategy';

interface Data {
  readonly place: DeclaredPlace;
  readonly configuration: Configuration;
}

const WHERE: Readonly<Record<PolicyLayer, string>> = {
  container: say`ports inside containers`,
  service: say`ports of Kubernetes Services`,
  node: say`node ports of Kubernetes Services`,
  host: say`ports bound on a host`,
};

/** E1: a port outside of the range that the project allows for its layer. */
export const portPolicyRange: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'port-policy-range',
    summary: 'A port lies outside of the range that the project allows for its layer.',
    category: 'policy',
    severity: 'off',
    configured: { by: 'ranges', severity: 'warning' },
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'The project has agreed on ranges, so that ports can be told apart by their number and firewalls and reviews can rely on them.',
      howToFix:
        'Use a port of the range, or widen the range under `ports.ranges` in `portolan.yaml`. A container or Service port is named by others too: move them along.',
      whenToIgnore:
        'When a program cannot be moved; set the rule to `off` for its files under `overrides`. Left alone on purpose: layers without a range, ports that the engine picks, and values that are not known here.',
    },
  },
  *check(model, configuration) {
    if (!configuration || configuration.ranges.size === 0) return;
    for (const place of declaredPlaces(model)) {
      const allowed = configuration.ranges.get(place.layer);
      const [from, to] = boundsOf(place.value.value);
      // A range that reaches into an allowed one may end up in it.
      if (!allowed || allowed.some((r) => r.from <= to && from <= r.to)) continue;
      yield {
        site: place.value.site,
        message: say`${place.label} has ${portOf(place.layer, showPort(place.value.value))}, but the project allows ${showRanges(allowed)} for ${WHERE[place.layer]}. Use one of these, or widen \`ports.ranges.${place.layer}\`.`,
        certainty: place.value.certainty,
        related: [],
        data: { place, configuration },
      };
    }
  },
  fix: ({ place, configuration }, model) => moveToFree(model, place, configuration),
};
