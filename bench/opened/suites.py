"""The table of what was opened, and how far: documents, one program in many containers, bombs."""
import os
import zipfile

from extracting import SHARED, cell, extract, largest_process, reasons

# clam.exe, 544 octets that do nothing, and the test virus: what lies at the bottom.
CLAM = "71e7b604d18aefd839e51a39c88df8383bb4c071dc31f87f00a2b5df580d4495"
EICAR = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f"
SUITES = {"documents": "oletools-dev.zip", "clamav-testfiles": "clamav-dev.zip", "bombs": "bombs-dev.zip"}
# The archives within the documents have it; a message that carried them would say so.
PASSWORDS = ["infected", "infected-test"]
TOLD = {"unscannable", "malformed"}
# What the set of bombs asks of a gateway.
BOMB_MS, BOMB_MB = 5_000, 256


def holds(answer, *words):
    text = "\n".join(text["text"] for text in answer["texts"]).lower()
    return all(word in text for word in words)


def member(answer, *, name="", true_type=None):
    return any((part["name"] or "").lower().endswith(name) and true_type in (None, part["true_type"]) for part in answer["parts"][1:])


def encrypted(answer):
    return any(part["encrypted"] for part in answer["parts"]) or any(problem["category"] == "encrypted" for problem in answer["problems"])


# What must come out, by what the path of a document says of it; every row that fits counts.
DOCUMENTS = [
    ("encrypted/", "told to be encrypted", encrypted),
    ("encrypted/encrypted", "opened", lambda a: len(a["texts"]) > 0),
    ("autostart-", "the macros", lambda a: member(a, true_type="vba-module")),
    ("oleform/", "the macros", lambda a: member(a, true_type="vba-module")),
    ("excel4-", "the macro sheet", lambda a: member(a, name=".xlm")),
    ("dde-", "the command", lambda a: holds(a, "cmd", "calc.exe")),
    ("embedded-", "the text file within", lambda a: member(a, name=".txt", true_type="text")),
    ("external_link/", "the link", lambda a: len(a["links"]) > 0),
    ("calc_embedded", "the program within", lambda a: member(a, true_type="pe-executable")),
    ("lnk_file", "the shortcut within", lambda a: member(a, true_type="lnk")),
    ("lnk_to_calc", "the link", lambda a: any("calc.exe" in link["url"] for link in a["links"])),
    ("harmless-", "nothing suspected", lambda a: not a["problems"] and not a["links"] and len(a["parts"]) == 1),
    ("", "a text", lambda a: len(a["texts"]) > 0),
]


def missing(suite, name, answer):
    if suite == "documents":
        return [what for sign, what, out in DOCUMENTS if sign in name and not out(answer)]
    hashes = {part["sha256"] for part in answer["parts"]}
    if suite == "clamav-testfiles":
        return [] if CLAM in hashes else ["the program"]
    told = TOLD & {problem["category"] for problem in answer["problems"]} or EICAR in hashes
    late = answer["elapsed_ms"] > BOMB_MS
    return ([] if told else ["a finding"]) + (["within %d ms" % BOMB_MS] if late else [])


def read(suite):
    with zipfile.ZipFile(os.path.join(SHARED, "suites", suite, SUITES[suite])) as archive:
        return [(name, archive.read(name, pwd=b"infected")) for name in archive.namelist() if not name.endswith("/")]


def row(name, answer, verdict):
    parts = answer["parts"]
    problems = sorted({f"{problem['category']}/{problem['name']}" for problem in answer["problems"]})
    bottom = max((part["part"].count("/") for part in parts), default=0)
    return [name, (parts[0]["true_type"] if parts else None) or "-", max(len(parts) - 1, 0), bottom, sum(len(text["text"]) for text in answer["texts"]), len(answer["links"]),
            "yes" if encrypted(answer) else "", ", ".join(problems), f"{answer['elapsed_ms']:.0f}", verdict]


def table(binary):
    """Prints it; what is wrong with it is the answer."""
    known, wrong = reasons("misses.tsv"), []
    for suite in SUITES:
        files = read(suite)
        opened, rows = 0, []
        for (name, _), answer in zip(files, list(extract(binary, files, PASSWORDS if suite == "documents" else ()))):
            key = f"{suite}/{name}"
            missed, reason = missing(suite, name, answer), known.pop(key, None)
            if missed and not reason:
                wrong.append(f"{key}: missed without a reason: {', '.join(missed)}")
            if reason and not missed:
                wrong.append(f"{key}: a reason, and nothing is missed: {reason}")
            opened += not missed
            rows.append(row(name, answer, f"without {', '.join(missed)}: {reason or 'NO REASON'}" if missed else "all"))
        if suite == "bombs" and largest_process() > BOMB_MB:
            wrong.append(f"a process grew to {largest_process():.0f} MB")
        print(f"\n{suite}: {opened} of {len(files)} with all that must come out; largest process so far {largest_process():.0f} MB\n")
        print("| file | true type | members | depth | characters | links | encrypted | problems | ms | what must come out did |")
        print("| --- | --- | ---: | ---: | ---: | ---: | --- | --- | ---: | --- |")
        for cells in rows:
            print("| " + " | ".join(cell(value) for value in cells) + " |")
    return wrong + [f"{key}: a reason for a file that is not in the suites" for key in known]
