// What runs need beyond findings (numpy, scipy, openai …): native packages, installed once into the extension's storage.

import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { ownEnvironment, type Python, pythonIn } from './python';

/** Ask, then make an environment with all of Mot Juste's requirements; returns whether it is there. */
export async function installEnvironment(
  context: vscode.ExtensionContext,
  python: Python,
  log: vscode.OutputChannel,
): Promise<boolean> {
  const choice = await vscode.window.showInformationMessage(
    'Runs need packages that this Python does not have (numpy, scipy, openai, pydantic, regex). ' +
      "Install them into the extension's own folder, from your package index? About 200 MB. Findings work without.",
    ...['Install', 'Choose Interpreter'],
  );
  if (choice === 'Choose Interpreter') {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'motjuste.interpreter');
  }
  if (choice !== 'Install') {
    return false;
  }
  const place = ownEnvironment(context);
  const options = { location: vscode.ProgressLocation.Notification, title: 'Mot Juste', cancellable: true };
  try {
    await vscode.window.withProgress(options, async (progress, token) => {
      progress.report({ message: 'making an environment …' });
      await call([...python.command, '-m', 'venv', '--clear', place], log, token);
      progress.report({ message: 'installing what runs need …' });
      const requirements = path.join(context.extensionPath, 'client', 'bundled', 'requirements.txt');
      await call([pythonIn(place), '-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--require-hashes', '-r', requirements], log, token);
    });
    return true;
  } catch (error) {
    // A half-made environment would be taken for a whole one.
    await rm(place, { recursive: true, force: true });
    void vscode.window.showErrorMessage(`The packages were not installed: ${(error as Error).message} The log says more.`);
    return false;
  }
}

function call(command: readonly string[], log: vscode.OutputChannel, token: vscode.CancellationToken): Promise<void> {
  const [program = '', ...flags] = command;
  log.appendLine(command.join(' '));
  return new Promise((resolve, reject) => {
    const child = spawn(program, flags);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        said = `${said}${data}`.slice(-2000);
        log.append(`${data}`);
      });
    }
    token.onCancellationRequested(() => child.kill());
    child.once('error', reject);
    child.once('exit', (status) =>
      status === 0
        ? resolve()
        : reject(new Error(token.isCancellationRequested ? 'cancelled.' : (said.trim().split('\n').at(-1) ?? ''))),
    );
  });
}
