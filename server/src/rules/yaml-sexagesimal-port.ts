import { problemRule } from './rule';

/** F11: a mapping that readers of YAML 1.1 take for one number. */
export const yamlSexagesimalPort = problemRule({
  id: 'yaml-sexagesimal-port',
  summary: 'An unquoted mapping can be read as one base-60 number by YAML 1.1 tools.',
  category: 'hygiene',
  severity: 'info',
  since: '0.1.0',
  fixable: true,
  docs: {
    why: 'YAML 1.1 has numbers in base 60: `22:22` without quotes is 1342 there. Docker Compose 2 reads it as text, but podman-compose, Ansible and every other tool that uses a YAML 1.1 reader sees another port.',
    howToFix: 'Quote the mapping: `"22:22"`. The Compose specification recommends quotes for all mappings.',
    whenToIgnore:
      'When only Docker Compose 2 reads the file. Left alone on purpose: quoted mappings, and mappings of which a part behind the first colon is above 59, such as `8080:80`, which no reader takes for a number.',
  },
});
