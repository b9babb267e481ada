import type { JsonPlace } from '../../../shared/src/mapJson';
import type { Picture } from '../../../shared/src/picture';
import { STYLE } from '../../../shared/src/picture/style';
import { svgOf } from '../../../shared/src/picture/svg';
import { xmlText } from '../../../shared/src/picture/xml';
import type {
  MapConnection,
  MapEnvironment,
  MapFinding,
  MapPort,
  MapService,
  PortMap,
} from '../../../shared/src/portMap';
import { sha256 } from '../text/hash';
import { PAGE_SCRIPT, PAGE_STYLE, tellPlace } from './mapPageParts';

/**
 * One page with a picture, and below it everything that the picture says, as text. It holds all that it needs: its policy lets in
 * nothing but its own style and script, by their hashes. The same text for the same map.
 */
export function mapPage(map: PortMap<JsonPlace>, picture: Picture<JsonPlace>, name: string): string {
  const style = `${STYLE}\n${PAGE_STYLE}`;
  const policy = `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(PAGE_SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const title = `Port map of ${xmlText(name)}`;
  return `<!doctype html>
<html lang="en" class="portolan">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="tools"><button type="button" data-zoom="1.25">Larger</button> <button type="button" data-zoom="0.8">Smaller</button> <button type="button" data-zoom="0">Whole picture</button> <a href="#text">As text</a></p>
<div class="view" role="region" aria-label="Picture" tabindex="0">
${svgOf(picture, { isAlone: false, isActive: false, tell: tellPlace })}
</div>
<div id="text" tabindex="-1">
${map.environments.map(environmentText).join('\n') || '<p>There is no service to show.</p>'}
</div>
</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

/** The source of a policy that lets in an inline style or script of this text (CSP level 3). */
function hashOf(text: string): string {
  const hex = sha256(new TextEncoder().encode(text));
  const bytes = hex.match(/../g)?.map((pair) => String.fromCharCode(parseInt(pair, 16))) ?? [];
  return `sha256-${btoa(bytes.join(''))}`;
}

function environmentText(environment: MapEnvironment<JsonPlace>): string {
  const names = new Map(environment.services.map((s) => [s.id, s.name]));
  const networks = new Map(environment.networks.map((n) => [n.id, n.name]));
  const connections = environment.connections.map((c) => connectionText(c, names));
  return [
    `<section><h2>${xmlText(environment.name)} <small>${xmlText(environment.source)}</small></h2>`,
    list(environment.findings.map(findingText)),
    ...environment.services.map((s) => serviceText(s, networks)),
    connections.length === 0 ? '' : `<h3>Connections</h3>${list(connections)}`,
    '</section>',
  ].join('');
}

function serviceText(service: MapService<JsonPlace>, networks: ReadonlyMap<string, string>): string {
  const within = service.networks.map((id) => networks.get(id) ?? '').filter((n) => n !== '');
  const items = [
    ...(within.length === 0 ? [] : [`In ${xmlText(within.join(', '))}`]),
    ...service.findings.map(findingText),
    ...service.ports.map(portText),
  ];
  const head = `<h3>${xmlText(service.name)} <small>${xmlText(service.kind)}, ${placeText(service.at)}</small></h3>`;
  return head + (items.length === 0 ? '<p>No ports.</p>' : list(items));
}

function portText(port: MapPort<JsonPlace>): string {
  const name = port.name === undefined ? '' : `, called ${xmlText(port.name)}`;
  const inner = [
    ...port.ways.map((w) => {
      const through = w.through.length === 0 ? '' : `, through ${xmlText(w.through.join(' ▸ '))}`;
      return `Way in${w.isPublic ? ' from the outside' : ''}: port ${xmlText(w.label)} of ${xmlText(w.owner)}, ${xmlText(w.reach)}${through}${placesText(w.declared)}`;
    }),
    ...port.findings.map(findingText),
  ];
  return `Port ${xmlText(`${port.label}/${port.protocol}`)}${name}${placesText(port.declared)}${list(inner)}`;
}

function connectionText(connection: MapConnection<JsonPlace>, names: ReadonlyMap<string, string>): string {
  const [from, to] = [names.get(connection.from) ?? '', names.get(connection.to) ?? ''];
  const told = `${from} connects to port ${connection.label} of ${to} by ${connection.by}`;
  return `${xmlText(told)}${placesText(connection.at)}${list(connection.findings.map(findingText))}`;
}

function findingText({ severity, message, rule, at }: MapFinding<JsonPlace>): string {
  return `<strong>${severity}</strong>: ${xmlText(message)} (${xmlText(rule)}, ${placeText(at)})`;
}

function placesText(places: readonly JsonPlace[]): string {
  return places.length === 0 ? '' : ` (${places.map(placeText).join(', ')})`;
}

function placeText(place: JsonPlace): string {
  return `<code>${xmlText(tellPlace(place))}</code>`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((i) => `<li>${i}</li>`).join('')}</ul>`;
}
