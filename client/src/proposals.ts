// Proven replacements drawn in the text: taken with Tab, dismissed with Escape. Insertions come as inline completions.

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { SELECTOR, type Server } from './server';

type Told = { oldText: string; newText: string; evidence: string; insertion: boolean };
export type Proposal = Told & { index: number; range: vscode.Range };

const STRUCK = vscode.window.createTextEditorDecorationType({ textDecoration: 'line-through', opacity: '0.65' });

export class Proposals implements vscode.Disposable {
  private drawn: Proposal[] = [];
  private inserted: Proposal[] = [];
  private readonly listeners: vscode.Disposable[];

  constructor(private readonly server: Server) {
    this.listeners = [
      server.onChange(() => this.refresh()),
      vscode.window.onDidChangeActiveTextEditor(() => this.refresh()),
      vscode.window.onDidChangeTextEditorSelection(() => this.look(true)),
      // Not for every document: the log is one too, and each question may make it longer.
      vscode.workspace.onDidChangeTextDocument(({ document }) => vscode.languages.match(SELECTOR, document) && this.refresh()),
      vscode.commands.registerCommand('motjuste.acceptProposal', () => this.answer('motjuste.accept')),
      vscode.commands.registerCommand('motjuste.dismissProposal', () => this.answer('motjuste.dismiss')),
    ];
  }

  wire(client: LanguageClient): void {
    client.onNotification('motjuste/proposalsChanged', () => this.refresh());
  }

  dispose(): void {
    vscode.Disposable.from(...this.listeners, STRUCK).dispose();
  }

  /** The proven edits that still hold, in this editor's own positions. */
  async of(document: vscode.TextDocument): Promise<Proposal[]> {
    type Items = { items: (Told & { range: { start: vscode.Position; end: vscode.Position } })[] };
    const told = await this.server.ask<Items>('motjuste/proposals', { uri: document.uri.toString() });
    return (told?.items ?? []).map((one, index) => {
      const { start, end } = one.range;
      return { ...one, index, range: new vscode.Range(start.line, start.character, end.line, end.character) };
    });
  }

  private async refresh(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const version = editor?.document.version;
    const all = editor ? await this.of(editor.document) : [];
    if (editor && version === editor.document.version) {
      this.inserted = all.filter((one) => one.insertion);
      this.drawn = all.filter((one) => !one.insertion && editor.document.getText(one.range) === one.oldText);
      editor.setDecorations(STRUCK, this.drawn.map(decoration));
      this.look();
    }
  }

  /** Tab and Escape mean a proposal only while the cursor touches one. Editors show ghost text unasked while one types only. */
  private look(moved = false): void {
    void vscode.commands.executeCommand('setContext', 'motjuste.proposalAtCursor', Boolean(this.here(this.drawn)));
    if (moved && this.here(this.inserted)) {
      void vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    }
  }

  private here(proposals: Proposal[]): Proposal | undefined {
    const cursor = vscode.window.activeTextEditor?.selection.active;
    return cursor && proposals.find((one) => one.range.contains(cursor));
  }

  private async answer(command: string): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const proposal = this.here(this.drawn);
    await (proposal && this.server.command(command, { uri, index: proposal.index }));
    await this.refresh();
  }
}

function decoration({ range, newText, evidence }: Proposal): vscode.DecorationOptions {
  const hoverMessage = new vscode.MarkdownString(`**${evidence}**\n\nTab takes it, Escape dismisses it.`);
  const color = new vscode.ThemeColor('editorGhostText.foreground');
  return { range, hoverMessage, renderOptions: { after: { contentText: ` ${newText}`, color, fontStyle: 'italic' } } };
}
