#!/usr/bin/env python3
"""Compares bpnet-bench train with PyTorch, JAX, NumPy, scikit-learn and FANN, in one run.

    train.py [--quick] [--survey] [--isa avx2] [--json]
    train.py --layers 784,128,10 --batch 64 --layers 20,20,2 --batch 10 --activation tanh

Without --layers the standard workloads are trained, with --survey some twenty shapes of all sizes.
--layers begins a workload, and --batch, --samples, --activation, --loss and --optimizer after it belong to
it.

Each peer has a process of its own, pinned to the same core, which stays warm from round to round; compiling
and choosing between forms come before. A round measures all sides one after the other, beginning with
another one each time; a figure is the best of the repetitions of its round. Printed are the medians over
the rounds, and the median of the rounds' ratios of BPNet to the peer with the best median. First all sides
train the same network on the same data, and have to agree (train_check.py).
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

try:
    import numpy  # noqa: F401
except ImportError:
    sys.exit("train.py needs NumPy: pip install -r Benchmarks/peers/requirements.txt")

from train_check import check  # noqa: E402
from train_peers import PEERS  # noqa: E402
from train_summary import limit_text, limited, summary, summary_text  # noqa: E402
from train_worker import Worker  # noqa: E402
from train_workloads import (  # noqa: E402
    ACTIVATIONS, LOSSES, OPTIMIZERS, make_workload, standard_workloads, survey_workloads, variant_workloads,
)

RELEASE = pathlib.Path(__file__).parents[2] / ".build" / "release"


class OfWorkload(argparse.Action):
    """An option that belongs to the --layers before it, or begins a workload itself."""

    def __call__(self, parser, namespace, value, option_string=None):
        given = getattr(namespace, "workloads", None) or []
        if self.dest == "layers":
            given.append({})
        elif not given:
            parser.error(f"{option_string} belongs to a workload: --layers comes before it")
        given[-1][self.dest] = value
        namespace.workloads = given


def sizes(text):
    return [int(part) for part in text.split(",")]


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], epilog=__doc__.split("\n\n", 1)[1],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    group = parser.add_argument_group("workloads")
    group.add_argument("--layers", action=OfWorkload, type=sizes, help="sizes from the inputs to the outputs")
    group.add_argument("--batch", action=OfWorkload, type=int, help="samples a step [64]")
    group.add_argument("--samples", action=OfWorkload, type=int, help="samples an epoch [about 20,000]")
    group.add_argument("--activation", action=OfWorkload, type=lambda text: text.split(","),
                       help=f"one for all layers or one each: {', '.join(ACTIVATIONS)} [sigmoid]")
    group.add_argument("--loss", action=OfWorkload, choices=LOSSES, help="[mse]")
    group.add_argument("--optimizer", action=OfWorkload, choices=OPTIMIZERS, help="with momentum 0.9 [sgd]")
    variants = "784-128-10 with other activations, loss, optimiser"
    group.add_argument("--variants", action="store_true", help=variants)
    survey = "some twenty shapes, batches of 1 to 1,024; the geometric mean of the ratios, and the least"
    group.add_argument("--survey", action="store_true", help=survey)
    group.add_argument("--only", metavar="TEXT", action="append", help="workloads whose name has TEXT in it")
    names = ", ".join(peer.name for peer in PEERS)
    parser.add_argument("--peers", metavar="NAMES", help=f"some of {names} [all]")
    parser.add_argument("--threads", type=int, default=1, help="threads, and cores, for every side [1]")
    isa = "keep all sides to these instructions, such as avx2 [BPNET_ISA, else what the processor has]"
    parser.add_argument("--isa", metavar="NAME", default=os.environ.get("BPNET_ISA") or None, help=isa)
    parser.add_argument("--rounds", type=int, help="[5; 3 with --quick]")
    parser.add_argument("--seconds", type=float, help="for each side in each round [1; 0.3 with --quick]")
    quick = "under 3 minutes: no torch.compile, no wide network"
    parser.add_argument("--quick", action="store_true", help=quick)
    parser.add_argument("--no-check", action="store_true", help="do not check that all sides agree")
    parser.add_argument("--check-only", action="store_true", help="check, and measure nothing")
    parser.add_argument("--json", action="store_true", help="one object a workload, one a line")
    parser.add_argument("--bin", default=str(RELEASE), help="folder of bpnet and bpnet-bench [%(default)s]")
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.quick else 5)
    options.seconds = options.seconds or (0.3 if options.quick else 1.0)
    options.workloads = chosen_workloads(parser, options)
    if options.peers:
        wanted = {name.strip().lower() for name in options.peers.split(",")}
        known = {peer.name.lower() for peer in PEERS}
        if not wanted <= known:
            parser.error(f"--peers: no {', '.join(wanted - known)}; there are {names}")
    return options


def chosen_workloads(parser, options):
    try:
        if getattr(options, "workloads", None):
            workloads = [make_workload(**{"batch": 64, **given}) for given in options.workloads]
        elif options.variants:
            workloads = variant_workloads()
        elif options.survey:
            workloads = survey_workloads()
        else:
            workloads = standard_workloads()
            if options.quick:
                workloads = [w for w in workloads if w.parameter_count < 10_000_000]
    except ValueError as error:
        parser.error(str(error))
    if options.only:
        workloads = [w for w in workloads if any(text in w.name for text in options.only)]
        if not workloads:
            parser.error("--only: no workload has that in its name")
    return workloads


def note(text):
    print(text, file=sys.stderr, flush=True)


def usable_cores(count):
    """The last of the cores that this process may use; None where the system cannot pin."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < count:
        sys.exit(f"--threads {count}: this process may use {len(cores)} cores")
    return cores[-count:]


def start_workers(options, cores):
    workers = {}
    for peer in PEERS:
        if options.peers and peer.name.lower() not in options.peers.lower().split(","):
            continue
        if options.quick and peer.name == "torch.compile" and not options.peers:
            continue
        reason = peer.missing()
        if reason:
            note(f"{peer.name}: left out: {reason}")
        else:
            workers[peer.name] = Worker(peer.name, options.threads, cores or [], options.isa)
    return workers


def measure_ours(workload, options, cores):
    """What `bpnet-bench train` prints."""
    arguments = [
        os.path.join(options.bin, "bpnet-bench"), "train", "--json", "--seconds", repr(options.seconds),
        "--layers", ",".join(map(str, workload.layers)), "--batch", str(workload.batch),
        "--samples", str(workload.samples), "--activation", ",".join(workload.activations),
        "--loss", workload.loss, "--optimizer", workload.optimizer, "--threads", str(options.threads),
        "--learning-rate", repr(workload.learning_rate),
    ]
    pin = (lambda: os.sched_setaffinity(0, cores)) if cores else None
    environment = limited(os.environ, options.isa)
    result = subprocess.run(
        arguments, capture_output=True, text=True, preexec_fn=pin, env=environment)
    if result.returncode != 0:
        sys.exit(result.stderr.strip())
    return json.loads(result.stdout.splitlines()[-1])


def compare(workload, options, workers, cores):
    """The result for a workload, as it is printed with --json."""
    able = []
    for name, worker in workers.items():
        kind, answer = worker.call("prepare", workload, options.seconds / 2)
        if kind == "done":
            able.append(name)
        else:
            note(f"{name}: {workload.name}: {kind}: {answer}")
    figures, ours = {name: [] for name in ["BPNet"] + able}, []
    for number in range(options.rounds):
        order = list(figures)
        turn = number % len(order)
        for name in order[turn:] + order[:turn]:
            if name == "BPNet":
                ours.append(measure_ours(workload, options, cores))
                figures[name].append(ours[-1]["samples_per_s"])
                continue
            kind, answer = workers[name].call("measure", options.seconds)
            if kind == "done":
                figures[name].append(answer)
            else:
                note(f"{name}: {workload.name}: {kind}: {answer}")
    return summarize(workload, figures, ours, options)


def summarize(workload, figures, ours, options):
    complete = {name: values for name, values in figures.items() if len(values) == options.rounds}
    medians = {name: statistics.median(values) for name, values in complete.items()}
    peers = {name: value for name, value in medians.items() if name != "BPNet"}
    best = max(peers, key=peers.get) if peers else None
    ratios = [a / b for a, b in zip(figures["BPNet"], figures[best])] if best else []
    median_run = sorted(ours, key=lambda run: run["samples_per_s"])[len(ours) // 2]
    return {
        "layers": workload.layers, "batch": workload.batch, "samples": workload.samples,
        "activation": workload.activations, "loss": workload.loss, "optimizer": workload.optimizer,
        "threads": options.threads, "bpnet_threads": median_run["threads"],
        "samples_per_s": medians, "rounds": figures, "best_peer": best,
        "ratio": statistics.median(ratios) if ratios else None,
        "ratio_range": [min(ratios), max(ratios)] if ratios else None,
        **{key: median_run.get(key) for key in (
            "gflops", "peak_fraction", "memory_formula_bytes", "resident_bytes", "isa")},
    }


def rate_text(value):
    if value is None:
        return "–"
    return f"{float(f'{value:.4g}'):,.0f}"


def print_table(results, workers):
    peers = [name for name in workers if any(name in result["samples_per_s"] for _, result in results)]
    heads = ["samples/s", "BPNet", *peers, "BPNet / best peer", "range", "GFLOP/s", "of peak"]
    print("| " + " | ".join(heads) + " |")
    print("|---" + "|---:" * (len(heads) - 1) + "|")
    for workload, result in results:
        found = result["samples_per_s"]
        cells = [workload.name] + [rate_text(found.get(name)) for name in ["BPNet", *peers]]
        if result["ratio"] is None:
            cells += ["–", "–"]
        else:
            low, high = result["ratio_range"]
            cells += [f"**{result['ratio']:.2f}** ({result['best_peer']})", f"{low:.2f}–{high:.2f}"]
        cells += [f"{result['gflops']:.3g}", f"{100 * result['peak_fraction']:.1f} %"]
        print("| " + " | ".join(cells) + " |")
    sys.stdout.flush()


def print_summary(results, options):
    """What is said of all workloads together, and of the instructions that were used."""
    figures = summary([(workload.name, result) for workload, result in results]) if options.survey else None
    if options.json:
        if figures:
            print(json.dumps({"isa_limit": options.isa, **figures}), flush=True)
        return
    for text in (figures and summary_text(figures), results and limit_text(options.isa)):
        if text:
            print(f"\n{text}", flush=True)


def main():
    options = parse_arguments()
    for binary in ("bpnet", "bpnet-bench"):
        if not os.access(os.path.join(options.bin, binary), os.X_OK):
            sys.exit(f"no {binary} in {options.bin}: swift build -c release, or name the folder with --bin")
    if options.isa:
        os.environ["BPNET_ISA"] = options.isa  # For bpnet, which is run to compare weights.
        note(limit_text(options.isa))
    cores = usable_cores(options.threads)
    workers, results, agree = start_workers(options, cores), [], True
    try:
        for workload in options.workloads:
            note(workload.name)
            if not options.no_check:
                bpnet = os.path.join(options.bin, "bpnet")
                agree &= check(workload, bpnet, workers, options.threads, lambda text: note(f"  {text}"))
            if options.check_only:
                continue
            result = compare(workload, options, workers, cores)
            if options.json:
                print(json.dumps(result), flush=True)
            results.append((workload, result))
    finally:
        for worker in workers.values():
            worker.close()
    if results and not options.json:
        print_table(results, workers)
    print_summary(results, options)
    if not agree:
        sys.exit("not all sides computed the same thing: see above")


if __name__ == "__main__":
    main()
