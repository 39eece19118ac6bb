// The server's life: start, restart after a crash, and one message when it cannot be.

import { type ChildProcess, spawn } from 'node:child_process';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, State } from 'vscode-languageclient/node';
import { installEnvironment } from './install';
import { findPython, type Python } from './python';

const SELECTOR_LANGUAGES = [
  ...['markdown', 'plaintext', 'prompt', 'instructions', 'chatagent', 'skill', 'prompty', 'poml', 'baml', 'dotprompt'],
  ...['jinja', 'jinja-md', 'jinja-yaml', 'handlebars', 'mustache', 'yaml', 'json', 'jsonc', 'jsonl', 'toml', 'python', 'csv'],
];
const SELECTOR_FILES = ['**/*.{prompt,prompty,poml,baml,mdc,jsonl,csv,j2,jinja,jinja2,mustache,hbs,handlebars}'];
export const SELECTOR = ['file', 'untitled'].flatMap((scheme) => [
  ...SELECTOR_LANGUAGES.map((language) => ({ scheme, language })),
  ...SELECTOR_FILES.map((pattern) => ({ scheme, pattern })),
]);
/** How often the server may end by itself within three minutes before it is left alone. */
const PATIENCE = 3;

/** Called with each new client before it starts, to answer the server's requests. */
export type Wiring = (client: LanguageClient) => void;

export class Server implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel('Mot Juste', { log: true });
  client: LanguageClient | undefined;
  private python: Python | undefined;
  private ends: number[] = [];
  private lastWords = '';
  private changed = new vscode.EventEmitter<void>();
  readonly onChange = this.changed.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly wire: Wiring,
  ) {}

  get running(): boolean {
    return this.client?.state === State.Running;
  }

  /** Ask the server; undefined when it is not running or does not know the question. */
  async ask<T>(method: string, params: unknown): Promise<T | undefined> {
    try {
      return this.running ? await this.client?.sendRequest<T>(method, params) : undefined;
    } catch (error) {
      this.log.appendLine(`${method}: ${String(error)}`);
      return undefined;
    }
  }

  async command<T>(command: string, argument: unknown): Promise<T | undefined> {
    if (!this.running) {
      await this.start();
    }
    if (command !== 'motjuste.cancel' && RUNS.has(command) && !(await this.ready())) {
      return undefined;
    }
    return this.client?.sendRequest<T>('workspace/executeCommand', { command, arguments: [argument] });
  }

  async start(): Promise<void> {
    await this.stop();
    this.ends = [];
    this.lastWords = '';
    try {
      const search = await findPython(this.context);
      this.python = search.python;
      if (!search.python && !(await hasUvx())) {
        throw new Error(`Python 3.11 or newer is needed. ${search.problems.join(' ')}`);
      }
      // Started before the client, which would tell a failure in words of its own.
      let first: ChildProcess | undefined = await this.spawn();
      const client = this.makeClient(() => {
        const child = first;
        first = undefined;
        return child ? Promise.resolve(child) : this.spawn();
      });
      this.client = client;
      this.wire(client);
      client.onDidChangeState(() => this.changed.fire());
      await client.start();
    } catch (error) {
      // Not awaited: who asked for the start need not wait until the message is read.
      void this.tell(this.lastWords || (error as Error).message);
    }
  }

  async stop(): Promise<void> {
    const old = this.client;
    this.client = undefined;
    if (old?.state === State.Running) {
      await old.stop();
    }
    await old?.dispose().catch(() => undefined);
  }

  dispose(): void {
    void this.stop();
    this.log.dispose();
  }

  private makeClient(server: () => Promise<ChildProcess>): LanguageClient {
    return new LanguageClient('motjuste', 'Mot Juste', server, {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      initializationOptions: () => ({
        trusted: vscode.workspace.isTrusted,
        config: vscode.workspace.getConfiguration('motjuste').get('config') || undefined,
        client: { apiKeys: true, completions: true, draws: true, cases: true, status: true },
      }),
      synchronize: { configurationSection: 'motjuste' },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.closed(),
      },
      middleware: {
        executeCommand: async (command, args: unknown[], next) =>
          RUNS.has(command) && !(await this.ready()) ? undefined : next(command, args),
        workspace: {
          // What is not set is not sent: the settings files and the server's defaults hold.
          configuration: async (params, token, next) => {
            const found = await next(params, token);
            return Array.isArray(found) ? found.map(withoutNulls) : found;
          },
        },
      },
    });
  }

  private spawn(): Promise<ChildProcess> {
    const bundle = path.join(this.context.extensionPath, 'client', 'bundled');
    const settings = vscode.workspace.getConfiguration('motjuste');
    const bundled = settings.get('serverFrom') !== 'interpreter';
    const [program = 'uvx', ...flags] = this.python
      ? [...this.python.command, '-m', 'motjuste']
      : ['uvx', '--from', path.join(bundle, `motjuste-${this.context.extension.packageJSON.version}-py3-none-any.whl`), 'motjuste'];
    const child = spawn(program, [...flags, 'server'], {
      cwd: bundle,
      env: {
        ...process.env,
        // Modules are never looked for in the folder that happens to be open.
        PYTHONSAFEPATH: '1',
        ...(bundled && this.python ? { PYTHONPATH: path.join(bundle, 'libs') } : {}),
      },
    });
    child.stderr.on('data', (data: Buffer) => {
      this.lastWords = lastLine(`${data}`) || this.lastWords;
    });
    return new Promise((resolve, reject) => {
      child.once('spawn', () => resolve(child));
      child.once('error', reject);
    });
  }

  /** It ended by itself. One that never ran is not started again: it would only end again. */
  private closed(): { action: CloseAction; handled: true } {
    const now = Date.now();
    this.ends = [...this.ends.filter((end) => now - end < 180_000), now];
    const started = this.client?.initializeResult !== undefined;
    if (started && this.ends.length <= PATIENCE) {
      return { action: CloseAction.Restart, handled: true };
    }
    if (started) {
      void this.tell(`It ended ${this.ends.length} times within three minutes. ${this.lastWords}`);
    }
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private async tell(reason: string): Promise<void> {
    const choice = await vscode.window.showErrorMessage(
      `Mot Juste could not start its server: ${reason}`,
      ...['Choose Interpreter', 'Try Again', 'Show Log'],
    );
    if (choice === 'Choose Interpreter') {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'motjuste.interpreter');
    } else if (choice === 'Try Again') {
      await this.start();
    } else if (choice === 'Show Log') {
      this.log.show();
    }
  }

  /** Whether runs can start: what they need beyond findings is there, or was installed just now. */
  private async ready(): Promise<boolean> {
    if (!this.python || this.python.complete || !vscode.workspace.isTrusted) {
      return true;
    }
    if (await installEnvironment(this.context, this.python, this.log)) {
      await this.start();
      return this.running;
    }
    return false;
  }
}

const RUNS = new Set(['motjuste.mark', 'motjuste.optimize', 'motjuste.evaluate']);

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}

function hasUvx(): Promise<boolean> {
  return new Promise((resolve) => {
    spawn('uvx', ['--version'])
      .once('error', () => resolve(false))
      .once('exit', (status) => resolve(status === 0));
  });
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  const kept = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one)]));
}
