"""The table of three public sets of messages: our parts beside those of other readers of mail, and the reason of each difference."""
import collections
import html.parser
import json
import os
import re
import tarfile

import expected
from extracting import SHARED, cell, extract, reasons

SETS = ["stalwart", "mime4j", "enmime"]

# Differences that a rule explains; what no rule explains needs a line of its own in differences.tsv.
RULES = {
    "told": "the structure can be read in more than one way: ours is another, and the message is told to be unscannable (UNREAD_PART)",
    "more": "we read all that is expected, and messages or files within it besides",
    "line ends": "the expectation has its line ends changed (LF for CRLF, or CRLF for LF); the octets are the same otherwise",
    "uuencode": "x-uuencode is undone by us; the expectation has the lines as they stand",
    "beneath": "the expectation has it as one text; we have all of it in the parts beneath",
    "guessed": "8-bit letters of no declared charset: U+FFFD in the expectation, letters in ours",
}


def read(name):
    with tarfile.open(os.path.join(SHARED, f"corpus/mime_{name}/mime_{name}.tar.gz")) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive if member.isfile()}


def cases(name, files):
    """Each message that has an expectation: its name, its octets, the leaves expected."""
    for path, octets in sorted(files.items()):
        stem = os.path.splitext(path)[0]
        if name == "stalwart" and path.endswith(".eml"):
            # The second expectation is that of the same message with CRLF.
            for end, message in ((".json", octets), (".crlf.json", octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))):
                if stem + end in files:
                    yield stem + end, message, expected.stalwart(json.loads(files[stem + end]))
        elif name == "mime4j" and path.endswith(".msg") and stem + "_decoded.xml" in files:
            yield stem + "_decoded.xml", octets, expected.mime4j(files[stem + "_decoded.xml"], files, os.path.dirname(path) + "/")
        elif name == "enmime" and path.endswith(".golden"):
            yield path, octets, expected.enmime(octets)


def message(name, expectation):
    """The name of a message in our table of reasons; both expectations of one share it."""
    return name + "/" + re.sub(r"(\.crlf)?\.json$|_decoded\.xml$|\.golden$", "", expectation)


class Words(html.parser.HTMLParser):
    """The text of a page, without its styles and scripts."""

    def __init__(self, page):
        super().__init__()
        self.pieces, self.skipped = [], 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.skipped += tag in ("style", "script", "title")

    def handle_endtag(self, tag):
        self.skipped -= tag in ("style", "script", "title") and self.skipped > 0

    def handle_data(self, data):
        if not self.skipped:
            self.pieces.append(data)


def letters(text):
    return collections.Counter(c for c in text.lower() if c.isalnum())


def spaced(text):
    return " ".join(text.split())


def differences(leaves, answer):
    """(kind, part, expected, ours, rule or None) for each."""
    ours = {part["part"]: part for part in answer["parts"]}
    texts = collections.defaultdict(list)
    for text in answer["texts"]:
        if text["kind"] != "property":
            texts[text["part"]].append(text["text"])
    theirs = {leaf.path: leaf for leaf in leaves}
    told = any(problem["name"] in ("UNREAD_PART", "LIMIT_REACHED") for problem in answer["problems"])
    # Of a part that is told, the text may be another, too.
    told_parts = {problem["part"] for problem in answer["problems"] if problem["name"] == "UNREAD_PART"}
    lost = [leaf for leaf in leaves if leaf.path not in ours]
    extra = [part for part in answer["parts"] if part["part"] not in theirs and part["declared_type"]]
    for leaf in lost:
        yield "part missing", leaf.path, leaf.type, "", "told" if told else None
    for part in extra:
        yield "part more", part["part"], "", part["declared_type"], "told" if told else None if lost else "more"
    for leaf in leaves:
        if (part := ours.get(leaf.path)) is not None:
            beneath = "\n".join(text for path, words in texts.items() if path.startswith(leaf.path + "/") for text in words)
            for kind, *sides, rule in of_leaf(leaf, part, "\n".join(texts[leaf.path]), beneath):
                yield kind, *sides, rule or ("told" if kind == "text" and told_parts & {leaf.path, leaf.path.rpartition("/")[0]} - {""} else None)


def of_leaf(leaf, part, text, beneath):
    if leaf.type and leaf.type != part["declared_type"]:
        yield "type", leaf.path, leaf.type, part["declared_type"], None
    if leaf.has_name and (leaf.name or None) != part["name"]:
        yield "name", leaf.path, leaf.name, part["name"], "guessed" if is_guessed(leaf.name, part["name"]) else None
    if leaf.octets is not None and expected.sha256(leaf.octets) != part["sha256"]:
        unix = leaf.octets.replace(b"\r\n", b"\n")
        rule = "line ends" if part["sha256"] in (expected.sha256(unix), expected.sha256(unix.replace(b"\n", b"\r\n"))) else None
        if rule is None and re.match(rb"\s*begin [0-7]{3} ", leaf.octets):
            rule = "uuencode"
        yield "octets", leaf.path, f"{len(leaf.octets)} octets", f"{part['size']} octets", rule
    if leaf.text is None:
        return
    if leaf.is_page:
        lost = letters(" ".join(Words(leaf.text).pieces)) - letters(text)
        if lost:
            yield "text", leaf.path, "letters " + "".join(sorted(lost))[:60], "", None
    elif spaced(leaf.text) != spaced(text):
        rule = "guessed" if is_guessed(leaf.text, text) else "beneath" if beneath and not letters(leaf.text) - letters(beneath) else None
        yield "text", leaf.path, spaced(leaf.text)[:60], spaced(text)[:60], rule


def is_guessed(theirs, ours):
    """U+FFFD of the expectation stands for whatever we saw; all else is the same."""
    if not theirs or not ours or "\ufffd" not in theirs:
        return False
    pieces = [re.escape(piece) for piece in spaced(theirs).split("\ufffd")]
    return re.fullmatch(".{0,4}".join(pieces), spaced(ours), re.DOTALL) is not None


def table(binary):
    known, used, wrong = reasons("differences.tsv"), set(), []
    for name in SETS:
        all_cases = list(cases(name, read(name)))
        # By the name of a message, so that none of them is opened as a file of another kind.
        answers = list(extract(binary, [(os.path.basename(key) + ".eml", octets) for key, octets, _ in all_cases]))
        same, rows = 0, []
        for (key, _, leaves), answer in zip(all_cases, answers):
            found = list(differences(leaves, answer))
            same += not found
            short = message(name, key)
            reason = known.get(short)
            for kind, part, theirs, ours, rule in found:
                used |= {short} if rule is None else set()
                if rule is None and reason is None:
                    wrong.append(f"{short}: {kind} of part {part}, without a reason: {theirs!r} expected, {ours!r} ours")
                rows.append([key, part, kind, theirs, ours, rule or reason or "NO REASON"])
        print(f"\n{name}: {len(all_cases)} messages with an expectation, {sum(len(leaves) for _, _, leaves in all_cases)} parts; {same} messages the same in all, {len(all_cases) - same} explained\n")
        print("| expectation | part | what differs | expected | ours | why |\n| --- | --- | --- | --- | --- | --- |")
        for row in rows:
            print("| " + " | ".join(cell(value if value is not None else "-") for value in row) + " |")
    print("\n" + "\n".join(f"- *{rule}*: {words}" for rule, words in RULES.items()))
    return wrong + [f"{key}: a reason that nothing needs" for key in known if key not in used]
