import type { Certainty, ListenFact, ListenLevel, Located, Port, Protocol, Values } from '../facts';
import { located, numberPort, only, open } from '../facts';
import type { MappedText } from '../text/mapped';
import { mapImplied, sliceMapped, traceAll } from '../text/mapped';
import { say } from '../text/say';
import type { Bind } from './binds';
import { readBinds } from './binds';
import type { KnownImage } from './images';
import { hasHole, whyUnknown } from './mask';

/** Where a command or a variable stands, and what is known about the unit that it belongs to. */
export interface ListenOptions {
  /** `deployment`: levels 1–3 of formats.md §12.6; `image` (a Dockerfile's CMD, ENV): levels 5 and 6. */
  readonly from: 'deployment' | 'image';
  /** The known image that runs, when it is one: decides what `-p` or `PGPORT` mean and whether `PORT` is read. */
  readonly image?: KnownImage;
  /** Whether the program is known to read `PORT`; undefined: not known, the fact is then `medium`. */
  readonly readsPort?: boolean;
}

/** What is the same for all facts of one flag or variable. */
export interface ListenKind {
  readonly by: string;
  readonly level: ListenLevel;
  readonly purpose: ListenFact['purpose'];
  readonly exclusive: boolean;
  readonly certainty: Certainty;
  /** Port when only an address is written: `--inspect=0.0.0.0`. */
  readonly defaultPort?: number;
  /** Address when the value names none. */
  readonly host?: Located<string>;
  readonly protocol?: Protocol;
}

/** The facts of a value: one for each address in it. A value that is none gives no facts, one that is not known an open one. */
export function listenFacts(value: MappedText, kind: ListenKind): readonly ListenFact[] {
  return readBinds(value.text).flatMap((bind) => bindFact(value, bind, kind) ?? []);
}

function bindFact(value: MappedText, bind: Bind, kind: ListenKind): ListenFact | undefined {
  const port = portOf(value, bind, kind);
  return (
    port && listenFact(port, sliceMapped(value, bind.all.start, bind.all.end), kind, hostOf(value, bind) ?? kind.host)
  );
}

/** A fact with given port; `place` is where it stands. */
export function listenFact(port: Values<Port>, place: MappedText, kind: ListenKind, host = kind.host): ListenFact {
  const { by, level, purpose, exclusive, certainty } = kind;
  return {
    port,
    protocol: kind.protocol ?? 'tcp',
    ...(host ? { host } : {}),
    level,
    by,
    purpose,
    exclusive,
    site: place.whole,
    certainty,
  };
}

function portOf(value: MappedText, bind: Bind, kind: ListenKind): Values<Port> | undefined {
  if (bind.port) {
    const text = sliceMapped(value, bind.port.start, bind.port.end);
    if (bind.open)
      return open(/^0+$/.test(text.text) ? say`port 0 means any free port` : whyUnknown(text.text), text.whole);
    return only(located(numberPort(Number(text.text)), traceAll(text)));
  }
  const number = bind.implied ?? kind.defaultPort;
  return number === undefined
    ? undefined
    : impliedPort(
        number,
        sliceMapped(value, bind.all.start, bind.all.end),
        say`\`${kind.by}\` means port ${number} when none is written`,
      );
}

/** A port that no character makes; `place` implies it. */
export function impliedPort(number: number, place: MappedText, because: string): Values<Port> {
  return only(located(numberPort(number), traceAll(mapImplied(String(number), place.whole, because))));
}

function hostOf(value: MappedText, bind: Bind): Located<string> | undefined {
  if (!bind.host) return undefined;
  const host = sliceMapped(value, bind.host.start, bind.host.end);
  return hostFrom(host);
}

/** The address in a text; `undefined` when it is empty, a wildcard of the program's own, or not known. */
export function hostFrom(host: MappedText): Located<string> | undefined {
  const text = host.text.replace(/^\[(.*)\]$/, '$1');
  if (!/^[\w.:*-]+$/.test(text) || hasHole(host.text)) return undefined;
  return located(text, traceAll(host));
}

/** An address that a program binds unless it is told otherwise. Configuration files that we do not see may tell. */
export function impliedHost(host: string, place: MappedText, because: string): Located<string> {
  return located(host, traceAll(mapImplied(host, place.whole, because)), 'medium');
}
