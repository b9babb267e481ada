import type { ConfigFileFact } from '../facts';
import { scanAddresses } from '../lore/addresses';
import type { TextFormat } from './format';

/** Configuration files of any program (`.env`, INI, TOML, JSON, YAML and what is like them): their addresses, line by line. */
export const settings: TextFormat = {
  id: 'settings',
  title: 'Settings in ConfigMaps and Secrets',
  files: ['*.conf', '*.ini', '*.toml', '*.yaml', '*.json', '*.env', '*.properties'],
  reads: ['addresses (URLs, connection strings, `host:port`) in the lines of any configuration file that a pod mounts'],
  readText({ hint, text, owner }) {
    const fact: ConfigFileFact = {
      kind: 'config-file',
      owner,
      name: hint,
      listens: [],
      connects: scanAddresses(text, { key: hint, place: 'config' }),
      names: [],
      includes: [],
    };
    return { facts: [fact] };
  },
};
