// A provider of language models for tests: hands each question to the scripted endpoint that the folder's `.endpoint` names.

const { readFileSync } = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const MODEL = {
  id: 'scripted-1',
  name: 'Scripted One',
  family: 'scripted',
  version: '1',
  maxInputTokens: 100_000,
  maxOutputTokens: 4_000,
  isUserSelectable: true,
  capabilities: {},
};

function textOf(part) {
  return part instanceof vscode.LanguageModelTextPart ? part.value : '';
}

exports.activate = (context) => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const provider = {
    provideLanguageModelChatInformation: async () => [MODEL],
    provideTokenCount: async (_model, text) => (typeof text === 'string' ? text : text.content.map(textOf).join('')).length,
    provideLanguageModelChatResponse: async (_model, messages, options, progress, token) => {
      const url = readFileSync(path.join(folder, '.endpoint'), 'utf8');
      const gone = new AbortController();
      token.onCancellationRequested(() => gone.abort());
      const roles = { [vscode.LanguageModelChatMessageRole.Assistant]: 'assistant' };
      const asked = messages.map(({ role, content }) => ({ role: roles[role] ?? 'user', content: content.map(textOf).join('') }));
      const answer = await fetch(`${url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'scripted', messages: asked, ...options.modelOptions }),
        signal: gone.signal,
      });
      const { choices } = await answer.json();
      progress.report(new vscode.LanguageModelTextPart(choices[0].message.content));
    },
  };
  context.subscriptions.push(vscode.lm.registerLanguageModelChatProvider('scripted', provider));
};
