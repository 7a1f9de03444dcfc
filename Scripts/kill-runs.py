#!/usr/bin/env python3
"""Kills training at random moments, resumes it, and compares the result with that of a run never stopped.

    python3 Scripts/kill-runs.py [--bpnet BPNET] [--kills N] [--seed N]

Every case is trained once without a stop. Then the same command runs with --checkpoint and --resume, and is
ended by SIGKILL after a random time, again and again, until it ends by itself. Its output (the model, or what
cv and search print) must be the same to the byte, and the folder must hold nothing but whole checkpoints.
Cases are repeated with new random times until there were N kills.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IRIS = str(ROOT / "Examples/Data/iris.csv")
CASES = {
    "momentum": f"train {IRIS} --preset classic --epochs 2000 --history",
    "adam, f64, dropout": f"train {IRIS} --preset classic --optimizer adam --precision f64 --dropout 0.2 --epochs 1500",
    "early stopping": f"train {IRIS} --preset classic --validation 0.3 --patience 900 --epochs 1500 --threads 2",
    "adaptive schedule": f"train {IRIS} --preset classic --schedule adaptive --epochs 1500",
    "plateau, warm-up": f"train {IRIS} --preset classic --validation 0.3 --max-fail 9999 --schedule plateau"
    " --warm-up 10 --epochs 1500",
    "single samples": f"train {IRIS} --preset classic --batch-size 1 --epochs 800",
    "l-bfgs": f"train {IRIS} --preset classic --optimizer lbfgs --hidden 60 --epochs 2000",
    "levenberg-marquardt": f"train {IRIS} --preset classic --optimizer lm --loss mse --output sigmoid --hidden 20"
    " --epochs 150 --validation 0.2 --max-fail 150",
    "conjugate gradients": f"train {IRIS} --preset classic --optimizer scg --hidden 60 --epochs 1500",
    "rprop, two threads": f"train {IRIS} --preset classic --optimizer rprop --hidden 200,200 --epochs 400 --threads 2",
    "restarts": f"train {IRIS} --preset classic --epochs 400 --restarts 6",
    "folds": f"cv {IRIS} --preset classic --folds 5 --epochs 400 --json",
    "search": f"search {IRIS} --preset classic --grid hidden=4,8;learning-rate=0.01,0.1 --epochs 400 --json",
}


def command(bpnet, case, folder, *options):
    words = [bpnet, *CASES[case].split(), "--quiet", *options]
    return words if "--json" in words else [*words, "-o", str(folder / "model.safetensors")]


def result(folder, output):
    model = folder / "model.safetensors"
    return model.read_bytes() if model.exists() else output


def run_killed(bpnet, case, folder, duration, generator):
    """The result of a run that is killed until it ends by itself, and the number of kills."""
    checkpoints = ["--checkpoint", str(folder / "checkpoints"), "--checkpoint-every", "0.01s", "--resume"]
    kills = 0
    while True:
        process = subprocess.Popen(
            command(bpnet, case, folder, *checkpoints), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        # The time grows, so that even a run of one long step ends some day.
        try:
            output, errors = process.communicate(timeout=generator.uniform(0.01, duration * (0.3 + 0.1 * kills)))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += 1
            continue
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
                    whole = subprocess.run(command(arguments.bpnet, case, folder), capture_output=True, check=True)
                    wholes[case] = (result(folder, whole.stdout), time.monotonic() - start)
                    (folder / "model.safetensors").unlink(missing_ok=True)
                killed, count = run_killed(arguments.bpnet, case, folder, wholes[case][1], generator)
                kills += count
                is_same = killed == wholes[case][0]
                different += [] if is_same else [case]
                print(f"{case:22} {count:3} kills  {'the same bytes' if is_same else 'DIFFERENT'}", flush=True)
    print(f"{kills} kills, {len(different)} different results")
    sys.exit(1 if different else 0)


main()
