// Which Python runs the server: the one that is set, the extension's own, the Python extension's, the one on the PATH.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';

const run = promisify(execFile);

/** A Python that answered. */
export interface Python {
  readonly command: readonly string[];
  readonly version: readonly [number, number];
  /** Whether it has the native packages that runs need; findings need none. */
  readonly complete: boolean;
}

export interface Search {
  readonly python: Python | undefined;
  /** One sentence for each place that was looked at in vain. */
  readonly problems: readonly string[];
}

const PROBE = `import json, sys, importlib.util as u
print(json.dumps([sys.version_info[:2], all(u.find_spec(n) for n in ("numpy", "scipy", "openai", "pydantic", "regex"))]))`;

/** Find a Python 3.11 or newer. What is set in `motjuste.interpreter` is used or complained about, never passed over. */
export async function findPython(context: vscode.ExtensionContext): Promise<Search> {
  const set = vscode.workspace.getConfiguration('motjuste').get<unknown>('interpreter');
  if (set !== undefined && set !== null && typeof set !== 'string') {
    return { python: undefined, problems: ['The setting motjuste.interpreter is no path.'] };
  }
  const candidates = set ? [[set]] : await places(context);
  const problems: string[] = [];
  for (const command of candidates) {
    const found = await probe(command);
    if (typeof found !== 'string') {
      return { python: found, problems };
    }
    problems.push(found);
  }
  return { python: undefined, problems };
}

/** The environment that `install` makes: one for each version of the extension. */
export function ownEnvironment(context: vscode.ExtensionContext): string {
  const version = (context.extension.packageJSON as { version: string }).version;
  return path.join(context.globalStorageUri.fsPath, `environment-${version}`);
}

export function pythonIn(environment: string): string {
  return process.platform === 'win32'
    ? path.join(environment, 'Scripts', 'python.exe')
    : path.join(environment, 'bin', 'python');
}

async function places(context: vscode.ExtensionContext): Promise<string[][]> {
  const own = pythonIn(ownEnvironment(context));
  const chosen = await chosenByPythonExtension();
  const onPath = process.platform === 'win32' ? [['py', '-3'], ['python']] : [['python3'], ['python']];
  return [...(existsSync(own) ? [[own]] : []), ...(chosen ? [[chosen]] : []), ...onPath];
}

/** Not asked in an untrusted workspace: the choice may be an environment that lies in it. */
async function chosenByPythonExtension(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<{
    environments?: { getActiveEnvironmentPath(): { path: string } };
  }>('ms-python.python');
  if (!extension || !vscode.workspace.isTrusted) {
    return undefined;
  }
  const api = await extension.activate();
  return api.environments?.getActiveEnvironmentPath().path;
}

async function probe(command: readonly string[]): Promise<Python | string> {
  const [program = '', ...flags] = command;
  try {
    // -I: neither the folder one stands in nor the user's PYTHONPATH has a say in the answer.
    const { stdout } = await run(program, [...flags, '-I', '-c', PROBE], { timeout: 20_000 });
    const [version, complete] = JSON.parse(stdout) as [[number, number], boolean];
    if (version[0] > 3 || (version[0] === 3 && version[1] >= 11)) {
      return { command, version, complete };
    }
    return `${command.join(' ')} is Python ${version.join('.')}.`;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return `${command.join(' ')} ${missing ? 'is not there.' : 'did not answer as a Python does.'}`;
  }
}
