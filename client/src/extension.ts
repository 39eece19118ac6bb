// Mot Juste in VS Code: starts the server and wires the few features that the protocol has no message for.

import * as vscode from 'vscode';
import { CaseTests } from './cases';
import { Lender } from './models';
import { Proposals } from './proposals';
import { Server } from './server';
import { statusItem } from './status';
import { diffs, openSample } from './views';

/** Palette commands that start or end something on the prompt in sight, and the server's command behind each. */
const ON_PROMPT = {
  'motjuste.optimizePrompt': ['motjuste.optimize', () => ({})],
  'motjuste.optimizeTagged': ['motjuste.optimize', () => ({ tagged: true })],
  'motjuste.optimizeSelection': ['motjuste.optimize', selected],
  'motjuste.optimizeParagraph': ['motjuste.optimize', () => ({ ...selected(), scope: 'paragraph' })],
  'motjuste.markPrompt': ['motjuste.mark', () => ({})],
  'motjuste.evaluatePrompt': ['motjuste.evaluate', () => ({})],
  'motjuste.showReport': ['motjuste.report', () => ({})],
  'motjuste.cancelRun': ['motjuste.cancel', () => ({})],
} as const;
const RESTARTING = ['motjuste.interpreter', 'motjuste.serverFrom', 'motjuste.config'];

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const server = new Server(context, (client) => {
    [lender, cases, proposals].forEach((one) => one.wire(client));
    client.onNotification('motjuste/statusChanged', ({ uri }: { uri: string }) => status.refresh(uri));
  });
  const lender = new Lender(context);
  const cases = new CaseTests(server);
  const proposals = new Proposals(server);
  const status = statusItem(server);
  const register = vscode.commands.registerCommand;
  context.subscriptions.push(
    ...[server, cases, proposals, status, diffs(proposals)],
    ...Object.entries(ON_PROMPT).map(([name, [command, more]]) =>
      register(name, () => {
        const uri = vscode.window.activeTextEditor?.document.uri.toString();
        return uri ? server.command(command, { uri, ...more() }) : undefined;
      }),
    ),
    register('motjuste.restart', () => server.start()),
    register('motjuste.showLog', () => server.log.show()),
    register('motjuste.setKey', () => lender.askKey()),
    register('motjuste.openSample', () => openSample(context)),
    register('motjuste.getStarted', () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`, false),
    ),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.start()),
    vscode.workspace.onDidChangeConfiguration((change) =>
      RESTARTING.some((key) => change.affectsConfiguration(key)) ? server.start() : undefined,
    ),
  );
  await server.start();
}

function selected(): { range?: unknown } {
  const { start, end } = vscode.window.activeTextEditor?.selection ?? {};
  const plain = (at?: vscode.Position) => at && { line: at.line, character: at.character };
  return start && end ? { range: { start: plain(start), end: plain(end) } } : {};
}
