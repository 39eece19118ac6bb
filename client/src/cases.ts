// The Test Explorer: the cases of open prompts' eval sets as tests.

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Server } from './server';

type Case = { id: string; label: string; uri: string; line: number; split: string };
type Result = { id: string; passed: boolean; expected: string | null; actual: string; reason: string };

export class CaseTests implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('motjuste', 'Mot Juste');
  private readonly runs = new Map<string, { run: vscode.TestRun; end: () => void }>();
  private readonly listeners: vscode.Disposable[];

  constructor(private readonly server: Server) {
    const run = (request: vscode.TestRunRequest, token: vscode.CancellationToken) => this.run(request, token);
    this.controller.createRunProfile('Ask the model', vscode.TestRunProfileKind.Run, run, true);
    this.controller.refreshHandler = () => this.refresh();
    this.listeners = [
      server.onChange(() => this.refresh()),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => this.load(uri)),
      vscode.workspace.onDidSaveTextDocument(() => this.refresh()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.controller.items.delete(uri.toString())),
    ];
  }

  wire(client: LanguageClient): void {
    type Told = { uri: string; run: string; results: Result[] };
    client.onNotification('motjuste/caseResults', ({ uri, run, results }: Told) => {
      const tests = this.controller.items.get(uri)?.children;
      results.forEach((one) => this.show(this.runs.get(run)?.run, tests?.get(one.id), one));
    });
    client.onNotification('motjuste/runEnded', ({ run, message }: { run: string; message: string }) => {
      this.runs.get(run)?.run.appendOutput(`${message}\r\n`);
      this.runs.get(run)?.end();
    });
  }

  dispose(): void {
    vscode.Disposable.from(this.controller, ...this.listeners).dispose();
  }

  private async refresh(): Promise<void> {
    // With a server its runs end, and nobody will say so.
    [...(this.server.running ? [] : this.runs.values())].forEach(({ end }) => end());
    await Promise.all(vscode.workspace.textDocuments.map(({ uri }) => this.load(uri)));
  }

  private async load(uri: vscode.Uri): Promise<void> {
    const told = await this.server.ask<{ cases: Case[] }>('motjuste/cases', { uri: uri.toString() });
    if (!told?.cases.length) {
      this.controller.items.delete(uri.toString());
      return;
    }
    const tests = told.cases.map((one) => {
      const test = this.controller.createTestItem(one.id, one.label, vscode.Uri.parse(one.uri));
      return Object.assign(test, { range: new vscode.Range(one.line, 0, one.line, 0), description: one.split });
    });
    const prompt = this.controller.createTestItem(uri.toString(), vscode.workspace.asRelativePath(uri), uri);
    prompt.children.replace(tests);
    this.controller.items.add(prompt);
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    const chosen = new Map<vscode.TestItem, vscode.TestItem[]>();
    for (const item of request.include ?? inside(this.controller.items)) {
      const prompt = item.parent ?? item;
      chosen.set(prompt, [...(chosen.get(prompt) ?? []), ...(item.parent ? [item] : inside(item.children))]);
    }
    for (const [prompt, all] of chosen) {
      const items = all.filter((item) => !token.isCancellationRequested && !request.exclude?.includes(item));
      items.forEach((item) => run.enqueued(item));
      const some = items.length < prompt.children.size ? { cases: items.map((item) => item.id) } : {};
      const argument = { uri: prompt.id, ...some };
      const started = items.length ? await this.server.command<{ run: string }>('motjuste.evaluate', argument) : undefined;
      if (started) {
        token.onCancellationRequested(() => this.server.command('motjuste.cancel', started));
        await new Promise<void>((end) => this.runs.set(started.run, { run, end }));
        this.runs.delete(started.run);
      }
    }
    run.end();
  }

  private show(run: vscode.TestRun | undefined, test: vscode.TestItem | undefined, result: Result): void {
    const { passed, expected, actual, reason } = result;
    if (test && passed) {
      run?.passed(test);
    } else if (test) {
      const message = expected === null ? new vscode.TestMessage(reason) : vscode.TestMessage.diff(reason, expected, actual);
      run?.failed(test, message);
    }
  }
}

function inside(items: vscode.TestItemCollection): vscode.TestItem[] {
  return [...items].map(([, item]) => item);
}
