import * as vscode from 'vscode';
import { pictureTexts } from './pictureTexts';

/** The sentences of the picture's page in the user's language: it has none of its own. */
export function pageTexts() {
  return {
    picture: pictureTexts(),
    toolbar: vscode.l10n.t('Port map'),
    search: vscode.l10n.t('Services by name'),
    publicOnly: vscode.l10n.t('Public'),
    publicOnlyTip: vscode.l10n.t('Show only ports that are open to the outside'),
    brokenOnly: vscode.l10n.t('Findings'),
    brokenOnlyTip: vscode.l10n.t('Show only what has a finding'),
    environments: vscode.l10n.t('Environments'),
    allEnvironments: vscode.l10n.t('All environments'),
    clear: vscode.l10n.t('Clear filters'),
    zoomIn: vscode.l10n.t('Zoom in (+)'),
    zoomOut: vscode.l10n.t('Zoom out (−)'),
    zoomFit: vscode.l10n.t('Show all (0)'),
    save: vscode.l10n.t('Save as…'),
    saveSvg: vscode.l10n.t('SVG picture'),
    saveMermaid: vscode.l10n.t('Mermaid diagram'),
    saveJson: vscode.l10n.t('JSON data'),
    loading: vscode.l10n.t('Charting ports…'),
    nothing: vscode.l10n.t('No port was found in this workspace.'),
    nothingPasses: vscode.l10n.t('Nothing passes the filters.'),
    failed: vscode.l10n.t('The picture could not be laid out: {0}'),
    many: vscode.l10n.t(
      '{0} services are too many for one picture: some are drawn as one. Click those to unfold them.',
    ),
    fold: vscode.l10n.t('Fold: {0}'),
    clickToUnfold: vscode.l10n.t('Click to unfold'),
    keys: vscode.l10n.t('Enter goes to the source, Space folds, arrow keys go on, 0 shows all.'),
    opensSource: vscode.l10n.t('Click to go to the source'),
  };
}

/** The table of {@link pageTexts}. */
export type PageTexts = Readonly<ReturnType<typeof pageTexts>>;
