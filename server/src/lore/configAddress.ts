import type { ConnectFact } from '../facts';
import type { MappedText } from '../text/mapped';
import { concatMapped, mapImplied } from '../text/mapped';
import { say } from '../text/say';
import { scanAddresses } from './addresses';

/**
 * The address in a field of a configuration file that takes one: a URL, or `host[:port]`, which is then read as one of
 * `scheme` and has that scheme's port. Empty for anything else. What stands in such a field is an address for certain.
 */
export function configAddress(text: MappedText, key: string, scheme: 'http' | 'https'): readonly ConnectFact[] {
  const bare = !text.text.includes('://');
  const whole = bare
    ? concatMapped(
        [mapImplied(`${scheme}://`, text.whole, say`\`${key}\` is dialled with ${scheme}`), text],
        text.whole,
      )
    : text;
  return scanAddresses(whole, { key, place: 'config' }).map((c) => ({ ...c, class: 'backend' }));
}
