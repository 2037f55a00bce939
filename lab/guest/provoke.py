"""Runs in the guest: makes one syscall fail, as often as the host asks, and tells with which errno it did.

Started with a JSON file: {"before": PYTHON, "call": PYTHON, "comm": NAME}. `before` runs once and brings about what the
failure needs; `call` is an expression that makes the call with `sys`. Every line of standard input is a number of calls; a
line for each call comes back: the number of its errno, 0 where it did not fail.
"""

import ctypes
import fcntl
import json
import mmap
import os
import resource
import signal
import socket
import struct
import sys as python
import time

NUMBERS = {}

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def as_argument(value):
    if isinstance(value, str):
        return ctypes.c_char_p(value.encode())
    if isinstance(value, bytes):
        return ctypes.c_char_p(value)
    return ctypes.c_long(value) if isinstance(value, int) else value


class Result:
    """What a call returned: `value`, -1 where it failed, and then the number `errno`."""

    def __init__(self, value, number):
        self.value = value
        self.errno = number if value == -1 else 0


def sys(name, *arguments):
    """Makes a syscall by its name. Strings and bytes are passed by address; ctypes objects as they are."""
    ctypes.set_errno(0)
    value = libc.syscall(ctypes.c_long(NUMBERS[name]), *map(as_argument, arguments))
    return Result(value, ctypes.get_errno())


def must(result):
    """The value of a call that has to succeed."""
    if result.value == -1:
        raise OSError(f"a call of the set-up failed with {result.errno}")
    return result.value


def until_it_fails(name, *arguments, most=1 << 20):
    """Repeats a call until it fails."""
    for _ in range(most):
        if sys(name, *arguments).value == -1:
            return
    raise OSError(f"{name} did not fail in {most} calls")


def forked(body):
    """Makes the calls in a child, for what a process cannot undo: what `body` gives."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(write, str(body().errno).encode())
        finally:
            os._exit(0)
    os.close(write)
    number = int(os.read(read, 16))
    os.close(read)
    os.waitpid(pid, 0)
    return Result(-1 if number else 0, number)


def become(user=65534):
    """Gives up root."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def limit(name, soft, hard=None):
    """Sets a limit of this process: RLIMIT_<name>."""
    resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (soft, soft if hard is None else hard))


def main(path):
    with open(path, encoding="utf-8") as file:
        scenario = json.load(file)
    NUMBERS.update(scenario["numbers"])
    libc.prctl(15, ctypes.c_char_p(scenario["comm"].encode()), 0, 0, 0)
    names = dict(globals())
    exec(scenario["before"], names)
    call = compile(scenario["call"], "call", "eval")
    python.stdout.write("ready\n")
    python.stdout.flush()
    for line in iter(python.stdin.readline, ""):
        for index in range(int(line)):
            if index:
                time.sleep(0.1)
            result = eval(call, names)
            python.stdout.write(f"{result.errno}\n")
            python.stdout.flush()


main(python.argv[1])
