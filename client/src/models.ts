// What the editor lends to runs: keys from its secret storage, and its own language models.

import * as vscode from 'vscode';
import { type LanguageClient, LSPErrorCodes, ResponseError } from 'vscode-languageclient/node';

type Message = { role: string; content: string };
type Asked = { messages: Message[]; model: string; temperature: number | null; maxTokens: number | null };

export class Lender {
  private asking: Thenable<string | undefined> | undefined;

  constructor(private readonly context: vscode.ExtensionContext) {}

  wire(client: LanguageClient): void {
    client.onRequest('motjuste/apiKey', async ({ name }: { name: string }) => {
      const kept = await this.context.secrets.get(name);
      // The server has this process's environment: what stands there need not be asked for.
      return { key: kept ?? (process.env[name] ? null : ((await this.askKey(name)) ?? null)) };
    });
    client.onRequest('motjuste/model', async ({ model }: { model: string }) => ({ model: (await choose(model)).id }));
    client.onRequest('motjuste/complete', (asked: Asked, token: vscode.CancellationToken) => this.complete(asked, token));
  }

  /** Ask for a key and keep it where the editor keeps secrets, never in settings; an empty one is forgotten. */
  async askKey(given?: string): Promise<string | undefined> {
    const name = given ?? (await vscode.window.showInputBox({ prompt: 'The name in api-key-env', value: 'OPENAI_API_KEY' }));
    const prompt = `The key for ${name}. It is kept in the editor's secret storage. Leave it empty to forget the one kept.`;
    const key = name ? await vscode.window.showInputBox({ prompt, password: true, ignoreFocusOut: true }) : undefined;
    if (name && key !== undefined) {
      await (key ? this.context.secrets.store(name, key) : this.context.secrets.delete(name));
    }
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
      const refused = error instanceof vscode.LanguageModelError && error.code;
      throw refused ? new ResponseError(LSPErrorCodes.RequestFailed, error.message) : error;
    }
  }

  /** Once for each model and workspace: prompts and cases leave for whoever provides the model. */
  private async consent(model: vscode.LanguageModelChat): Promise<void> {
    const key = `consent.${model.id}`;
    if (this.context.workspaceState.get(key)) {
      return;
    }
    const question = `May Mot Juste send this workspace's prompts and cases to ${model.name} (${model.vendor})?`;
    this.asking ??= vscode.window.showInformationMessage(question, { modal: true }, 'Allow');
    const told = await this.asking;
    this.asking = undefined;
    if (told !== 'Allow') {
      throw new ResponseError(LSPErrorCodes.RequestCancelled, `${model.name} was not allowed.`);
    }
    await this.context.workspaceState.update(key, true);
  }
}

async function choose(name: string): Promise<vscode.LanguageModelChat> {
  const all = await vscode.lm.selectChatModels();
  const found = name ? all.find((one) => [one.id, one.family, one.name].includes(name)) : all[0];
  const others = all.map((one) => one.id).join(', ') || 'none';
  if (!found) {
    throw new ResponseError(LSPErrorCodes.RequestFailed, `The editor has no language model ${name}; it has ${others}.`);
  }
  return found;
}
