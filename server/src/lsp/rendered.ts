import type { Location } from 'vscode-languageserver';
import { renderedContextsMethod, renderedDocumentMethod, renderedSourceMethod } from '../../../shared/src/rendered';
import type {
  RenderedContext,
  RenderedDocument,
  RenderedFile,
  RenderedLine,
  RenderedSubject,
} from '../../../shared/src/rendered';
import { renderedChoices, renderedManifest, sourceOfLine } from '../features/rendered';
import { visible } from '../text/escape';
import { canonicalUri } from '../text/uri';
import { locationOf } from './convert';
import type { Session } from './session';

/** Registers what shows rendered charts, and leads from their lines back to the source. */
export function registerRendered(session: Session): void {
  const { connection } = session;
  connection.onRequest(renderedContextsMethod, async ({ uri }: RenderedFile): Promise<readonly RenderedContext[]> => {
    const snapshot = await session.current();
    return renderedChoices(snapshot, canonicalUri(uri)).map((c) => ({ ...c, label: visible(c.label) }));
  });
  connection.onRequest(
    renderedDocumentMethod,
    async ({ uri, context }: RenderedSubject): Promise<RenderedDocument | null> => {
      const made = renderedManifest(await session.current(), context, canonicalUri(uri));
      if (!made) return null;
      const text = made.text.split('\n').map((line) => visible(line));
      return { title: visible(made.title), text: text.join('\n') };
    },
  );
  connection.onRequest(renderedSourceMethod, async ({ uri, context, line }: RenderedLine): Promise<Location | null> => {
    const snapshot = await session.current();
    const made = renderedManifest(snapshot, context, canonicalUri(uri));
    const source = made && sourceOfLine(made, line);
    return source ? locationOf(snapshot, source) : null;
  });
}
