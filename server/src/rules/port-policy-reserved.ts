import type { Configuration } from '../configuration/configuration';
import { showPort } from '../facts';
import type { DeclaredPlace } from '../model/declared';
import { boundsOf, declaredPlaces } from '../model/declared';
import { say } from '../text/say';
import type { ContextRule } from './rule';
import { isReserved, moveToFree, portOf } from './strategy';

interface Data {
  readonly place: DeclaredPlace;
  readonly configuration: Configuration;
}

/** E2: a port that the project reserves or forbids. */
export const portPolicyReserved: ContextRule<Data> = {
  scope: 'context',
  meta: {
    id: 'port-policy-reserved',
    summary: 'A port is used that the project reserves or forbids.',
    category: 'policy',
    severity: 'off',
    configured: { by: 'reserved', severity: 'warning' },
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'Something outside of the repository needs the port, such as an agent on every host, or clients cannot use it, as browsers refuse to open some ports.',
      howToFix: 'Use another port, or let the service use it under `allow` of the entry in `ports.reserved`.',
      whenToIgnore:
        'When whoever the port is reserved for is not there. Left alone on purpose: services under `allow`, layers that the entry does not name, and values that are not known here.',
    },
  },
  *check(model, configuration) {
    if (!configuration || configuration.reserved.length === 0) return;
    for (const place of declaredPlaces(model)) {
      const { layer, value, owner, label } = place;
      const [from, to] = boundsOf(value.value);
      const by = configuration.reserved.find(
        (r) => isReserved(r, layer, from, owner) && isReserved(r, layer, to, owner),
      );
      if (!by) continue;
      yield {
        site: value.site,
        message: messageOf(label, portOf(layer, showPort(value.value)), owner, by.because),
        certainty: value.certainty,
        related: [{ at: by.site, message: say`reserved here` }],
        data: { place, configuration },
      };
    }
  },
  fix: ({ place, configuration }, model) => moveToFree(model, place, configuration),
};

function messageOf(label: string, port: string, owner: string, because: string | undefined): string {
  return because === undefined
    ? say`${label} uses ${port}, which the project reserves. Use another one, or allow it for \`${owner}\`.`
    : say`${label} uses ${port}, which the project reserves: ${because}. Use another one, or allow it for \`${owner}\`.`;
}
