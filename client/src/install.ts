// What runs need beyond findings (numpy, scipy, openai …): native packages, installed once into the extension's storage.

import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { ownEnvironment, type Python, pythonIn } from './python';

const QUESTION =
  'Runs need packages that this Python does not have (numpy, scipy, openai, pydantic, regex). Install them from your ' +
  "package index into the extension's own folder? Findings work without.";

/** Ask, then make an environment with all of Mot Juste's requirements, in a terminal; returns whether it is there. */
export async function installEnvironment(context: vscode.ExtensionContext, python: Python): Promise<boolean> {
  const choice = await vscode.window.showInformationMessage(QUESTION, 'Install', 'Choose Interpreter');
  if (choice === 'Choose Interpreter') {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'motjuste.interpreter');
  }
  if (choice !== 'Install') return false;
  const place = ownEnvironment(context);
  const listed = (name: string): string => path.join(context.extensionPath, 'client', 'bundled', name);
  // -P: a task runs in the workspace's folder, and no module is ever looked for there.
  const pip = [pythonIn(place), '-P', '-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--require-hashes'];
  const made = (await run([...python.command, '-P', '-m', 'venv', '--clear', place])) && (await run([...pip, '-r', listed('requirements.txt')]));
  if (!made) {
    // A half-made environment would be taken for a whole one.
    await rm(place, { recursive: true, force: true });
    void vscode.window.showErrorMessage('The packages were not installed; the terminal says why. Findings still work.');
    return false;
  }
  // The embedded model's runtime has no wheel for some platforms; endpoints and the editor's models work without.
  await run([...pip, '--no-deps', '-r', listed('embedded.txt')]);
  return true;
}

async function run([program = '', ...flags]: readonly string[]): Promise<boolean> {
  const task = new vscode.Task({ type: 'process' }, vscode.TaskScope.Global, 'Install', 'Mot Juste', new vscode.ProcessExecution(program, flags));
  return new Promise((resolve) => {
    const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name === task.name && execution.task.source === task.source) {
        listener.dispose();
        resolve(exitCode === 0);
      }
    });
    void vscode.tasks.executeTask(task);
  });
}
