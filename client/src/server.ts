// The server's life: start, restart after a crash, and one message when it cannot be.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, type LanguageClientOptions, State } from 'vscode-languageclient/node';
import { installEnvironment } from './install';
import { findPython, type Python } from './python';
import { showReport, showReportFile } from './views';

const LANGUAGES =
  'markdown plaintext prompt instructions chatagent skill prompty poml baml dotprompt jinja jinja-md jinja-yaml ' +
  'handlebars mustache yaml json jsonc jsonl toml python csv';
const FILES = '**/*.{prompt,prompty,poml,baml,mdc,jsonl,csv,j2,jinja,jinja2,mustache,hbs,handlebars}';
export const SELECTOR = ['file', 'untitled'].flatMap((scheme) => [
  ...LANGUAGES.split(' ').map((language) => ({ scheme, language })),
  { scheme, pattern: FILES },
]);
const RUNS = ['motjuste.mark', 'motjuste.optimize', 'motjuste.evaluate'];
/** How often the server may end by itself within three minutes before it is left alone. */
const PATIENCE = 3;

/** Milliseconds in which the words of a process that ended are read. */
const LAST_WORDS = 1000;
/** Milliseconds that an old client gets to end; it ends a server that does not answer in less. */
const PUT_AWAY = 5000;

/** Says nothing of a connection that cannot be made: the server's last words say why, once. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown, show: boolean | 'force' = true): void {
    super.error(message, data, show !== 'force' && show);
  }
}

export class Server implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel('Mot Juste', { log: true });
  private readonly changed = new vscode.EventEmitter<void>();
  /** It started or ended. */
  readonly onChange = this.changed.event;
  private client: LanguageClient | undefined;
  private python: Python | undefined;
  private starting: Promise<void> = Promise.resolve();
  private ends: number[] = [];
  private lastWords = '';

  /** @param wire Called with each new client before it starts, to answer what the server asks and tells. */
  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly wire: (client: LanguageClient) => void,
  ) {}

  get running(): boolean {
    return this.client?.state === State.Running;
  }

  /** Ask the server; undefined when it does not run or has no answer. */
  async ask<T>(method: string, params: unknown): Promise<T | undefined> {
    return this.running ? this.client?.sendRequest<T>(method, params).catch(() => undefined) : undefined;
  }

  async command<T>(command: string, argument: unknown): Promise<T | undefined> {
    return this.run(command, [argument]) as Promise<T | undefined>;
  }

  /** Start it anew. Who asks while it is starting waits for the next one: trust and settings may change at once. */
  start(): Promise<void> {
    this.starting = this.starting.then(() => this.startOnce());
    return this.starting;
  }

  private async startOnce(): Promise<void> {
    await this.stop();
    [this.ends, this.lastWords] = [[], ''];
    try {
      const { python, set, problems } = await findPython(this.context);
      this.python = python;
      if (!python && (set || !(await promisify(execFile)('uvx', ['--version']).catch(() => undefined)))) {
        throw new Error(`Python 3.11 or newer is needed. ${problems.join(' ')}`);
      }
      // Started before the client, which would tell a failure in words of its own.
      const child = await this.spawn();
      const ended = once(child, 'exit').then(() => later(LAST_WORDS));
      const first = [child];
      this.client = new Client('motjuste', 'Mot Juste', async () => first.pop() ?? this.spawn(), this.options());
      this.wire(this.client);
      this.client.onDidChangeState(() => this.changed.fire());
      // The client would wait for ever for a process that ended before it listened.
      if (await Promise.race([this.client.start(), ended.then(() => true)])) throw new Error('It ended at once.');
    } catch (error) {
      // A process may be found gone before its words are read.
      if (this.client && !this.lastWords) await later(LAST_WORDS);
      // Not awaited: who asked for the start need not wait until the message is read.
      void this.tell(this.lastWords || (error as Error).message);
    }
  }

  async stop(): Promise<void> {
    const old = this.client;
    this.client = undefined;
    // A client that never came to run may not end either; the next one need not wait for it.
    await Promise.race([old?.dispose().catch(() => undefined), later(PUT_AWAY)]);
  }

  dispose(): void {
    void this.stop();
    vscode.Disposable.from(this.log, this.changed).dispose();
  }

  private options(): LanguageClientOptions {
    const client = { apiKeys: true, completions: true, draws: true, cases: true, status: true };
    const config = vscode.workspace.getConfiguration('motjuste').get('config') || undefined;
    return {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      initializationOptions: { trusted: vscode.workspace.isTrusted, config, client },
      synchronize: { configurationSection: 'motjuste' },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => ({ action: this.comesBack() ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true }),
      },
      middleware: {
        // `next` would ask the client that the lens came from, which may have been put away by the time packages are there.
        executeCommand: (command, args) => this.run(command, args),
        window: {
          showDocument: async (params, token, next) =>
            (await showReportFile(vscode.Uri.parse(params.uri))) ? { success: true } : next(params, token),
        },
      },
    };
  }

  /** Run a command of the server's, from whatever button, lens or key, with what runs need beyond findings. */
  private async run(command: string, args: unknown[]): Promise<unknown> {
    await this.starting;
    if (!this.running) await this.start();
    if (RUNS.includes(command) && this.python?.complete === false && vscode.workspace.isTrusted) {
      if (!(await installEnvironment(this.context, this.python))) return undefined;
      await this.start();
    }
    const params = { command, arguments: args };
    const answer = this.running ? await this.client?.sendRequest('workspace/executeCommand', params) : undefined;
    if (command === 'motjuste.report' && answer) {
      showReport((answer as { html: string }).html);
    }
    return answer;
  }

  private spawn(): Promise<ChildProcess> {
    const bundle = path.join(this.context.extensionPath, 'client', 'bundled');
    const bundled = this.python && vscode.workspace.getConfiguration('motjuste').get('serverFrom') !== 'interpreter';
    const wheel = path.join(bundle, `motjuste-${this.context.extension.packageJSON.version}-py3-none-any.whl`);
    const uvx = ['uvx', '--from', wheel, 'motjuste', 'server'];
    const [program = '', ...flags] = this.python ? [...this.python.command, '-m', 'motjuste', 'server'] : uvx;
    // Modules are never looked for in the folder that happens to be open.
    const own = { PYTHONSAFEPATH: '1', ...(bundled ? { PYTHONPATH: path.join(bundle, 'libs') } : {}) };
    const child = spawn(program, flags, { cwd: bundle, env: { ...process.env, ...own } });
    child.stderr.on('data', (data: Buffer) => {
      this.lastWords = `${data}`.trim().split('\n').at(-1)?.trim() || this.lastWords;
    });
    return new Promise((resolve, reject) => child.once('spawn', () => resolve(child)).once('error', reject));
  }

  /** It ended by itself: whether to start it again. One that never ran would only end again. */
  private comesBack(): boolean {
    const now = Date.now();
    this.ends = [...this.ends.filter((end) => now - end < 180_000), now];
    const ran = this.client?.initializeResult !== undefined;
    if (ran && this.ends.length > PATIENCE) {
      void this.tell(`It ended ${this.ends.length} times within three minutes. The log says more.`);
    }
    return ran && this.ends.length <= PATIENCE;
  }

  private async tell(reason: string): Promise<void> {
    const told = `Mot Juste has no server: ${reason}`;
    const acts: Record<string, () => unknown> = {
      'Choose Interpreter': () => vscode.commands.executeCommand('workbench.action.openSettings', 'motjuste.interpreter'),
      'Try Again': () => this.start(),
      'Show Log': () => this.log.show(),
    };
    acts[(await vscode.window.showErrorMessage(told, ...Object.keys(acts))) ?? '']?.();
  }
}
