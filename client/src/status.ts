// The language status item: model, eval set, score and cost of the prompt in sight.

import * as vscode from 'vscode';
import { SELECTOR, type Server } from './server';

type Status = {
  readonly evals: { path: string; cases: number } | null;
  readonly score: { mean: number; n: number; split: string; stale: boolean } | null;
  readonly spent: { calls: number; tokens: number; money: number | null };
  readonly run: { line: string } | null;
  readonly trusted: boolean;
} & { readonly [name in 'format' | 'dialect' | 'model' | 'optimizer' | 'verdict' | 'note']: string | null };

export function statusItem(server: Server): vscode.Disposable & { refresh(uri?: string): void } {
  const item = vscode.languages.createLanguageStatusItem('motjuste', SELECTOR);
  item.command = { command: 'motjuste.showLog', title: 'Show Log' };
  const refresh = async (uri?: string): Promise<void> => {
    const shown = vscode.window.activeTextEditor?.document.uri.toString();
    if (shown && (!uri || uri === shown)) {
      const status = await server.ask<Status>('motjuste/status', { uri: shown });
      void vscode.commands.executeCommand('setContext', 'motjuste.hasEvals', Boolean(status?.evals));
      item.busy = Boolean(status?.run);
      item.severity = vscode.LanguageStatusSeverity[server.running ? 'Information' : 'Error'];
      item.text = server.running ? `Mot Juste: ${headline(status)}` : 'Mot Juste has no server';
      item.detail = status ? details(status) : '';
    }
  };
  const listeners = [server.onChange(() => refresh()), vscode.window.onDidChangeActiveTextEditor(() => refresh())];
  return { refresh, dispose: () => vscode.Disposable.from(item, ...listeners).dispose() };
}

function headline(status: Status | undefined): string {
  const score = status?.score;
  const verdict = [status?.verdict, score?.stale && 'before the last changes'].filter(Boolean).map((one) => `, ${one}`);
  const told = score && `${(score.mean * 100).toFixed(1)} % on ${score.n} ${score.split} cases${verdict.join('')}`;
  return status?.run?.line ?? told ?? 'not scored yet';
}

function details({ spent, evals, trusted, model, optimizer, note, format, dialect }: Status): string {
  const cost = `${spent.calls} calls, ${spent.tokens} tokens${spent.money === null ? '' : `, $${spent.money.toFixed(4)}`} spent`;
  const linked = evals ? `${evals.path} (${evals.cases} cases)` : (note ?? 'no eval set');
  const asked = trusted ? `${model}, optimizer ${optimizer}` : 'not trusted: no runs';
  return [asked, linked, cost, `${format}, ${dialect}`].join(' · ');
}
