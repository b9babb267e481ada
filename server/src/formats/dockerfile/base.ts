import type { DeclaredPort } from '../../facts';
import { located, numberPort, only } from '../../facts';
import type { KnownImage } from '../../lore/images';
import { parseImageRef } from '../../lore/images';
import { mapImplied } from '../../text/mapped';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import type { Expanded } from './expand';
import type { Scope } from './scope';

/**
 * What a stage's variables are before its first instruction: those that a known base sets where ports depend on them, and
 * why there may be others. Language bases set versions and paths, never a port.
 */
export function baseEnvironment(scope: Scope, reference: Expanded, known: KnownImage | undefined, site: Span): void {
  const name = reference.text?.text;
  const sure =
    known?.exposesComplete &&
    (known.kind === 'language-base' || known.kind === 'web') &&
    !known.repository.startsWith('mcr.microsoft.com/dotnet/');
  const shown = shownReference(reference);
  if (!sure)
    scope.hidden = {
      because: shown === undefined ? say`the base image may set it` : say`the base image \`${shown}\` may set it`,
      at: site,
    };
  const aspnet = known && name !== undefined ? aspnetVariable(known.repository, name) : undefined;
  if (!aspnet) return;
  const because = say`\`${known?.repository}\` sets \`${aspnet.name}=${aspnet.value}\``;
  const value = mapImplied(aspnet.value, site, because);
  scope.env.set(aspnet.name, { kind: 'value', value, step: { kind: 'variable', name: aspnet.name, at: site } });
  scope.vars.set(aspnet.name, { name: aspnet.name, nameSite: site, value, source: 'image' });
}

/** ASP.NET images choose the port by a variable: port 80 up to version 7, port 8080 from 8 on. */
function aspnetVariable(
  repository: string,
  reference: string,
): { readonly name: string; readonly value: string } | undefined {
  if (!/^mcr\.microsoft\.com\/dotnet\/(?:(?:core|nightly)\/)?aspnet$/.test(repository)) return undefined;
  const major = /^(\d+)\.\d/.exec(parseImageRef(reference)?.tag ?? '')?.[1];
  if (major === undefined) return undefined;
  return Number(major) >= 8
    ? { name: 'ASPNETCORE_HTTP_PORTS', value: '8080' }
    : { name: 'ASPNETCORE_URLS', value: 'http://+:80' };
}

/** Ports that a known base image exposes, as implied by naming it in FROM. */
export function inheritedPorts(known: KnownImage | undefined, site: Span): readonly DeclaredPort[] {
  if (!known) return [];
  return known.exposes.map((p): DeclaredPort => {
    const because = say`the base image \`${known.repository}\` exposes ${p.port}`;
    const port = located(
      numberPort(p.port),
      { site, origins: [{ kind: 'implied', at: site, because }], via: [] },
      known.verified ? 'high' : 'medium',
    );
    return { port: only(port), protocol: p.protocol, site, origin: 'known-image' };
  });
}

/** A reference as messages show it, without its digest. */
export function shownReference(reference: Expanded): string | undefined {
  return reference.text?.text.replace(/@.*$/s, '');
}
