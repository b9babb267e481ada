import * as vscode from 'vscode';

/**
 * Every sentence of the port map in the user's language, by name: tree and picture take them from this one table, and the
 * page of the picture gets it as data. Values go where `{0}`, `{1}` … stand ({@link fill}).
 */
export function mapTexts() {
  return {
    environment: vscode.l10n.t('Environment {0}, from {1}'),
    oneService: vscode.l10n.t('1 service'),
    services: vscode.l10n.t('{0} services'),
    onePort: vscode.l10n.t('1 port'),
    ports: vscode.l10n.t('{0} ports'),
    oneClient: vscode.l10n.t('1 client'),
    clients: vscode.l10n.t('{0} clients'),
    oneError: vscode.l10n.t('1 error'),
    errors: vscode.l10n.t('{0} errors'),
    oneWarning: vscode.l10n.t('1 warning'),
    warnings: vscode.l10n.t('{0} warnings'),
    oneNote: vscode.l10n.t('1 note'),
    notes: vscode.l10n.t('{0} notes'),
    public: vscode.l10n.t('public'),
    publicThrough: vscode.l10n.t('public through {0}'),
    reachableThrough: vscode.l10n.t('reachable through {0}'),
    internal: vscode.l10n.t('only inside'),
    implied: vscode.l10n.t('declared nowhere'),
    service: vscode.l10n.t('Service {0}, {1}'),
    port: vscode.l10n.t('Port {0} of {1}'),
    way: vscode.l10n.t('Way in: {0}, {1}'),
    client: vscode.l10n.t('Client: {0}'),
    clientAsks: vscode.l10n.t('{0} asks for port {1}, by {2}'),
    missingPort: vscode.l10n.t('asks for {0}'),
    reach: vscode.l10n.t('Reach: {0}'),
    through: vscode.l10n.t('Through: {0}'),
    networks: vscode.l10n.t('Networks: {0}'),
    declaredTimes: vscode.l10n.t('Declared in {0} places'),
    finding: vscode.l10n.t('{0}: {1} ({2})'),
    error: vscode.l10n.t('Error'),
    warning: vscode.l10n.t('Warning'),
    info: vscode.l10n.t('Information'),
    hint: vscode.l10n.t('Hint'),
    more: vscode.l10n.t('and {0} more'),
  };
}

/** The table of {@link mapTexts}. */
export type MapTexts = Readonly<ReturnType<typeof mapTexts>>;
