"""A comparison as one HTML page that needs nothing else.

Everything from a document passes through `html.escape`; the page's policy allows its
own style and script only and no request at all.
"""

from __future__ import annotations

import base64
import difflib
import hashlib
import html
import re
from collections.abc import Iterable, Iterator

from generator.diagnostics.model import Place
from generator.evolve.change import Level
from generator.evolve.report import Comparison, Found, section, sentence
from generator.text import pluralize, printable

__all__ = ["as_html"]


def as_html(comparison: Comparison) -> str:
    """Return the page: what changed by subject, signatures side by side, filters."""
    title = _text(
        f"{comparison.title}: {comparison.old_version} → {comparison.new_version}"
    )
    groups = _groups(comparison.found)
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        f"<header><h1>{title}</h1>",
        *_summary(comparison),
        "</header>",
        *_filters(comparison.found),
        "<main>",
        *(line for name, found in groups for line in _group(name, found, comparison)),
        '<p class="empty" hidden>No change has this level.</p>',
        "</main>",
        f"<script>{_SCRIPT}</script>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _policy() -> str:
    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    return (
        f"default-src 'none'; style-src 'sha256-{digest(_STYLE)}'; "
        f"script-src 'sha256-{digest(_SCRIPT)}'; base-uri 'none'; form-action 'none'"
    )


def _text(text: str) -> str:
    return html.escape(printable(text, keep="\n"), quote=True)


def _marked(text: str) -> str:
    """Return a sentence with what stands between backticks as code."""
    parts = re.split(r"`([^`]*)`", text)
    return "".join(
        f"<code>{_text(part)}</code>" if place % 2 else _text(part)
        for place, part in enumerate(parts)
    )


def _summary(comparison: Comparison) -> Iterator[str]:
    if comparison.bump is None:
        yield "<p>Nothing changed for the users of the package.</p>"
    else:
        yield (
            f"<p>{pluralize(len(comparison.found), 'change')}. The largest is "
            f'<strong class="{comparison.bump}">{comparison.bump}</strong>, which asks '
            f"for <strong>{_text(comparison.suggestion)}</strong> after "
            f"{_text(comparison.old_release)}.</p>"
        )
    for warning in comparison.warnings:
        yield f'<p class="warning">{_text(warning)}</p>'


_LEVELS: dict[str, str] = {
    "source-break": "Source breaks",
    "wire-break": "Wire breaks",
    "wire-warn": "Wire may differ",
    "compatible": "Compatible",
    "documented": "Texts only",
}


def _level(found: Found) -> list[str]:
    """Return the filters that show a change."""
    rule, wire = found.change.rule, found.change.wire
    names = []
    if rule.source == "break":
        names.append("source-break")
    if wire != "ok":
        names.append(f"wire-{wire}")
    if rule.kind == "documented":
        names.append("documented")
    return names or ["compatible"]


def _filters(found: Iterable[Found]) -> Iterator[str]:
    levels = [name for each in found for name in _level(each)]
    yield "<fieldset><legend>Show</legend>"
    for name, words in _LEVELS.items():
        number = levels.count(name)
        state = "checked" if number else "disabled"
        yield (
            f'<label><input type="checkbox" value="{name}" {state}> {words} '
            f"<span>{number}</span></label>"
        )
    yield '<label class="search">Find <input type="search" id="find"></label>'
    yield "</fieldset>"


Group = tuple[str, list[Found]]


def _groups(found: Iterable[Found]) -> list[Group]:
    """Return the changes by what they belong to, the worst first."""
    groups: dict[str, list[Found]] = {}
    for each in found:
        groups.setdefault(each.change.subject.name, []).append(each)
    return sorted(groups.items(), key=lambda group: min(map(_weight, group[1])))


def _weight(found: Found) -> int:
    return min(list(_LEVELS).index(name) for name in _level(found))


def _group(name: str, found: list[Found], comparison: Comparison) -> Iterator[str]:
    worst = list(_LEVELS)[min(map(_weight, found))]
    yield f'<section class="{worst}"><h2><code>{_text(name)}</code></h2>'
    signature = comparison.signatures.get(name)
    if signature is not None and signature[0] != signature[1]:
        yield from _side_by_side(*signature)
    yield "<ul>"
    for each in sorted(found, key=_weight):
        yield from _change(each)
    yield "</ul></section>"


def _change(found: Found) -> Iterator[str]:
    change = found.change
    levels = " ".join(_level(found))
    yield f'<li data-levels="{levels}">'
    yield f"<p>{_marked(sentence(change))}</p>"
    yield (
        f'<p class="facts">{_badge("source", change.rule.source)} '
        f'{_badge("wire", change.wire)} '
        f"<span>{section(change)}</span> <span>{change.rule.id}</span> "
        f"<span>old {_place(found.old)}</span> <span>new {_place(found.new)}</span>"
        "</p></li>"
    )


def _badge(what: str, level: Level) -> str:
    return f'<b class="{level}">{what} {level}</b>'


def _place(place: Place) -> str:
    """Return a place by the name of its file: a reviewer has another machine."""
    whole = f"{place.file}:{place.line}:{place.column}"
    shown = re.split(r"[/\\]", whole)[-1]
    return f'<span title="{_text(whole)}">{_text(shown)}</span>'


def _side_by_side(old: str, new: str) -> Iterator[str]:
    """Give two signatures line by line, equal lines beside each other."""
    before, after = old.splitlines(), new.splitlines()
    yield "<table><thead><tr><th>Old</th><th>New</th></tr></thead>"
    yield "<tbody>"
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        left, right = before[start:end], after[first:last]
        for place in range(max(len(left), len(right))):
            cells = (
                _cell(left, place, "old" if kind != "equal" else "same"),
                _cell(right, place, "new" if kind != "equal" else "same"),
            )
            yield f"<tr>{cells[0]}{cells[1]}</tr>"
    yield "</tbody></table>"


def _cell(lines: list[str], place: int, kind: str) -> str:
    if place >= len(lines):
        return '<td class="none"></td>'
    return f'<td class="{kind}"><pre>{_text(lines[place])}</pre></td>'


_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --gone: #c6282822;
  --come: #2e7d3222; --bad: #c62828; --warn: #a65f00; --good: #2e7d32; }
@media (prefers-color-scheme: dark) {
  :root { --bad: #ff8a80; --warn: #ffca70; --good: #9ccc9c; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 80rem;
  padding: 1.5rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
h2 { font-size: 1.05rem; margin: 0; padding: .6rem 1rem; background: var(--soft); }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
p { margin: .5rem 0; }
section { border: 1px solid var(--line); border-left: .3rem solid var(--line);
  border-radius: .5rem; margin: 1rem 0; overflow: hidden; }
section.source-break { border-left-color: var(--bad); }
section.wire-break, section.wire-warn { border-left-color: var(--warn); }
section.compatible { border-left-color: var(--good); }
ul { list-style: none; margin: 0; padding: 0; }
li { padding: .6rem 1rem; border-top: 1px solid var(--line); }
li p { margin: 0; }
.facts { display: flex; flex-wrap: wrap; gap: .15rem .75rem; align-items: baseline;
  margin-top: .25rem; color: GrayText; font-size: .82rem; }
b.break, b.warn, b.ok { border: 1px solid; border-radius: .3rem; padding: 0 .4rem;
  font-weight: 500; }
b.break, .major { color: var(--bad); }
b.warn, .minor { color: var(--warn); }
b.ok, .patch { color: var(--good); }
.warning { border-left: .25rem solid var(--warn); padding-left: .75rem; }
fieldset { border: 0; margin: 0; padding: .5rem 0; display: flex; flex-wrap: wrap;
  gap: .25rem 1.25rem; align-items: baseline; position: sticky; top: 0;
  background: Canvas; }
legend { float: left; padding: 0; margin-right: 1rem; font-weight: 600; }
label span { color: GrayText; }
.search { margin-left: auto; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th { text-align: left; font-size: .8rem; padding: .3rem 1rem; color: GrayText; }
td { padding: 0 1rem; vertical-align: top; width: 50%; }
td pre { margin: 0; white-space: pre-wrap; }
td.old { background: var(--gone); box-shadow: inset .2rem 0 var(--bad); }
td.new { background: var(--come); box-shadow: inset .2rem 0 var(--good); }
td.none { background: var(--soft); }
tbody::after { content: ""; display: block; height: .4rem; }
@media (max-width: 52rem) {
  body { padding: 1rem .75rem; }
  fieldset { position: static; }
  .search { margin-left: 0; }
  thead, td.none, td.same + td.same { display: none; }
  tr, td { display: block; width: 100%; }
  td pre { padding-left: 1.2em; }
  td.old pre::before { content: "\\2212"; float: left; margin-left: -1.2em; }
  td.new pre::before { content: "+"; float: left; margin-left: -1.2em; }
}
[hidden] { display: none; }
"""

_SCRIPT = """
const boxes = [...document.querySelectorAll("fieldset input[type=checkbox]")];
const find = document.getElementById("find");
function show() {
  const wanted = new Set(boxes.filter(box => box.checked).map(box => box.value));
  const text = find.value.toLowerCase();
  let any = false;
  for (const group of document.querySelectorAll("section")) {
    let shown = false;
    const inName = group.querySelector("h2").textContent.toLowerCase().includes(text);
    for (const item of group.querySelectorAll("li")) {
      const level = item.dataset.levels.split(" ").some(name => wanted.has(name));
      const match = inName || item.textContent.toLowerCase().includes(text);
      item.hidden = !(level && match);
      shown = shown || !item.hidden;
    }
    group.hidden = !shown;
    any = any || shown;
  }
  document.querySelector(".empty").hidden = any;
}
boxes.forEach(box => box.addEventListener("change", show));
find.addEventListener("input", show);
"""
