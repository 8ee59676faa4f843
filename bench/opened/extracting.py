"""Asks `gatepost extract --json` about octets that live in memory: the files it opens are links to them, so nothing of the sets reaches a disk."""
import json
import os
import resource
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SHARED = os.path.join(os.path.dirname(ROOT), "shared")
BUILT = os.path.join(ROOT, "artifacts/bin/Gatepost/debug/gatepost")
# Open files a run holds: 1,024 are what a process may have by default.
BATCH = 400


def build():
    subprocess.check_call(["dotnet", "build", os.path.join(ROOT, "src/Gatepost"), "-v", "q", "-nologo", "-clp:NoSummary"], stdout=sys.stderr)
    return BUILT


def extract(binary, files, passwords=()):
    """One answer for each (name, octets), in their order."""
    for start in range(0, len(files), BATCH):
        yield from _batch(binary, files[start:start + BATCH], passwords)


def _batch(binary, files, passwords):
    held = []
    with tempfile.TemporaryDirectory(prefix="gatepost-opened-") as folder:
        paths = []
        try:
            for at, (name, octets) in enumerate(files):
                memory = os.memfd_create("opened")
                held.append(memory)
                with os.fdopen(os.dup(memory), "wb") as writer:
                    writer.write(octets)
                # The number keeps names that two folders share apart, and a name from a set from being a path.
                os.mkdir(os.path.join(folder, str(at)))
                paths.append(os.path.join(folder, str(at), os.path.basename(name)))
                os.symlink(f"/proc/{os.getpid()}/fd/{memory}", paths[-1])
            words = [word for password in passwords for word in ("--password", password)]
            process = subprocess.Popen([binary, "extract", "--json", *words, *paths], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
            for line, path in zip(process.stdout, paths):
                answer = json.loads(line)
                if answer["path"] != path or answer.get("error"):
                    sys.exit(f"{path}: {answer.get('error') or 'the answers are out of step'}")
                yield answer
            if process.stdout.read() or process.wait() != 0:
                sys.exit("gatepost extract did not end as it should")
        finally:
            for memory in held:
                os.close(memory)


def largest_process():
    """Resident MB of the largest process so far: the command, or a worker of it."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def reasons(name):
    """file -> reason, of a table of ours; # begins a comment."""
    found = {}
    with open(os.path.join(HERE, name), encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                key, reason = line.rstrip("\n").split("\t")
                if key in found:
                    sys.exit(f"{name}: {key} stands there twice")
                found[key] = reason
    return found


def cell(value):
    """Names and evidence are hostile: one line, and no column of a table more."""
    return "".join(c if c.isprintable() else "\ufffd" for c in str(value)).replace("|", "\\|")
