"""CPU and memory of a peer: all its processes, read from /proc."""
import glob
import os
import threading

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def stat(pid):
    """(parent, CPU seconds with those of reaped children, resident octets), or None when it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1]), sum(map(int, fields[11:15])) / TICK, int(fields[21]) * PAGE


def tree(roots):
    """The processes and their descendants, each with its stat."""
    all_of_them = {int(os.path.basename(path)): stat(os.path.basename(path)) for path in glob.glob("/proc/[0-9]*")}
    found, todo = {}, list(roots)
    while todo:
        pid = todo.pop()
        if pid in found or not all_of_them.get(pid):
            continue
        found[pid] = all_of_them[pid]
        todo += [child for child, value in all_of_them.items() if value and value[0] == pid]
    return found


def cpu(roots):
    return sum(value[1] for value in tree(roots).values())


def machine_cpu():
    """Busy CPU seconds of the whole machine, to see how much others took."""
    with open("/proc/stat") as file:
        fields = [int(field) for field in file.readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICK


class PeakMemory(threading.Thread):
    """Samples the resident memory of a process tree; pages that processes share count in each."""

    def __init__(self, roots):
        super().__init__(daemon=True)
        self.roots, self.peak, self.done = roots, 0, threading.Event()
        self.start()

    def run(self):
        while not self.done.wait(0.25):
            self.peak = max(self.peak, sum(value[2] for value in tree(self.roots).values()))

    def stop(self):
        self.done.set()
        self.join()
        return self.peak
