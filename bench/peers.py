"""What is measured: Postfix, and Gatepost in two settings. Each relays all its mail to the sink."""
import os
import re
import shutil
import signal
import socket
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
BINARY = os.path.join(ROOT, "artifacts/bench/gatepost/gatepost")
CLAMD = 24_611
DOMAINS = ["acme.example", "globex.example", "initech.example", "stadtwerk.example", "northbank.example"]


def wait_for(port, seconds=60):
    end = time.time() + seconds
    while time.time() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nothing listens on port {port}")


def traced(command, trace):
    """The command under strace, counting what makes octets durable."""
    return ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync,sync_file_range,msync", "-e", "signal=none", "-o", trace] + command if trace else command


class Peer:
    def __init__(self, name, folder, port, sink):
        self.name, self.folder, self.port, self.sink, self.process, self.root = name, os.path.join(folder, re.sub(r"\W+", "-", name)), port, sink, None, 0

    def up(self, trace=None):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        os.chmod(self.folder, 0o755)
        self.start(trace)
        wait_for(self.port)

    @property
    def roots(self):
        """The processes whose trees are counted."""
        return [self.root]

    def child_of_tracer(self):
        for _ in range(100):
            with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as file:
                children = file.read().split()
            if children:
                return int(children[0])
            time.sleep(0.05)
        raise SystemExit("strace started nothing")


class Postfix(Peer):
    """smtpd -> queue -> relay to the sink: the floor for a server that keeps mail durably."""

    settings = ""

    def start(self, trace):
        etc = os.path.join(self.folder, "etc")
        for name in ("etc", "spool", "data"):
            os.makedirs(os.path.join(self.folder, name))
        shutil.chown(os.path.join(self.folder, "data"), "postfix")
        with open(os.path.join(HERE, "postfix-main.cf")) as template, open(os.path.join(etc, "main.cf"), "w") as target:
            target.write(template.read().replace("{folder}", self.folder).replace("{sink}", str(self.sink)).replace("{domains}", ", ".join(DOMAINS)) + self.settings)
        with open(os.path.join(HERE, "postfix-master.cf")) as template, open(os.path.join(etc, "master.cf"), "w") as target:
            target.write(template.read().replace("{port}", str(self.port)))
        # start-fg stays our child, so that strace and this program see it.
        self.process = subprocess.Popen(traced(["postfix", "-c", etc, "start-fg"], trace), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        pid = os.path.join(self.folder, "spool/pid/master.pid")
        for _ in range(300):
            if os.path.exists(pid) and open(pid).read().strip():
                break
            time.sleep(0.1)
        self.root = int(open(pid).read())

    def queued(self):
        return sum(len(files) for queue in ("incoming", "active", "deferred", "maildrop") for _, _, files in os.walk(os.path.join(self.folder, "spool", queue)))

    def down(self):
        os.kill(self.root, signal.SIGTERM)
        self.process.wait()

    def version(self):
        return subprocess.check_output(["postconf", "-h", "mail_version"], text=True).strip()


class Gatepost(Peer):
    template = "gatepost.yaml"

    def __init__(self, name, folder, port, sink, policy):
        super().__init__(name, folder, port, sink)
        self.policy, self.binary = policy, BINARY

    def policy_text(self):
        with open(os.path.join(HERE, self.policy)) as template:
            return template.read()

    def start(self, trace):
        config, policy = os.path.join(self.folder, "gatepost.yaml"), os.path.join(self.folder, "policy.yaml")
        with open(os.path.join(HERE, self.template)) as template, open(config, "w") as target:
            target.write(template.read().replace("{folder}", self.folder).replace("{port}", str(self.port)).replace("{sink}", str(self.sink)))
        with open(policy, "w") as target:
            target.write(self.policy_text().replace("{sink}", str(self.sink)).replace("{domains}", ", ".join(DOMAINS)).replace("{clamd}", str(CLAMD)))
        log = open(os.path.join(self.folder, "gatepost.log"), "w")
        self.process = subprocess.Popen(traced([self.binary, "serve", "--config", config, "--policy", policy], trace), stdout=log, stderr=log)
        self.root = self.child_of_tracer() if trace else self.process.pid

    def queued(self):
        return sum(len(files) for _, _, files in os.walk(os.path.join(self.folder, "data/spool")))

    def down(self):
        os.kill(self.root, signal.SIGTERM)
        self.process.wait()

    def version(self):
        return subprocess.check_output([self.binary, "--version"], text=True).strip()
