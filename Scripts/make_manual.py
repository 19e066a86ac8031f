#!/usr/bin/env python3
"""Writes the manual pages from what the command says of itself.

    kfactor --experimental-dump-help | Scripts/make_manual.py Documentation/man

One page for the command and one for each subcommand, without a date, so that the same command
makes the same bytes.
"""

import json
import sys
from pathlib import Path

FILES = [
    ("Results/", "where results go, in a folder for each scenario and question"),
    ("NAME.yaml", "a scenario; kfactor schema prints what it may hold"),
]


def escaped(text):
    """Text that roff prints as it stands."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    text = text.replace("`", "\\(ga").replace("^", "\\(ha").replace("~", "\\(ti")
    return "".join(c if ord(c) < 128 else f"\\[u{ord(c):04X}]" for c in text)


def line(text):
    """A line of text; a point at its start would be a request."""
    text = escaped(text)
    return "\\&" + text if text.startswith((".", "\\(aq")) else text


def typed(name):
    return ("--" if name["kind"] == "long" else "-") + name["name"]


def usage(words, command):
    parts = ["\\fB" + escaped(" ".join(words)) + "\\fR"]
    shown = [a for a in command.get("arguments", []) if a["shouldDisplay"]]
    if any(a["kind"] != "positional" for a in shown):
        parts.append("[\\fIoptions\\fR]")
    if command.get("subcommands"):
        parts.append("\\fIsubcommand\\fR")
    for argument in shown:
        if argument["kind"] == "positional":
            name = "\\fI" + escaped(argument["valueName"]) + "\\fR"
            name += " ..." if argument["isRepeating"] else ""
            parts.append(f"[{name}]" if argument["isOptional"] else name)
    return " ".join(parts)


def discussion(text):
    """Paragraphs; lines that are indented stand as they are."""
    out, is_literal = [], False
    for row in text.split("\n"):
        wants = row.startswith("  ")
        if wants != is_literal and row:
            out.append(".nf" if wants else ".fi")
            is_literal = wants
        if not row:
            # A block of literal lines ends where text follows, not at an empty line.
            out.append(".PP" if not is_literal else ".sp")
        else:
            out.append(line(row.rstrip()))
    if is_literal:
        out.append(".fi")
    return out


def argument_lines(argument):
    names = ", ".join("\\fB" + escaped(typed(n)) + "\\fR" for n in argument.get("names", []))
    value = argument.get("valueName", "")
    if argument["kind"] == "positional":
        names = "\\fI" + escaped(value) + "\\fR"
    elif argument["kind"] == "option":
        names += " \\fI" + escaped(value) + "\\fR"
    text = argument.get("abstract", "")
    values = argument.get("allValues")
    if values:
        text += " One of " + ", ".join(values) + "."
    if argument.get("defaultValue"):
        text += f" Default: {argument['defaultValue']}."
    return [".TP", names, line(text or "See above.")]


def page(words, command):
    name = "-".join(words)
    out = [
        '.\\" Made by Scripts/make_manual.py from kfactor --experimental-dump-help.',
        f'.TH "{escaped(name.upper())}" 1 "" "kfactor" "kfactor manual"',
        ".SH NAME",
        f"{escaped(name)} \\- {escaped(command['abstract'].rstrip('.'))}",
        ".SH SYNOPSIS",
        ".nh",
        usage(words, command),
        ".hy",
    ]
    text = command.get("discussion", "")
    if text:
        out += [".SH DESCRIPTION", *discussion(text.rstrip("\n"))]
    shown = [a for a in command.get("arguments", []) if a["shouldDisplay"]]
    for title, kinds in [("ARGUMENTS", ["positional"]), ("OPTIONS", ["option", "flag"])]:
        these = [a for a in shown if a["kind"] in kinds]
        if these:
            out.append(f".SH {title}")
            for argument in these:
                out += argument_lines(argument)
    below = [c for c in command.get("subcommands", []) if c["commandName"] != "help"]
    if below:
        out.append(".SH SUBCOMMANDS")
        for child in below:
            title = "\\-".join(escaped(w) for w in words + [child["commandName"]])
            out += [".TP", f"\\fB{title}\\fR(1)", line(child["abstract"])]
    if len(words) == 1:
        out.append(".SH SHELL COMPLETION")
        out.append(line("make install puts completions for bash, zsh and fish in place;"))
        out.append(line("kfactor --generate-completion-script bash prints one of them."))
        out.append(".SH FILES")
        for path, what in FILES:
            out += [".TP", f"\\fI{escaped(path)}\\fR", line(what)]
    else:
        out += [".SH SEE ALSO", f"\\fB{escaped('-'.join(words[:-1]))}\\fR(1)"]
    return name, "\n".join(out) + "\n"


def pages(words, command):
    yield page(words, command)
    for child in command.get("subcommands", []):
        if child["commandName"] != "help":
            yield from pages(words + [child["commandName"]], child)


def main():
    folder = Path(sys.argv[1])
    command = json.load(sys.stdin)["command"]
    folder.mkdir(parents=True, exist_ok=True)
    written = set()
    for name, text in pages([command["commandName"]], command):
        (folder / f"{name}.1").write_text(text)
        written.add(f"{name}.1")
    for old in folder.glob("kfactor*.1"):
        if old.name not in written:
            old.unlink()


main()
