import { say } from '../text/say';
import type { DocumentRule, PortsPart } from './rule';
import { fixOf } from './rule';

/** A document of ports that does not say what the workspace has. */
export const portUndocumented: DocumentRule<PortsPart> = {
  scope: 'document',
  meta: {
    id: 'port-undocumented',
    summary: 'PORTS.md does not say what the workspace has.',
    category: 'policy',
    severity: 'info',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'A list of ports that is not kept up to date is worse than none: people choose a port that it calls free, or look for a service where it is no more.',
      howToFix:
        'Write the part between the markers anew: with the fix, with the command “Portolan: Update PORTS.md”, or with `portolan docs --write`.',
      whenToIgnore:
        'When the part is written by a pipeline and not by people. Only a `PORTS.md` in the workspace’s own folder that holds both markers is looked at; what stands outside of them is never judged.',
    },
  },
  *check(document) {
    if (document.isCurrent) return;
    yield {
      site: document.marker,
      message: say`The part behind this marker ${differenceOf(document)}. Write it anew.`,
      certainty: 'certain',
      related: [],
      data: document,
    };
  },
  fix: ({ part, text }) => fixOf(say`Write this part anew`, [{ kind: 'rewrite', at: part, text }], true),
};

function differenceOf({ missing, outdated }: PortsPart): string {
  const [first] = missing;
  if (first !== undefined) return say`does not list port ${first} as it is now${andMore(missing)}`;
  const [gone] = outdated;
  if (gone !== undefined) return say`lists port ${gone}, which is not there any more${andMore(outdated)}`;
  return say`is not what would be written now`;
}

function andMore({ length }: readonly string[]): string {
  return length > 1 ? say` (and ${length - 1} more)` : '';
}
