#!/usr/bin/env python3
"""A process that holds one peer, for train.py, which talks to it in pickles.

    train_worker.py PEER THREADS CORES

Requests are tuples on standard input: ("train", workload, data, weights, epochs), ("prepare", workload,
longest_epoch) and ("measure", seconds). An answer is ("done", value), ("refused", reason) or ("failed",
message).
"""
import os
import pickle
import select
import subprocess
import sys

from train_summary import limited


class Worker:
    """The caller's side: a pinned process with one peer."""

    def __init__(self, peer, threads, cores, isa=None):
        environment = limited(os.environ, isa)
        for library in ("OMP_NUM", "OPENBLAS_NUM", "MKL_NUM", "TORCHINDUCTOR_COMPILE"):
            environment[f"{library}_THREADS"] = str(threads)
        environment["JAX_PLATFORMS"] = "cpu"
        if threads == 1:
            flags = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
            environment["XLA_FLAGS"] = f"{environment.get('XLA_FLAGS', '')} {flags}".strip()
        arguments = [sys.executable, __file__, peer, str(threads), ",".join(map(str, cores))]
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment,
        )

    def call(self, *request, timeout=900):
        """The answer; ("failed", …) if the process dies or takes longer than `timeout` seconds."""
        try:
            pickle.dump(request, self.process.stdin)
            self.process.stdin.flush()
            if not select.select([self.process.stdout], [], [], timeout)[0]:
                self.process.kill()
                return "failed", f"no answer within {timeout} s"
            return pickle.load(self.process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            return "failed", "the process ended"

    def close(self):
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()


class Served:
    """The peer's side."""

    def __init__(self, peer):
        self.peer = peer
        self.samples = 0

    def train(self, workload, data, weights, epochs):
        loss, result = self.peer.train(workload, data, weights, epochs)
        return self.peer.differs(workload), loss, result

    def prepare(self, workload, longest_epoch):
        """Loads a workload; an epoch of more seconds is cut short: its first batches say as much."""
        import train_workloads

        if not self.peer.compiles_epoch:
            samples = max(2, 100 // workload.batch) * workload.batch
            probe = workload.replaced(samples=min(workload.samples, samples))
            self.load(probe, train_workloads)
            seconds = self.peer.seconds_per_epoch(0) / probe.samples
            batches = max(2, int(longest_epoch / (seconds * workload.batch)))
            workload = workload.replaced(samples=min(workload.samples, batches * workload.batch))
        self.load(workload, train_workloads)
        self.peer.seconds_per_epoch(0)
        self.samples = workload.samples

    def load(self, workload, train_workloads):
        data = train_workloads.make_data(workload)
        self.peer.load(workload, *data, train_workloads.make_weights(workload))

    def measure(self, seconds):
        return self.samples / self.peer.seconds_per_epoch(seconds)


def main():
    name, threads, cores = sys.argv[1:]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(core) for core in cores.split(",")})
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def answer(kind, value):
        pickle.dump((kind, value), answers)
        answers.flush()

    from train_peers import PEERS

    served = None
    while True:
        try:
            request, *arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            if served is None:
                served = Served(next(peer for peer in PEERS if peer.name == name)(int(threads)))
            reason = served.peer.refuses(arguments[0]) if request in ("train", "prepare") else None
            if reason:
                answer("refused", reason)
            else:
                answer("done", getattr(served, request)(*arguments))
        except Exception as error:  # Whatever goes wrong in a peer, the others go on.
            answer("failed", " ".join(str(error).split())[:200] or type(error).__name__)


if __name__ == "__main__":
    main()
