"""Runs in the guest: starts the commands that the host asks for, sends what they print, tells how they ended.

One JSON object a line in both directions, over a virtio port:
  host:  {"id": 1, "run": "command", "tty": true}   {"id": 1, "input": BASE64}   {"id": 1, "signal": 2}
         {"write": PATH, "data": BASE64, "mode": 0o644}   {"usage": true}
  guest: {"ready": true}   {"id": 1, "out": BASE64}   {"id": 1, "exit": 0}   {"usage": {"1": TICKS or null}}
With `tty` a command has a terminal of its own, so that what tools print is what a person at a terminal sees, and a Ctrl-C
is the byte that the key sends.
"""

import base64
import fcntl
import json
import os
import select
import signal
import struct
import sys
import termios

ROWS, COLUMNS = 50, 200
CHUNK = 1 << 16


class Host:
    """The port to the host: lines in, lines out."""

    def __init__(self, path):
        self.fd = os.open(path, os.O_RDWR)
        self.pending = b""

    def send(self, message):
        data = json.dumps(message, separators=(",", ":")).encode() + b"\n"
        while data:
            data = data[os.write(self.fd, data) :]

    def lines(self):
        """The messages that have come; None where the host has gone."""
        data = os.read(self.fd, CHUNK)
        if not data:
            return None
        *whole, self.pending = (self.pending + data).split(b"\n")
        return [json.loads(line) for line in whole]


class Job:
    """A command that runs, and where it prints."""

    def __init__(self, request):
        self.id = request["id"]
        self.input, self.output = None, None
        if request["tty"]:
            ours, theirs = os.openpty()
            fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            self.input, self.output = ours, ours
            ends = (theirs, theirs)
        else:
            read, self.input = os.pipe()
            self.output, write = os.pipe()
            ends = (read, write)
        self.pid = os.fork()
        if self.pid == 0:
            self.become(request, ends)
        for fd in set(ends):
            os.close(fd)

    def become(self, request, ends):
        """In the child: a session of its own, then the shell."""
        try:
            os.setsid()
            if request["tty"]:
                fcntl.ioctl(ends[0], termios.TIOCSCTTY, 0)
            for target, fd in ((0, ends[0]), (1, ends[1]), (2, ends[1])):
                os.dup2(fd, target)
            os.closerange(3, 1024)
            os.chdir("/root")
            os.execv("/bin/sh", ["sh", "-c", request["run"]])
        finally:
            os._exit(127)

    def close(self):
        for fd in {self.input, self.output}:
            os.close(fd)


def read_now(fd):
    """What lies ready; empty at the end (a terminal without users fails with EIO)."""
    try:
        return os.read(fd, CHUNK)
    except OSError:
        return b""


def finish(host, jobs, job, status):
    """Sends what the command has left in its pipe or terminal, and its exit status (128 + signal, as shells say)."""
    while select.select([job.output], [], [], 0)[0]:
        data = read_now(job.output)
        if not data:
            break
        host.send({"id": job.id, "out": base64.b64encode(data).decode()})
    code = os.waitstatus_to_exitcode(status)
    host.send({"id": job.id, "exit": code if code >= 0 else 128 - code})
    job.close()
    del jobs[job.id]


def reap(host, jobs):
    for job in list(jobs.values()):
        pid, status = os.waitpid(job.pid, os.WNOHANG)
        if pid == job.pid:
            finish(host, jobs, job, status)


def usage(jobs):
    """
    The time that each command and what it started have run, in ticks: one that only waits has no more of it. None where one of
    them runs, or waits for the kernel to finish something: a probe is attached in such a wait, which takes no time of its own.
    What belongs to a command is what descends from it: sudo gives what it runs a terminal and a session of its own (use_pty).
    """
    ticks, busy = {job.pid: 0 for job in jobs.values()}, set()
    parents, used, waits = {}, {}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(name)
        parents[pid], used[pid], waits[pid] = int(fields[1]), int(fields[11]) + int(fields[12]), fields[0] not in "RD"
    for pid in parents:
        owner = pid
        while owner not in ticks and owner in parents:
            owner = parents[owner]
        if owner in ticks:
            ticks[owner] += used[pid]
            if not waits[pid]:
                busy.add(owner)
    return {job.id: None if job.pid in busy else ticks[job.pid] for job in jobs.values()}


def serve(host, jobs, request):
    if "usage" in request:
        host.send({"usage": usage(jobs)})
    elif "run" in request:
        jobs[request["id"]] = Job(request)
    elif "write" in request:
        fd = os.open(request["write"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, request["mode"])
        os.write(fd, base64.b64decode(request["data"]))
        os.close(fd)
    elif request["id"] in jobs and "input" in request:
        os.write(jobs[request["id"]].input, base64.b64decode(request["input"]))
    elif request["id"] in jobs and "signal" in request:
        os.killpg(jobs[request["id"]].pid, request["signal"])


def main(port):
    host, jobs = Host(port), {}
    wake, woken = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(woken)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    host.send({"ready": True})
    silent = set()
    while True:
        silent &= {job.output for job in jobs.values()}
        listened = [job.output for job in jobs.values() if job.output not in silent]
        ready = select.select([host.fd, wake, *listened], [], [])[0]
        if wake in ready:
            read_now(wake)
            reap(host, jobs)
        for job in list(jobs.values()):
            if job.output in ready:
                data = read_now(job.output)
                if data:
                    host.send({"id": job.id, "out": base64.b64encode(data).decode()})
                else:
                    silent.add(job.output)
        if host.fd in ready:
            requests = host.lines()
            if requests is None:
                return
            for request in requests:
                serve(host, jobs, request)


main(sys.argv[1])
