// Which Python runs the server: the one that is set, the extension's own, the Python extension's, the one on the PATH.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';

/** A Python that answered, and whether it has the native packages that runs need; findings need none. */
export type Python = { readonly command: readonly string[]; readonly complete: boolean };
/** What was found, whether the user said which one, and a sentence for each place that was looked at in vain. */
type Search = { readonly python?: Python; readonly set: boolean; readonly problems: readonly string[] };

const WINDOWS = process.platform === 'win32';
const PROBE = `import json, sys, importlib.util as u
print(json.dumps([*sys.version_info[:2], all(u.find_spec(n) for n in ("numpy", "scipy", "openai", "pydantic", "regex"))]))`;

/** Find a Python 3.11 or newer. */
export async function findPython(context: vscode.ExtensionContext): Promise<Search> {
  const set = vscode.workspace.getConfiguration('motjuste').get<unknown>('interpreter') ?? '';
  if (typeof set !== 'string') {
    return { set: true, problems: ['The setting motjuste.interpreter is no path.'] };
  }
  const problems: string[] = [];
  for (const command of set ? [[set]] : await places(context)) {
    const found = await probe(command);
    if (typeof found !== 'string') {
      return { python: found, set: Boolean(set), problems };
    }
    problems.push(found);
  }
  return { set: Boolean(set), problems };
}

/** The environment that is made when runs need more than is there: one for each version of the extension. */
export function ownEnvironment(context: vscode.ExtensionContext): string {
  return path.join(context.globalStorageUri.fsPath, `environment-${context.extension.packageJSON.version}`);
}

export function pythonIn(environment: string): string {
  return path.join(environment, ...(WINDOWS ? ['Scripts', 'python.exe'] : ['bin', 'python']));
}

async function places(context: vscode.ExtensionContext): Promise<string[][]> {
  const own = pythonIn(ownEnvironment(context));
  type Api = { environments?: { getActiveEnvironmentPath(): { path: string } } };
  // Not asked in an untrusted workspace: the choice may be an environment that lies in it.
  const extension = vscode.workspace.isTrusted && vscode.extensions.getExtension<Api>('ms-python.python');
  const chosen = extension ? (await extension.activate()).environments?.getActiveEnvironmentPath().path : undefined;
  const onPath = WINDOWS ? [['py', '-3'], ['python']] : [['python3'], ['python']];
  return [...(existsSync(own) ? [[own]] : []), ...(chosen ? [[chosen]] : []), ...onPath];
}

async function probe(command: readonly string[]): Promise<Python | string> {
  const [program = '', ...flags] = command;
  try {
    // -I: neither the folder one stands in nor the user's PYTHONPATH has a say in the answer.
    const { stdout } = await promisify(execFile)(program, [...flags, '-I', '-c', PROBE], { timeout: 20_000 });
    const [major, minor, complete] = JSON.parse(stdout) as [number, number, boolean];
    const fits = major > 3 || (major === 3 && minor >= 11);
    return fits ? { command, complete } : `${command.join(' ')} is Python ${major}.${minor}.`;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return `${command.join(' ')} ${missing ? 'is not there.' : 'did not answer as a Python does.'}`;
  }
}
