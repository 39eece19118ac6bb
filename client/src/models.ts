// What the editor lends to runs: keys from its secret storage, and its own language models.

import * as vscode from 'vscode';
import { type LanguageClient, LSPErrorCodes, ResponseError } from 'vscode-languageclient/node';

type Message = { role: string; content: string };
type Asked = { messages: Message[]; model: string; temperature: number | null; maxTokens: number | null };

export class Lender {
  /** The questions that are open, by what they ask about. */
  private readonly asking = new Map<string, Thenable<string | undefined>>();

  constructor(private readonly context: vscode.ExtensionContext) {}

  wire(client: LanguageClient): void {
    client.onRequest('motjuste/apiKey', async ({ name, baseUrl }: { name: string; baseUrl: string }) => {
      const kept = await this.context.secrets.get(place(name, baseUrl));
      // The server has this process's environment: what stands there need not be asked for.
      return { key: kept ?? (process.env[name] ? null : ((await this.askKey(name, baseUrl)) ?? null)) };
    });
    client.onRequest('motjuste/model', async ({ model }: { model: string }) => ({ model: (await choose(model)).id }));
    client.onRequest('motjuste/complete', (asked: Asked, token: vscode.CancellationToken) => this.complete(asked, token));
  }

  /**
   * Ask for a key and keep it where the editor keeps secrets, never in settings; an empty one is forgotten. It is kept
   * for one address: both names come from the workspace, which might send the key of one provider to another.
   */
  async askKey(givenName?: string, givenUrl?: string): Promise<string | undefined> {
    const ask = (prompt: string, value: string) => vscode.window.showInputBox({ prompt, value, ignoreFocusOut: true });
    const name = givenName ?? (await ask('The name in api-key-env', 'OPENAI_API_KEY'));
    const url = name && (givenUrl ?? (await ask('The address in base-url', 'https://api.openai.com/v1')));
    if (!name || !url) return undefined;
    const prompt = `The key for ${name} at ${origin(url)}, for the editor's secret storage. Empty forgets the one kept.`;
    const key = await vscode.window.showInputBox({ prompt, password: true, ignoreFocusOut: true });
    await (key ? this.context.secrets.store(place(name, url), key) : key === '' && this.context.secrets.delete(place(name, url)));
    return key || undefined;
  }

  private async complete(asked: Asked, token: vscode.CancellationToken): Promise<unknown> {
    const model = await choose(asked.model);
    await this.consent(model);
    const { User, Assistant } = vscode.LanguageModelChatMessage;
    // The editor's models know no system role.
    const messages = asked.messages.map(({ role, content }) => (role === 'assistant' ? Assistant(content) : User(content)));
    const modelOptions = { temperature: asked.temperature ?? undefined, max_tokens: asked.maxTokens ?? undefined };
    try {
      const answer = await model.sendRequest(messages, { modelOptions, justification: 'A run of Mot Juste.' }, token);
      let text = '';
      for await (const part of answer.text) {
        text += part;
      }
      const counts = await Promise.all([text, ...messages].map((one) => model.countTokens(one, token)));
      const [outputTokens = 0, ...inputs] = counts;
      return { text, model: model.id, usage: { inputTokens: inputs.reduce((sum, one) => sum + one, 0), outputTokens } };
    } catch (error) {
      if (!(error instanceof vscode.LanguageModelError) || !error.code) throw error;
      // What a provider's filter refuses is one wrong answer, not the run's end.
      const blocked = error.code === vscode.LanguageModelError.Blocked.name;
      throw new ResponseError(LSPErrorCodes.RequestFailed, error.message, { blocked });
    }
  }

  /** Once for each model and workspace: prompts and cases leave for whoever provides the model. */
  private async consent(model: vscode.LanguageModelChat): Promise<void> {
    const key = `consent.${model.id}`;
    if (this.context.workspaceState.get(key)) return;
    const question = `May Mot Juste send this workspace's prompts and cases to ${model.name} (${model.vendor})?`;
    const open = this.asking.get(key) ?? vscode.window.showInformationMessage(question, { modal: true }, 'Allow');
    this.asking.set(key, open);
    const told = await open;
    this.asking.delete(key);
    if (told !== 'Allow') {
      throw new ResponseError(LSPErrorCodes.RequestCancelled, `${model.name} was not allowed.`);
    }
    await this.context.workspaceState.update(key, true);
  }
}

const origin = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);
/** Where a key is kept: the variable's name, and whom it is for. */
const place = (name: string, url: string): string => `${name} ${origin(url)}`;

async function choose(name: string): Promise<vscode.LanguageModelChat> {
  const all = await vscode.lm.selectChatModels();
  const found = name ? all.find((one) => [one.id, one.family, one.name].includes(name)) : all[0];
  const others = all.map((one) => one.id).join(', ') || 'none';
  if (!found) {
    throw new ResponseError(LSPErrorCodes.RequestFailed, `The editor has no language model ${name}; it has ${others}.`);
  }
  return found;
}
