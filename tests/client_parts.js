// Runs parts of the VS Code client under Node, bundled into a folder, and prints what they did as JSON.
//
// Python, its environment and the server's process are real programs, if small ones; VS Code, and the client of the
// protocol that comes with it, have stand-ins that do as much as these parts need.

const Module = require('node:module');
const path = require('node:path');
const { spawn } = require('node:child_process');

const folder = process.argv[2];
const [clients, commands] = [[], {}];
let content;

class EventEmitter {
  acts = [];
  event = (act) => ({ dispose: () => this.acts.splice(this.acts.indexOf(act), 1), added: this.acts.push(act) });
  fire = (told) => [...this.acts].forEach((act) => act(told));
}

class LanguageClient {
  constructor(id, name, serve, options) {
    Object.assign(this, { serve, options });
    clients.push(this);
  }

  async start() {
    this.process = await this.serve();
    this.state = 'running';
  }

  async dispose() {
    this.state = 'stopped';
    this.process.kill();
  }

  onDidChangeState() {}

  async sendRequest(method, params) {
    return this.state === 'running' ? { client: clients.indexOf(this), method, ...params } : undefined;
  }
}

const ended = new EventEmitter();
const document = { uri: { path: '/a.md', with: (told) => ({ path: '/a.md', ...told }) }, getText: () => 'Be.', offsetAt: (at) => at };

const STANDINS = {
  'vscode-languageclient/node': { LanguageClient, State: { Running: 'running' } },
  vscode: {
    EventEmitter,
    Disposable: { from: () => ({}) },
    ProcessExecution: class {
      constructor(program, flags) {
        Object.assign(this, { program, flags });
      }
    },
    Task: class {
      constructor(definition, scope, name, source, execution) {
        Object.assign(this, { name, source, execution });
      }
    },
    TaskScope: {},
    commands: { registerCommand: (name, act) => (commands[name] = act), executeCommand: async () => undefined },
    extensions: { getExtension: () => undefined },
    languages: {},
    tasks: {
      onDidEndTaskProcess: ended.event,
      executeTask: async (task) => {
        const { program, flags } = task.execution;
        spawn(program, flags, { stdio: 'inherit' }).on('exit', (exitCode) => ended.fire({ execution: { task }, exitCode }));
      },
    },
    window: {
      activeTextEditor: { document },
      createOutputChannel: () => ({}),
      showErrorMessage: async (message) => console.error(message),
      showInformationMessage: async (_, ...buttons) => buttons[0],
    },
    workspace: {
      isTrusted: true,
      asRelativePath: () => 'a.md',
      getConfiguration: () => ({ get: () => undefined }),
      registerTextDocumentContentProvider: (_, provider) => (content = provider),
    },
  },
};
const load = Module._load;
Module._load = (name, ...more) => STANDINS[name] ?? load(name, ...more);

/** A run is started from a lens; its packages are installed first, and the server starts anew. */
async function firstRun() {
  const { Server } = require(path.join(folder, 'server.js'));
  const context = {
    extensionPath: folder,
    extension: { packageJSON: { version: '1' } },
    globalStorageUri: { fsPath: path.join(folder, 'storage') },
  };
  const server = new Server(context, () => undefined);
  await server.start();
  const [old] = clients;
  const next = (command, args) => old.sendRequest('workspace/executeCommand', { command, arguments: args });
  const answer = await old.options.middleware.executeCommand('motjuste.optimize', [{ uri: 'file:///a.md' }], next);
  await server.stop();
  return answer;
}

/** What the tab of the proven text shows after each of two runs, when it stays open. */
async function tabs() {
  const { diffs } = require(path.join(folder, 'views.js'));
  const words = ['brief', 'kind'];
  const seen = [];
  diffs({ of: async () => [{ range: { start: 2, end: 2 }, newText: ` ${words.shift()}`, evidence: '' }] });
  content.onDidChange?.((uri) => seen.push(content.provideTextDocumentContent(uri)));
  await commands['motjuste.showDiff']();
  await commands['motjuste.showDiff']();
  return seen;
}

(async () => console.log(JSON.stringify({ firstRun: await firstRun(), tabs: await tabs() })))();
