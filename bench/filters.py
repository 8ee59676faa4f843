"""The servers that filters ask: a resolver that knows no name, clamd with made-up signatures, Redis, Rspamd with its own rules and a trained classifier."""
import hashlib
import os
import random
import signal
import subprocess

from peers import CLAMD, HERE, Gatepost, Postfix, wait_for
from words import EICAR

DNS, REDIS, MILTER, SCAN, CONTROLLER = 24_610, 24_612, 24_613, 24_614, 24_615
SIGNATURES = 20_000


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


class Servers:
    """Started in order, ended in reverse; what they print goes to files of the peer's folder."""

    def __init__(self, folder):
        self.folder, self.processes, self.roots = folder, [], []

    def start(self, name, command, *ports, counted=True):
        with open(os.path.join(self.folder, name + ".out"), "w") as out:
            self.processes.append(subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL))
        if counted:
            self.roots.append(self.processes[-1].pid)
        for port in ports:
            wait_for(port, 90)

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait()


def start_clamd(servers):
    """EICAR and 22,000 signatures of nothing, seeded: loading and matching cost something, and nobody has to fetch a database."""
    source, folder = random.Random(7), os.path.join(servers.folder, "clamav")
    bodies = [f"Bench.Body.{i}:{source.choice([0, 1, 3, 4])}:*:{source.randbytes(source.randint(12, 60)).hex()}" for i in range(SIGNATURES // 10)]
    hashes = [f"{source.randbytes(16).hex()}:{source.randint(200, 400_000)}:Bench.Hash.{i}" for i in range(SIGNATURES)]
    write(os.path.join(folder, "db/bench.ndb"), "\n".join([f"Bench.Eicar:0:*:{EICAR.hex()}"] + bodies) + "\n")
    write(os.path.join(folder, "db/bench.hdb"), "\n".join([f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Bench.Eicar.File"] + hashes) + "\n")
    os.makedirs(os.path.join(folder, "tmp"))
    write(os.path.join(folder, "clamd.conf"), f"""DatabaseDirectory {folder}/db
TCPSocket {CLAMD}
TCPAddr 127.0.0.1
LocalSocket {folder}/clamd.ctl
LocalSocketMode 666
Foreground yes
User clamav
TemporaryDirectory {folder}/tmp
MaxThreads 10
StreamMaxLength 100M
SelfCheck 3600
""")
    subprocess.check_call(["chown", "-R", "clamav", folder])
    servers.start("clamd", ["clamd", "--config-file", os.path.join(folder, "clamd.conf")], CLAMD)


def start_resolver(servers):
    """Every name does not exist, at once: what a filter asks of the Internet costs it a query and an answer, and the bench no Internet."""
    folder = os.path.join(servers.folder, "unbound")
    write(os.path.join(folder, "unbound.conf"), f"""server:
  interface: 127.0.0.1@{DNS}
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: "{folder}/unbound.pid"
  use-syslog: no
  do-daemonize: no
  num-threads: 1
  module-config: "iterator"
  local-zone: "." static
remote-control:
  control-enable: no
""")
    # Nobody's: every peer could use the one of its machine.
    servers.start("unbound", ["unbound", "-d", "-c", os.path.join(folder, "unbound.conf")], counted=False)


def start_rspamd(servers, training):
    """Default rules; milter proxy that scans itself, Redis and Bayes as the project's quick start says, trained with mail of its own, and clamd asked."""
    folder = os.path.join(servers.folder, "rspamd")
    local = {
        "options.inc": f'dns {{ nameserver = ["127.0.0.1:{DNS}"]; timeout = 1s; retransmits = 2; }}',
        "worker-normal.inc": f'bind_socket = "127.0.0.1:{SCAN}"; count = 2;',
        "worker-proxy.inc": f'bind_socket = "127.0.0.1:{MILTER}"; milter = yes; timeout = 120s; count = 2;\nupstream "local" {{ default = yes; self_scan = yes; }}',
        "worker-controller.inc": f'bind_socket = "127.0.0.1:{CONTROLLER}"; secure_ip = "127.0.0.1"; password = "bench";',
        "worker-fuzzy.inc": "enabled = false;",
        "redis.conf": f'servers = "127.0.0.1:{REDIS}";',
        "classifier-bayes.conf": 'backend = "redis";',
        "greylist.conf": "enabled = false;",
        "logging.inc": f'type = "file"; filename = "{folder}/log/rspamd.log"; level = "info";',
        "antivirus.conf": f'clamav {{ type = "clamav"; servers = "{servers.folder}/clamav/clamd.ctl"; symbol = "CLAM_VIRUS"; action = "reject"; scan_mime_parts = true; '
                          "scan_text_mime = false; max_size = 20000000; log_clean = false; }",
        # What is spam goes to the next hop marked, so that every peer delivers the same mail.
        "actions.conf": "reject = null; greylist = null; add_header = 6;",
    }
    for name, text in local.items():
        write(os.path.join(folder, "local.d", name), text + "\n")
    for name in ("override.d", "run", "db", "log", "redis"):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    servers.start("redis", ["redis-server", "--port", str(REDIS), "--bind", "127.0.0.1", "--dir", os.path.join(folder, "redis"), "--save", "", "--appendonly", "no"], REDIS)
    subprocess.check_call(["chown", "-R", "_rspamd:_rspamd", folder])
    variables = [f"--var={name}={folder}/{place}" for name, place in (("LOCAL_CONFDIR", "."), ("RUNDIR", "run"), ("DBDIR", "db"), ("LOGDIR", "log"))]
    servers.start("rspamd", ["rspamd", "-f", "-u", "_rspamd", "-g", "_rspamd", "-c", "/etc/rspamd/rspamd.conf", *variables], CONTROLLER, MILTER)
    learn(training)


def learn(training):
    """Bayes is not used before it has seen 200 of each class."""
    with open(os.path.join(training, "manifest.tsv")) as manifest:
        mail = [line.split("\t") for line in manifest]
    for verb, wanted in (("learn_spam", True), ("learn_ham", False)):
        files = [os.path.join(training, fields[1]) for fields in mail if (fields[2] == "spam") == wanted][:250]
        subprocess.run(["rspamc", "-h", f"127.0.0.1:{CONTROLLER}", "-P", "bench", "-n", "4", verb, *files], stdout=subprocess.DEVNULL, check=False)


class WithServers:
    """A peer that starts servers of its own first; they are ended with it, and counted with it."""

    servers = None

    def start(self, trace):
        self.servers = Servers(self.folder)
        try:
            self.start_servers()
            super().start(trace)
        except BaseException:
            self.servers.stop()
            raise

    def down(self):
        super().down()
        self.servers.stop()

    @property
    def roots(self):
        return super().roots + self.servers.roots


class FilteringPostfix(WithServers, Postfix):
    """smtpd asks Rspamd by milter, Rspamd asks clamd; a filter that fails is a temporary failure."""

    settings = f"smtpd_milters = inet:127.0.0.1:{MILTER}\nmilter_default_action = tempfail\n"

    def __init__(self, name, folder, port, sink, training):
        super().__init__(name, folder, port, sink)
        self.training = training

    def start_servers(self):
        start_resolver(self.servers)
        start_clamd(self.servers)
        start_rspamd(self.servers, self.training)

    def version(self):
        versions = [subprocess.check_output([command, "--version"], text=True).splitlines()[0] for command in ("rspamd", "clamd")]
        return ", ".join(["Postfix " + super().version(), versions[0], versions[1].partition("/")[0]])


class GatepostWithClamd(WithServers, Gatepost):
    """Gatepost, which asks clamd and refuses what it finds, as the peer with Rspamd does."""

    def start_servers(self):
        start_clamd(self.servers)

    def policy_text(self):
        with open(os.path.join(HERE, "with-clamd.yaml")) as addition:
            return super().policy_text().replace("rules:\n", addition.read())
