#!/usr/bin/env python3
"""Kills training at random moments, resumes it, and compares the result with that of a run never stopped.

    python3 Scripts/kill-runs.py [--bpnet BPNET] [--kills N] [--seed N]

Every case is trained once without a stop. Then the same command runs with --checkpoint and --resume, and is
ended by SIGKILL after a random time, again and again, until it ends by itself. Its output (the model, or what
cv and search print) must be the same to the byte, and the folder must hold nothing but whole checkpoints.
Single runs also write a --log, which must have the newest checkpoint's epochs after each kill, each once.
Cases are repeated with new random times until there were N kills.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IRIS = str(ROOT / "Examples/Data/iris.csv")
# The options after the data and `--preset classic`; those of cv and search follow the command's name.
CASES = {
    "momentum": "--epochs 2000 --history",
    "adam, f64, dropout": "--optimizer adam --precision f64 --dropout 0.2 --epochs 1500",
    "early stopping": "--validation 0.3 --patience 900 --epochs 1500 --threads 2",
    "adaptive schedule": "--schedule adaptive --epochs 1500",
    "plateau, warm-up": "--validation 0.3 --max-fail 9999 --schedule plateau --warm-up 10 --epochs 1500",
    "single samples": "--batch-size 1 --epochs 800",
    "l-bfgs": "--optimizer lbfgs --hidden 60 --epochs 2000",
    "levenberg-marquardt": "--optimizer lm --loss mse --output sigmoid --hidden 20 --epochs 150"
    " --validation 0.2 --max-fail 150",
    "conjugate gradients": "--optimizer scg --hidden 60 --epochs 1500",
    "rprop, two threads": "--optimizer rprop --hidden 200,200 --epochs 400 --threads 2",
    "restarts": "--epochs 400 --restarts 6",
    "folds": "cv --folds 5 --epochs 400 --json",
    "search": "search --grid hidden=4,8;learning-rate=0.01,0.1 --epochs 400 --json",
}


def command(bpnet, case, folder, *options):
    given = CASES[case].split()
    name = "train" if given[0].startswith("-") else given.pop(0)
    words = [bpnet, name, IRIS, "--preset", "classic", *given, "--quiet", *options]
    return words if "--json" in words else [*words, "-o", str(folder / "model.safetensors")]


def result(folder, output):
    model = folder / "model.safetensors"
    return model.read_bytes() if model.exists() else output


def logged_epochs(log):
    """The epochs of the whole lines of a log."""
    lines = log.read_text().split("\n")[:-1] if log.exists() else []
    return [json.loads(line)["epoch"] for line in lines]


def newest_epoch(folder):
    """The epoch of the newest checkpoint; 0 if there is none."""
    return max((int(path.name.split("-")[1]) for path in folder.glob("checkpoint-*")), default=0)


def check_log(case, log, folder):
    """Ends the script if the log lacks an epoch of a checkpoint, or has one twice."""
    if log is None:
        return
    epochs, newest = logged_epochs(log), newest_epoch(folder / "checkpoints")
    if epochs != list(range(1, len(epochs) + 1)) or len(epochs) < newest:
        sys.exit(f"{case}: {len(epochs)} lines up to {epochs[-1:]}, a checkpoint of {newest} epochs")


def run_killed(bpnet, case, folder, duration, generator):
    """The result of a run that is killed until it ends by itself, and the number of kills."""
    checkpoints = ["--checkpoint", str(folder / "checkpoints"), "--checkpoint-every", "0.01s", "--resume"]
    log = None
    if CASES[case].startswith("-") and "--restarts" not in CASES[case]:
        log = folder / "run.jsonl"
        checkpoints += ["--log", str(log)]
    kills = 0
    while True:
        # The time grows, so that even a run of one long step ends some day.
        seconds = generator.uniform(0.01, duration * (0.3 + 0.1 * kills))
        process = subprocess.Popen(
            command(bpnet, case, folder, *checkpoints), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        try:
            output, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += 1
            check_log(case, log, folder)
            continue
        check_log(case, log, folder)
        if process.returncode != 0:
            sys.exit(f"{case}: exit {process.returncode} after {kills} kills: {errors.decode()}")
        left = [path.name for path in (folder / "checkpoints").iterdir() if path.name.startswith(".")]
        if left:
            sys.exit(f"{case}: {left} is left")
        return result(folder, output), kills


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--bpnet", default=str(ROOT / ".build/release/bpnet"))
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    generator = random.Random(arguments.seed)
    wholes, kills, different = {}, 0, []
    while kills < arguments.kills:
        for case in CASES:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                if case not in wholes:
                    start = time.monotonic()
                    words = command(arguments.bpnet, case, folder)
                    whole = subprocess.run(words, capture_output=True, check=True)
                    wholes[case] = (result(folder, whole.stdout), time.monotonic() - start)
                    (folder / "model.safetensors").unlink(missing_ok=True)
                killed, count = run_killed(arguments.bpnet, case, folder, wholes[case][1], generator)
                kills += count
                is_same = killed == wholes[case][0]
                different += [] if is_same else [case]
                verdict = "the same bytes" if is_same else "DIFFERENT"
                print(f"{case:22} {count:3} kills  {verdict}", flush=True)
    print(f"{kills} kills, {len(different)} different results")
    sys.exit(1 if different else 0)


main()
