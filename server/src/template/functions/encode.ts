import { base32, base64, fromBase32, fromBase64, textOfBytes, utf8 } from '../../text/bytes';
import { emitJson } from '../emitJson';
import { emitYaml } from '../emitYaml';
import { hasMark } from '../marks';
import { parseData } from '../parseData';
import { computed } from '../print';
import type { Call } from '../state';
import { noteDeep, unknownBecause } from '../state';
import type { Value } from '../value';
import { NIL, listOf, mapOf, mapOfValues, stringOf } from '../value';
import type { FunctionTable } from './define';
import { ropeArg, strict, tolerant } from './define';
import { adler32, md5, sha1, sha256 } from '../../text/hash';

function encoder(encode: (bytes: Uint8Array) => string): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const rope = ropeArg(args, 0);
    return stringOf(computed(call, encode(utf8(rope.text)), [rope]));
  };
}

function decoder(decode: (text: string) => Uint8Array | undefined): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const rope = ropeArg(args, 0);
    const bytes = decode(rope.text);
    const text = bytes && textOfBytes(bytes);
    if (text === undefined) return unknownBecause('unsupported', `\`${call.name}\` gives bytes that are no text`);
    return stringOf(computed(call, text, [rope]));
  };
}

function toYaml(call: Call, args: readonly Value[]): Value {
  const [value = NIL] = args;
  if (value.kind === 'unknown') return value;
  noteDeep(call, value);
  return stringOf(emitYaml(call, value));
}

function toJson(indent: string, html: boolean): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const [value = NIL] = args;
    if (value.kind === 'unknown') return value;
    noteDeep(call, value);
    return stringOf(emitJson(call, value, { indent, html }));
  };
}

function from(wants: 'map' | 'list' | 'any', json: boolean): (call: Call, args: readonly Value[]) => Value {
  return (call, args) => {
    const parsed = parseData(call, ropeArg(args, 0), json);
    if (parsed.open) return unknownBecause('given', 'a part of the text is unknown');
    const { value, problem } = parsed;
    const empty = wants === 'list' ? listOf([]) : wants === 'map' ? mapOf(new Map()) : NIL;
    if (problem !== undefined) {
      if (hasMark(ropeArg(args, 0).text)) return unknownBecause('given', 'a part of the text is unknown');
      // Helm gives the parser's message as a value.
      const message = unknownBecause('error', `\`${call.name}\` cannot read the text: ${problem}`);
      return wants === 'map' ? mapOfValues([['Error', message]]) : message;
    }
    if (value.kind === 'unknown' || wants === 'any' || value.kind === wants) return value;
    if (value.kind === 'nil') return empty;
    const message = unknownBecause('error', `\`${call.name}\` reads something that is no ${wants}`);
    return wants === 'map' ? mapOfValues([['Error', message]]) : message;
  };
}

const digest = (hash: (bytes: Uint8Array) => string) => encoder(hash);

/** Encodings, hashes, YAML and JSON. */
export const encodeFunctions: FunctionTable = [
  ...strict('b64enc', 's', encoder(base64)),
  ...strict('b64dec', 's', decoder(fromBase64)),
  ...strict('b32enc', 's', encoder(base32)),
  ...strict('b32dec', 's', decoder(fromBase32)),
  ...strict('sha256sum', 's', digest(sha256)),
  ...strict('sha1sum', 's', digest(sha1)),
  ...strict('md5sum', 's', digest(md5)),
  ...strict('adler32sum', 's', digest(adler32)),
  ...tolerant('toYaml mustToYaml', 'a', toYaml),
  ...tolerant('toYamlPretty', 'a', toYaml),
  ...tolerant('toJson mustToJson', 'a', toJson('', true)),
  ...tolerant('toPrettyJson mustToPrettyJson', 'a', toJson('  ', true)),
  ...tolerant('toRawJson mustToRawJson', 'a', toJson('', false)),
  ...tolerant('fromYaml', 's', from('map', false)),
  ...tolerant('fromYamlArray', 's', from('list', false)),
  ...tolerant('fromJson', 's', from('map', true)),
  ...tolerant('fromJsonArray', 's', from('list', true)),
  ...tolerant('mustFromJson', 's', from('any', true)),
  ...tolerant('toToml', 'a', (call, args) => failedToml(call, args[0] ?? NIL)),
];

function failedToml(call: Call, value: Value): Value {
  noteDeep(call, value);
  return unknownBecause('unsupported', '`toToml` is not evaluated', { truth: true });
}
