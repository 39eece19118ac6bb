"""A program that asks questions through the cache, for tests with several processes.

python asker.py URL CACHE QUESTION…: asks all at once, prints one line a reply as it comes: `QUESTION TEXT CACHED`.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from motjuste.llm.cache import CachedChat, CompletionCache
from motjuste.llm.chat import ChatMessage, ChatRequest
from motjuste.llm.endpoint import Endpoint
from motjuste.llm.openai_chat import OpenAIChat


async def main(url: str, path: str, questions: list[str]) -> None:
    async with OpenAIChat(Endpoint(url, "scripted"), backoff=0.001) as model:
        with CompletionCache(Path(path)) as cache:
            cached = CachedChat(model, cache)

            async def ask(question: str) -> None:
                reply = await cached.complete(ChatRequest((ChatMessage("user", question),)))
                print(question, reply.text, reply.cached, flush=True)  # noqa: T201 - what it prints is what a test reads

            await asyncio.gather(*(ask(question) for question in questions))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
