// Mot Juste in VS Code: starts the server and wires its few features that the protocol has no message for.

import * as vscode from 'vscode';
import { Server } from './server';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const server = new Server(context, () => undefined);
  context.subscriptions.push(
    server,
    vscode.commands.registerCommand('motjuste.restart', () => server.start()),
    vscode.commands.registerCommand('motjuste.showLog', () => server.log.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.start()),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      const restarts = ['interpreter', 'serverFrom', 'config'].map((key) => `motjuste.${key}`);
      if (restarts.some((key) => change.affectsConfiguration(key))) {
        await server.start();
      }
    }),
  );
  await server.start();
}
