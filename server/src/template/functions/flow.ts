import { callNamed, callText } from '../include';
import { hasMark, reasonOf } from '../marks';
import type { Call } from '../state';
import { failed, report, unknownBecause } from '../state';
import type { ObjectValue, UnknownKind, Value } from '../value';
import { NIL, NO_TEXT, boolOf, mapOf, stringOf } from '../value';
import { computed } from '../print';
import type { FunctionTable } from './define';
import { ropeArg, strict, textArg, tolerant } from './define';
import { parseVersion, satisfies, compareVersions } from './semver';

function include(call: Call, args: readonly Value[]): Value {
  const name = ropeArg(args, 0);
  if (hasMark(name.text)) return unknownBecause('given', reasonOf(name));
  return callNamed(call, name.text, args[1] ?? NIL);
}

function required(call: Call, args: readonly Value[]): Value {
  const [, value = NIL] = args;
  if (value.kind === 'nil' || (value.kind === 'string' && value.rope.text === '')) {
    report(call.frame, 'failed', call.range, textArg(args, 0));
    return unknownBecause('failed', `a value is required: ${textArg(args, 0)}`);
  }
  return value;
}

function fail(call: Call, args: readonly Value[]): Value {
  report(call.frame, 'failed', call.range, textArg(args, 0));
  return NO_TEXT;
}

function semverCompare(call: Call, args: readonly Value[]): Value {
  const holds = satisfies(textArg(args, 0), textArg(args, 1));
  if (holds === undefined)
    return failed(call, `cannot compare the version ${textArg(args, 1)} with ${textArg(args, 0)}`);
  return boolOf(holds);
}

function semver(call: Call, args: readonly Value[]): Value {
  const rope = ropeArg(args, 0);
  const version = parseVersion(rope.text);
  if (!version) return failed(call, 'Invalid Semantic Version');
  const number = (value: number): Value => ({
    kind: 'int',
    type: 'int64',
    value,
    rope: computed(call, String(value), [rope]),
  });
  const text = (value: string): Value => stringOf(computed(call, value, [rope]));
  const { major, minor, patch, pre, metadata } = version;
  const written = `${major}.${minor}.${patch}${pre ? `-${pre}` : ''}${metadata ? `+${metadata}` : ''}`;
  const object: ObjectValue = {
    kind: 'object',
    type: '*semver.Version',
    fields: new Map(),
    methods: new Map<string, (args: readonly Value[]) => Value>([
      ['Major', () => number(major)],
      ['Minor', () => number(minor)],
      ['Patch', () => number(patch)],
      ['Prerelease', () => text(pre)],
      ['Metadata', () => text(metadata)],
      ['Original', () => stringOf(rope)],
      ['String', () => text(written)],
      ['Compare', ([other]) => compareWith(version, other)],
    ]),
    rope: computed(call, written, [rope]),
  };
  return object;
}

function compareWith(version: NonNullable<ReturnType<typeof parseVersion>>, other: Value | undefined): Value {
  const text = other?.kind === 'object' ? other.rope?.text : undefined;
  const parsed = text === undefined ? undefined : parseVersion(text);
  if (!parsed) return unknownBecause('error', '`Compare` needs a version');
  return { kind: 'int', type: 'int', value: Math.sign(compareVersions(version, parsed)) };
}

/** Functions whose result is another each time, or depends on the machine: by reason, what is sure of their results. */
const UNKNOWN: readonly (readonly [UnknownKind, string, string])[] = [
  [
    'random',
    'gives something else each time',
    'randAlphaNum randAlpha randAscii randNumeric randBytes randInt uuidv4 shuffle',
  ],
  [
    'random',
    'makes a new key each time',
    'genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey buildCustomCert bcrypt htpasswd encryptAES derivePassword',
  ],
  [
    'time',
    'depends on the time',
    'now ago date date_in_zone dateInZone date_modify dateModify must_date_modify mustDateModify htmlDate htmlDateInZone duration durationRound toDate mustToDate unixEpoch',
  ],
  ['cluster', 'depends on the machine that renders', 'env expandenv getHostByName'],
  ['unsupported', 'is not evaluated', 'decryptAES sha512sum wrap wrapWith abbrevboth fromToml call js'],
];

function unknownFunctions(): FunctionTable {
  return UNKNOWN.flatMap(([kind, reason, names]) =>
    names
      .split(' ')
      .flatMap((name) =>
        tolerant(name, 'a*', () =>
          unknownBecause(kind, `\`${name}\` ${reason}`, kind === 'random' ? { truth: true, layout: 'inline' } : {}),
        ),
      ),
  );
}

/** Templates called by functions, what Helm adds, versions, and what cannot be known. */
export const flowFunctions: FunctionTable = [
  ...tolerant('include', 'sa*', include),
  ...tolerant('tpl', 'sa', (call, args) => callText(call, ropeArg(args, 0), args[1] ?? NIL)),
  ...tolerant('required', 'sa', required),
  ...tolerant('fail', 's', fail),
  // Without a cluster Helm finds nothing.
  ...strict('lookup', 'ssss', () => mapOf(new Map())),
  ...strict('semverCompare', 'ss', semverCompare),
  ...strict('semver', 's', semver),
  ...unknownFunctions(),
];
