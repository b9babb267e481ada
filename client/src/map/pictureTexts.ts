import * as vscode from 'vscode';
import type { PictureTexts } from '../../../shared/src/picture/texts';

/** The sentences of the picture in the user's language; in English they are those of the command line. */
export function pictureTexts(): PictureTexts {
  return {
    title: vscode.l10n.t('Port map'),
    empty: vscode.l10n.t('There is no service to show.'),
    outside: vscode.l10n.t('outside'),
    outsideDetail: vscode.l10n.t('Everything outside of this environment that can reach it.'),
    host: vscode.l10n.t('this host'),
    hostDetail: vscode.l10n.t('The machine that runs the containers, and nothing beyond it.'),
    environment: vscode.l10n.t('Environment {0}, {1}'),
    network: vscode.l10n.t('Network {0}'),
    namespace: vscode.l10n.t('Namespace {0}'),
    service: vscode.l10n.t('{0}, {1}'),
    port: vscode.l10n.t('Port {0} of {1}'),
    named: vscode.l10n.t('called {0}'),
    asked: vscode.l10n.t('Port {0}, which {1} is asked for and does not declare'),
    way: vscode.l10n.t('Way in: port {0} of {1}, {2}'),
    through: vscode.l10n.t('through {0}'),
    publicPort: vscode.l10n.t('open to the outside'),
    connection: vscode.l10n.t('{0} connects to port {1} of {2} by {3}'),
    services: [vscode.l10n.t('1 service'), vscode.l10n.t('{0} services')],
    ports: [vscode.l10n.t('1 port'), vscode.l10n.t('{0} ports')],
    publicPorts: [vscode.l10n.t('1 public port'), vscode.l10n.t('{0} public ports')],
    connections: [vscode.l10n.t('1 connection'), vscode.l10n.t('{0} connections')],
    band: vscode.l10n.t('{0} services that connect to the same ports'),
    bundle: vscode.l10n.t('{0} connections to: {1}'),
    others: vscode.l10n.t('{0} more services'),
    counts: {
      error: [vscode.l10n.t('1 error'), vscode.l10n.t('{0} errors')],
      warning: [vscode.l10n.t('1 warning'), vscode.l10n.t('{0} warnings')],
      info: [vscode.l10n.t('1 note'), vscode.l10n.t('{0} notes')],
      hint: [vscode.l10n.t('1 hint'), vscode.l10n.t('{0} hints')],
    },
    severity: {
      error: vscode.l10n.t('error'),
      warning: vscode.l10n.t('warning'),
      info: vscode.l10n.t('note'),
      hint: vscode.l10n.t('hint'),
    },
    legend: {
      public: vscode.l10n.t('open to the outside'),
      asked: vscode.l10n.t('asked for, not declared'),
      translated: vscode.l10n.t('outer port ▸ container port'),
      folded: vscode.l10n.t('several services as one'),
    },
  };
}
