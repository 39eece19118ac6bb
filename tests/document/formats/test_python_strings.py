"""What in a Python file is a prompt, what it is called, and how its words, holes and comments are read."""

from __future__ import annotations

from textwrap import dedent

import pytest

from motjuste.document.model import PieceKind
from motjuste.document.parse import parse, parse_all
from motjuste.document.render import render


def prompts(source):
    """Each prompt by its name, as (dialect, roles, what is sent)."""
    return {
        document.name: (document.dialect, [one.role for one in document.messages], sent(document))
        for document in parse_all("prompts.py", dedent(source))
        if document.messages
    }


def sent(document):
    return [
        "".join(piece.span.of(document.text) for piece in one.pieces if piece.kind is not PieceKind.HIDDEN)
        for one in document.messages
    ]


AGENT = '''
    """A ticket desk, as people write them."""
    import logging
    import textwrap

    import dspy
    from jinja2 import Template
    from langchain_core.prompts import ChatPromptTemplate, PromptTemplate

    LOG_TEMPLATE = "%(asctime)s and then some more words %(message)s"
    SQL_TEMPLATE = "SELECT name FROM tickets WHERE state = open"
    PROMPT_PATH = "prompts/triage prompt of the desk.txt"
    HTML_TEMPLATE = "<div>Some words for a page</div>"
    prompt = ">>> "

    TRIAGE_PROMPT = """You sort tickets.
    Say "urgent" or "later", \\
    nothing else: {ticket}"""
    GREETING_PROMPT: str = (
        "Greet \\u00c9mile "  # a name
        'and say "hi".\\n'
        "Then stop."
    )

    class Desk:
        system = "You are the desk\\N{EM DASH}be brief and kind."

        def ask(self, question, k=3):
            prompt = f"""Answer {question!r} in {k + 1} words, please.
    Return {{"a": 1}}"""
            history = [
                {"role": "system", "content": self.system},
                {"role": "user", "content": f"Here is the question: {question}"},
                {"role": "tool", "content": "What a tool gave back to us"},
            ]
            return self.client.create(messages=history, system=textwrap.dedent("""
                You speak like a pirate.
                  Always.
                """).strip())

    chat = ChatPromptTemplate.from_messages([
        ("system", "You translate {language} into {{JSON}}."),
        MessagesPlaceholder("history"),
        ("human", "{text}"),
    ])
    few = PromptTemplate(template="Tell {{ x }} about {{ y }} now", template_format="jinja2")
    poem = Template("Write a {{ kind }} poem about cats.")

    def get_system_prompt(user):
        return "You are helping " + user + " with the taxes."

    class Emotion(dspy.Signature):
        """Classify the emotion.

        Use one word.
        """

        text: str = dspy.InputField(desc="the text of the message")

    PROMPTS = {"one": "Do the first thing well.", "two": "Do the second thing %s times." % 2}

    def run(*, system_prompt="You are the default, helpful one."):
        print(TRIAGE_PROMPT.format(ticket=1))
        click.option("--x", prompt="Which one of these do you want?")
'''


def test_a_file_of_prompts_as_people_write_them():
    found = prompts(AGENT)
    assert found == {
        "TRIAGE_PROMPT": (
            "fstring",
            [None],
            ['You sort tickets.\nSay "urgent" or "later", nothing else: {ticket}'],
        ),
        "GREETING_PROMPT": ("none", [None], ['Greet Émile and say "hi".\nThen stop.']),
        "Desk.system": ("none", ["system"], ["You are the desk—be brief and kind."]),
        "Desk.ask.prompt": (
            "python",
            [None],
            ['Answer {question!r} in {k + 1} words, please.\nReturn {"a": 1}'],
        ),
        "Desk.ask.history": (
            "python",
            ["system", "user"],
            ["self.system", "Here is the question: {question}"],
        ),
        "Desk.ask.system": ("none", ["system"], ["You speak like a pirate.\n  Always."]),
        "chat": ("fstring", ["system", "user"], ["You translate {language} into {{JSON}}.", "{text}"]),
        "few": ("jinja", [None], ["Tell {{ x }} about {{ y }} now"]),
        "poem": ("jinja", [None], ["Write a {{ kind }} poem about cats."]),
        "get_system_prompt": ("python", ["system"], ["You are helping user with the taxes."]),
        "Emotion": ("none", ["system"], ["Classify the emotion.\n\nUse one word."]),
        "PROMPTS.one": ("none", [None], ["Do the first thing well."]),
        "PROMPTS.two": ("none", [None], ["Do the second thing %s times."]),
        "run.system_prompt": ("none", ["system"], ["You are the default, helpful one."]),
    }


def test_variables_are_the_plain_names_in_holes():
    document = parse("a.py", 'P_PROMPT = f"Tell {name} of {user.age} and {n + 1:>{w}} {{x}}"')
    assert document.variable_names == ("name",)
    kinds = [piece.kind for piece in document.messages[0].pieces if piece.kind is not PieceKind.LITERAL]
    assert kinds == [PieceKind.VARIABLE, PieceKind.STATEMENT, PieceKind.STATEMENT]
    inputs = {"name": "Ann", "user": '{"age": 7}', "n + 1": "4"}
    assert render(document, inputs) == (("user", "Tell Ann of 7 and 4 {x}"),)


def test_a_comment_makes_any_string_a_prompt_and_names_its_dialect():
    source = '# motjuste: prompt\n# motjuste: dialect=jinja\n# motjuste: evals=./x.jsonl\nx = "Hi {{ y }}"\nz = "a b c d"\n'
    (document,) = parse_all("a.py", source)
    assert (document.name, document.dialect, document.variable_names) == ("x", "jinja", ("y",))
    assert [(one.name, one.arguments) for one in document.directives] == [
        ("prompt", ()),
        ("dialect", ("jinja",)),
        ("evals", ("./x.jsonl",)),
    ]


def test_comments_belong_to_the_statement_they_stand_at():
    source = (
        "# motjuste: ignore-file K001\n\nimport x\n\n# motjuste: ignore T002\n# and why\n"
        'A_PROMPT = (\n  "Say it all now, "\n  # motjuste: protect-start\n  "and keep this"\n'
        '  # motjuste: protect-end\n  " but not this")\nB_PROMPT = "# motjuste: ignore X is no comment"\n'
    )
    one, two = parse_all("a.py", source)
    assert [d.name for d in one.directives] == ["ignore-file", "ignore", "protect-start", "protect-end"]
    assert [d.name for d in two.directives] == ["ignore-file"]
    editable = "".join(span.of(one.text) for span in one.literal_spans)
    assert "keep this" not in editable
    assert "Say it all now" in editable
    assert "but not this" in editable


def test_what_may_be_a_placeholder_is_never_edited_where_nobody_says_how_it_is_filled():
    document = parse("a.py", 'X_PROMPT = "Tell {name} about {{ topic }} in ${lang}, please"')
    assert document.dialect == "none"
    words = "".join(span.of(document.text) for span in document.literal_spans)
    assert words == "Tell  about  in , please"


def test_the_caller_may_say_how_braces_are_read():
    document = parse("a.py", 'X_PROMPT = "Tell {name} about it"', dialect="fstring")
    assert (document.dialect, document.variable_names) == ("fstring", ("name",))


@pytest.mark.parametrize(
    "source",
    [
        'NAME_TEMPLATE = "Dear Sir or Madam, yours is late"',  # nothing here has to do with models
        'SYSTEM = "linux"',
        'prompt = "Enter your name, please: "',
        'x = input(prompt="Which of these do you want to keep?")',
        'PROMPT = b"bytes are no text at all"',
        'def f():\n    "a docstring with words about a prompt"',
        "class A(Signature): pass\nx_prompt = f(y)\n",
        'prompt += "and a fragment that goes on with it"',
        'SYSTEM_PROMPT = open("a prompt in a file.txt").read()',
    ],
)
def test_other_strings_are_none(source):
    (document,) = parse_all("a.py", source)
    assert document.messages == ()
    assert document.faults == ()


def test_two_prompts_of_one_name_are_told_apart():
    source = (
        'def f():\n    prompt = "Say the first thing to them"\n    prompt = "Say the second thing to them"\n'
    )
    assert list(prompts(source)) == ["f.prompt", "f.prompt#2"]


def test_a_name_in_one_function_says_nothing_of_the_same_name_in_another():
    source = (
        'def f():\n    prompt = "Say the {x} thing to them"\n    return prompt.format(x=1)\n\n'
        'def g():\n    prompt = "Say the {x} thing to others"\n    return prompt\n'
    )
    assert [dialect for dialect, _, _ in prompts(source).values()] == ["fstring", "none"]


def test_python_that_cannot_be_parsed_is_a_fault_at_its_place():
    source = 'A_PROMPT = "Say it all now"\nb = (1,\n'
    (document,) = parse_all("a.py", source)
    assert document.messages == ()
    (fault,) = document.faults
    assert fault.code == "F001"
    assert fault.message.startswith("The Python cannot be parsed at line 2: '(' was never closed")
    assert (fault.span.start, fault.span.of(source)) == (source.index("("), "(")


def test_places_are_right_beside_wide_characters_and_odd_line_ends():
    source = '\ufeffé = "日本"; A_PROMPT = "Sag es 😀 allen"\r\nB_PROMPT = "Say\\tit all now"\r'
    one, two = parse_all("a.py", source)
    assert one.messages[0].span.of(one.text) == "Sag es 😀 allen"
    assert two.messages[0].span.of(two.text) == "Say\tit all now"
    assert two.outer(two.messages[0].span).of(source) == "Say\\tit all now"


def test_messages_made_with_calls_read_like_literals():
    source = (
        'DESK = "You sort the tickets of the desk."\n'
        'QUESTION = "Which queue is right for it?"\n'
        "ask(messages=[dict(role='system', content=DESK),\n"
        "    dict(role='system', content='Sort the tickets of the desk.'),\n"
        "    ChatMessage(role='user', content=[dict(type='text', text='The ticket comes here: ' + ticket)])])\n"
        "send(dict(role='user', content=QUESTION))\n"
    )
    found = prompts(source)
    assert found["messages"] == (
        "python",
        ["system", "system", "user"],
        ["DESK", "Sort the tickets of the desk.", "The ticket comes here: ticket"],
    )
    assert (found["DESK"][1], found["QUESTION"][1]) == (["system"], ["user"])


WHOLE = '{"role": "system", "content": "You sort the tickets of the desk."}'


@pytest.mark.parametrize(
    "element",
    [
        '{"role": role, "content": "Say which queue is right."}',
        'dict(role=role, content="Say which queue is right.")',
        '{**base, "content": "Say which queue is right."}',
        '{"role": "user"}',
        '("user" + suffix, "Say which queue is right.")',
        "HumanMessage(**values)",
        '{"role": "user", "content": "Be brief, please."} if brief else {"role": "user", "content": "Take your time."}',
    ],
)
def test_a_conversation_with_an_unreadable_message_is_left_out_whole(element):
    assert (
        prompts(f"# motjuste: prompt\nmessages = [{WHOLE}, {element}]\nask(messages=[{element}, {WHOLE}])\n")
        == {}
    )
    assert prompts(f"CHATS_PROMPTS = {{'one': [{WHOLE}, {element}]}}\n") == {}


@pytest.mark.parametrize(
    "element",
    [
        *("*history", "history", "message_of(ticket)", 'MessagesPlaceholder("history")'),
        *(
            '{"role": "tool", "content": result}',
            '{"role": "assistant", "content": None, "tool_calls": calls}',
        ),
        '{"role": "user", "content": ""}',
    ],
)
def test_what_stands_for_other_messages_is_passed_over(element):
    assert list(prompts(f"messages = [{WHOLE}, {element}]\n").values()) == [
        ("none", ["system"], ["You sort the tickets of the desk."])
    ]


def test_a_picture_is_a_hole_in_the_conversation():
    found = prompts(f'messages = [{WHOLE}, {{"role": "user", "content": [{{"image_url": url}}]}}]\n')
    assert found["messages"][1] == ["system", "user"]


def test_a_sum_whose_parts_are_filled_otherwise_has_no_dialect():
    source = (
        'A_PROMPT = "Return {\\"a\\": 1} for {x}. " + "Be brief about {name}.".format(name=name)\n'
        'B_PROMPT = ("Tell all of it " + "about {name}.").format(name=name)\n'
    )
    found = prompts(source)
    assert (found["A_PROMPT"][0], found["B_PROMPT"][0]) == ("none", "fstring")
