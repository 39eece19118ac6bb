// What is opened: a run's report in a webview, its proven text beside the present one, the walkthrough's sample.

import { cp, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Proposals } from './proposals';

/** Nothing from anywhere: a second lock beside the page's own. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
const SCHEME = 'motjuste-proven';

export function showReport(html: string): void {
  const options = { enableScripts: true, enableFindWidget: true, localResourceRoots: [] };
  const panel = vscode.window.createWebviewPanel('motjuste.report', 'Mot Juste: report', vscode.ViewColumn.Beside, options);
  panel.webview.html = html.replace(/<head>/i, `$&<meta http-equiv="Content-Security-Policy" content="${POLICY}">`);
}

/** Whether a document that the server wants shown was a report, and is. */
export async function showReportFile(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme !== 'file' || !uri.path.endsWith('.html')) return false;
  showReport(await readFile(uri.fsPath, 'utf8'));
  return true;
}

/** The text with all proven edits that hold, beside the text as it is. */
export function diffs(proposals: Proposals): vscode.Disposable {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const content = { onDidChange: changed.event, provideTextDocumentContent: (uri: vscode.Uri) => texts.get(uri.path) ?? '' };
  const command = vscode.commands.registerCommand('motjuste.showDiff', async () => {
    const document = vscode.window.activeTextEditor?.document;
    const items = document ? await proposals.of(document) : [];
    if (!document || !items[0]) {
      void vscode.window.showInformationMessage('There is no proven edit of this text. Optimize it first.');
      return;
    }
    let text = document.getText();
    for (const { range, newText } of [...items].sort((one, other) => other.range.start.compareTo(one.range.start))) {
      text = text.slice(0, document.offsetAt(range.start)) + newText + text.slice(document.offsetAt(range.end));
    }
    texts.set(document.uri.path, text);
    const proven = document.uri.with({ scheme: SCHEME, authority: '' });
    // A tab that is still open has the text of an earlier run.
    changed.fire(proven);
    const title = `${vscode.workspace.asRelativePath(document.uri)}: proven edit, ${items[0].evidence}`;
    await vscode.commands.executeCommand('vscode.diff', document.uri, proven, title);
  });
  return vscode.Disposable.from(changed, vscode.workspace.registerTextDocumentContentProvider(SCHEME, content), command);
}

/** Open the sample prompt, in a folder of the extension's own; what was changed in it before stays. */
export async function openSample(context: vscode.ExtensionContext): Promise<void> {
  const place = path.join(context.globalStorageUri.fsPath, 'sample', 'prompts');
  await cp(path.join(context.extensionPath, 'examples', 'prompts'), place, { recursive: true, force: false });
  await vscode.window.showTextDocument(vscode.Uri.file(path.join(place, 'names.md')));
}
