"""One measured sending of mail: builds what is needed, sends a corpus through a peer into the sink, and counts."""
import contextlib
import json
import os
import socket
import subprocess
import time

from peers import BINARY, HERE, ROOT, wait_for
from processes import PeakMemory, cpu, machine_cpu

SINK, CONTROL, PORT = 24_600, 24_601, 24_602


def build(folder):
    for name in ("load", "sink"):
        subprocess.check_call(["gcc", "-O2", "-o", os.path.join(folder, name), os.path.join(HERE, "src", name + ".c")])
    # As it is packaged: with its own runtime, compiled ahead.
    subprocess.check_call(["dotnet", "publish", os.path.join(ROOT, "src/Gatepost"), "-c", "Release", "-r", "linux-x64", "--self-contained", "-p:PublishReadyToRun=true",
                           "-o", os.path.dirname(BINARY), "-v", "q", "-nologo", "-clp:NoSummary"])


def corpus(folder, name, *arguments):
    path = os.path.join(folder, name)
    print(name + ":", subprocess.check_output([os.path.join(HERE, "make-corpus"), path, *arguments], text=True).strip(), flush=True)
    return path


def ask_sink(command):
    with socket.create_connection(("127.0.0.1", CONTROL), 5) as control:
        control.sendall(command.encode() + b"\n")
        return json.loads(control.makefile().read())


def wait_until_drained(peer, accepted, seconds=300):
    """Until the sink has everything, or the queue is empty and nothing moves."""
    end, last, quiet = time.time() + seconds, -1, time.time()
    while time.time() < end:
        state = ask_sink("STATS")
        if state["messages"] != last:
            last, quiet = state["messages"], time.time()
        if state["distinct"] >= accepted or (time.time() - quiet > 3 and peer.queued() == 0):
            return state
        time.sleep(0.05)
    return ask_sink("STATS")


def send(peer, tools, mail, connections, count=0, steady=None):
    """As fast as it goes, or steady = (messages a second, seconds)."""
    ask_sink("RESET")
    machine, before, memory = machine_cpu(), cpu(peer.roots), PeakMemory(peer.roots)
    arguments = [os.path.join(tools, "load"), mail, str(PORT), str(connections)] + (["-n", str(count)] if count else [])
    arguments += ["-r", str(steady[0]), "-s", str(steady[1])] if steady else []
    load = json.loads(subprocess.check_output(arguments, text=True).splitlines()[-1])
    sink = wait_until_drained(peer, load["accepted"])
    spent, peak, sent = cpu(peer.roots) - before, memory.stop(), load["messages"]
    seconds = max(sink["last"], load["last_accepted"]) - load["begun"]
    lost = load["accepted"] - sink["distinct"]
    return {"cpu": spent / sent * 1000, "rate": load["accepted"] / seconds, "p50": load["p50"], "p95": load["p95"], "p99": load["p99"], "rss": peak / 1e6,
            "accepted": load["accepted"], "refused": load["deferred"] + load["refused"] + load["dropped"], "lost": lost, "doubles": sink["doubles"],
            "others": max(0.0, machine_cpu() - machine - spent - load["cpu"]) / seconds / os.cpu_count(), "why": load["first_refusal"]}


@contextlib.contextmanager
def running_sink(folder):
    sink = subprocess.Popen([os.path.join(folder, "sink"), str(SINK), str(CONTROL)])
    try:
        wait_for(CONTROL)
        yield
    finally:
        sink.terminate()
        sink.wait()
