"""Findings as JUnit's XML: a suite a file, a failed case a finding, a passed one for a file without any.

Source: the schema of the Jenkins xUnit plugin (junit-10.xsd), which GitLab, Jenkins and Azure read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.cli.output.place import inside
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

    from motjuste.cli.output.report import Report
    from motjuste.lint.finding import Finding
    from motjuste.workspace.checked_file import CheckedFile

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped (section 2.2)."""


def lines(report: Report) -> Iterator[str]:
    """The document, with its declaration."""
    from xml.etree.ElementTree import Element, indent, tostring

    failures = len(report.failures)
    unread = len(report.unread) + failures
    tests = sum(max(1, len(file.findings)) for file in report.files) + failures
    root = Element("testsuites", _told(name="motjuste", tests=tests, failures=report.found, errors=unread))
    for file in report.files:
        root.append(_suite(file, inside(report.root, file.path)))
    if failures:
        root.append(_failed(report.failures))
    indent(root)
    yield '<?xml version="1.0"?>'
    # What is not ASCII goes as references, so that it holds whatever encoding the stream has.
    yield tostring(root, encoding="us-ascii").decode("ascii")


def _failed(failures: Sequence[str]) -> Element:
    """What made the check as a whole fail."""
    from xml.etree.ElementTree import Element, SubElement

    suite = Element(
        "testsuite", _told(name="motjuste", tests=len(failures), failures=0, errors=len(failures))
    )
    for failure in failures:
        case = SubElement(suite, "testcase", _told(name="check", classname="motjuste"))
        SubElement(case, "error", _told(message=failure, type="failed-check")).text = _written(failure)
    return suite


def _suite(file: CheckedFile, name: str) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    errors = 0 if file.error is None else 1
    cases = max(1, len(file.findings))
    suite = Element("testsuite", _told(name=name, tests=cases, failures=len(file.findings), errors=errors))
    if file.error is not None:
        case = SubElement(suite, "testcase", _told(name="readable", classname=name))
        SubElement(case, "error", _told(message=file.error, type="unreadable-file")).text = _written(
            file.error
        )
    elif not file.findings:
        SubElement(suite, "testcase", _told(name="clean", classname=name))
    index = LineIndex(file.text)
    for finding in file.findings:
        suite.append(_case(finding, index, name))
    return suite


def _case(finding: Finding, index: LineIndex, name: str) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    row, column = index.row_column(finding.span.start)
    case = Element(
        "testcase",
        _told(
            name=f"{finding.code} {finding.name} ({row}:{column})",
            classname=name,
            file=name,
            line=row,
        ),
    )
    failure = SubElement(case, "failure", _told(message=finding.message, type=finding.severity.value))
    failure.text = _written(f"{name}:{row}:{column}: {finding.code} {finding.message}")
    return case


def _told(**attributes: object) -> dict[str, str]:
    return {key: _written(str(value)) for key, value in attributes.items()}


def _written(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
