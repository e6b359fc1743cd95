"""Reads the Word form on standard input within limits, and prints what it found; run by `reading.read_safely`."""

import json
import resource
import signal
import sys

from pusdplans.imports.word import limits


def limit() -> None:
    """Take away what reading a form never needs: much time, much memory, writing files."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, limits.SECONDS)


def main() -> int:
    """Read, print, and return the exit code."""
    from pusdplans.imports.word.form import found_in
    from pusdplans.imports.word.refusals import Refused

    try:
        found = json.dumps(found_in(sys.stdin.buffer, int(sys.argv[1])))
    except Refused as refused:
        print(json.dumps({"sentence": refused.sentence, "values": refused.values}))
        return limits.REFUSED
    except (MemoryError, RecursionError):
        return limits.OUT_OF_MEMORY
    print(found)
    return 0


if __name__ == "__main__":
    limit()
    sys.exit(main())
