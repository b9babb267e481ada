import type { ConfigurationProblem } from '../configuration/configuration';
import { say } from '../text/say';
import type { WorkspaceRule } from './rule';
import { fixOf } from './rule';

/** The configuration of Portolan itself cannot be what it is. */
export const invalidConfiguration: WorkspaceRule<ConfigurationProblem> = {
  scope: 'workspace',
  meta: {
    id: 'invalid-configuration',
    summary: 'The configuration file of Portolan holds something that it cannot hold.',
    category: 'policy',
    severity: 'error',
    since: '0.2.0',
    fixable: true,
    docs: {
      why: 'What cannot be read does not count: a misspelled rule stays at its own severity, a range that counts downwards allows nothing. On the command line `portolan check` ends with 2, so that a pipeline does not go on with a policy that nobody wrote.',
      howToFix:
        'Write the key as [the configuration’s page](../configuration.md) has it. Editors offer keys and values by its JSON schema.',
      whenToIgnore:
        'Never. Keys with nothing behind them are left alone, and so are a `package.json` without the key `portolan` and files in other folders than the workspace’s own.',
    },
  },
  *check(_, configurations) {
    for (const { problems } of configurations)
      for (const problem of problems) {
        const { site, message, mild } = problem;
        yield {
          site,
          message,
          certainty: 'certain',
          related: [],
          data: problem,
          ...(mild ? { severity: 'warning' } : {}),
        };
      }
  },
  fix: ({ site, meant }) =>
    meant === undefined ? [] : fixOf(say`Write \`${meant}\``, [{ kind: 'replace', at: site, text: meant }]),
};
