"""What train.py says of all workloads together, and how sides are kept to one instruction set."""
import math

# The variables that keep each library to the instructions that BPNet is kept to by BPNET_ISA.
LIMITS = {
    "avx2": {
        "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
        "ONEDNN_MAX_CPU_ISA": "AVX2",
        "MKL_ENABLE_INSTRUCTIONS": "AVX2",
        "ATEN_CPU_CAPABILITY": "avx2",
        "OPENBLAS_CORETYPE": "Haswell",
    },
}


def limited(environment, isa):
    """The environment of a process of a side that may use the instructions `isa`; None means all.

    Flags of XLA that are there already stay.
    """
    result = dict(environment)
    if isa:
        result["BPNET_ISA"] = isa
    for name, value in LIMITS.get(isa, {}).items():
        flags = environment.get(name, "") if name == "XLA_FLAGS" else ""
        result[name] = f"{flags} {value}".strip()
    return result


def limit_text(isa):
    """A sentence about the instructions that sides may use; None where nobody is kept to any."""
    if not isa:
        return None
    if isa not in LIMITS:
        return f"BPNet is kept to {isa} (BPNET_ISA); the peers use what the processor has."
    settings = ", ".join(f"{name}={value}" for name, value in LIMITS[isa].items())
    return f"All sides are kept to {isa}: BPNET_ISA={isa}, {settings}."


def summary(results):
    """The geometric mean of the ratios of pairs of a name and a result, and the least of them; None where
    there is no ratio."""
    ratios = [(result["ratio"], name, result["best_peer"]) for name, result in results if result["ratio"]]
    if not ratios:
        return None
    least = min(ratios)
    return {
        "workloads": len(ratios),
        "geometric_mean": math.exp(sum(math.log(ratio) for ratio, *_ in ratios) / len(ratios)),
        "least": least[0], "least_workload": least[1], "least_peer": least[2],
    }


def summary_text(figures):
    return (
        f"BPNet / best peer: geometric mean **{figures['geometric_mean']:.2f}** of {figures['workloads']} "
        f"workloads, the least {figures['least']:.2f} ({figures['least_workload']}; {figures['least_peer']})."
    )
