"""Model files in `torch.nn.Sequential` beside `bpnet predict`, and its tensors as a model again.

Skipped, with a line that says so, where PyTorch or safetensors is not installed.
"""
import json
import math
import os
import subprocess

from exports import cases

try:
    import torch
    from safetensors import safe_open
    from safetensors.torch import load_file, save_file
    missing = None
except ImportError as error:
    torch, missing = None, error.name

# Of the largest number of each output.
TOLERANCES = {"f32": 2e-6, "f64": 1e-12}
FUNCTIONS = {
    "linear": lambda _: torch.nn.Identity(), "sigmoid": lambda a: Function(lambda x: torch.sigmoid(a * x)),
    "tanh": lambda _: torch.nn.Tanh(), "relu": lambda _: torch.nn.ReLU(),
    "leaky-relu": lambda a: torch.nn.LeakyReLU(0.01 if a is None else a), "prelu": lambda _: torch.nn.PReLU(),
    "elu": lambda a: torch.nn.ELU(1 if a is None else a),
    "softplus": lambda _: torch.nn.Softplus(threshold=50),
    "gelu": lambda _: torch.nn.GELU(), "gelu-tanh": lambda _: torch.nn.GELU(approximate="tanh"),
    "silu": lambda _: torch.nn.SiLU(), "softmax": lambda _: torch.nn.Softmax(dim=1),
    "hard-limit": lambda _: Function(lambda x: (x >= 0).to(x.dtype)),
}

if torch:
    class Function(torch.nn.Module):
        def __init__(self, function):
            super().__init__()
            self.forward = function


def sequential(path):
    """The network of a model file, and what the file says of it."""
    with safe_open(path, "pt") as file:
        model = json.loads(file.metadata()["bpnet"])
        tensors = {name: file.get_tensor(name) for name in file.keys() if not name.startswith("optimizer.")}
    modules, state, count = [], {}, model["inputCount"]
    for index, layer in enumerate(model["layers"]):
        name, _, number = layer["activation"].partition(":")
        argument = float(number) if number else 1 if name == "sigmoid" else None
        modules += [torch.nn.Linear(count, layer["outputCount"]), FUNCTIONS[name](argument)]
        count = layer["outputCount"]
        for part in ("weight", "bias"):
            state[f"{2 * index}.{part}"] = tensors[f"{index}.{part}"]
        if name == "prelu":
            state[f"{2 * index + 1}.weight"] = tensors[f"{index}.slope"]
    precision = torch.float32 if model["precision"] == "f32" else torch.float64
    network = torch.nn.Sequential(*modules).to(precision)
    network.load_state_dict(state)
    return network, model


def predict(network, model, rows):
    """Rows in the data's units to what `bpnet predict` says of them."""
    preprocessing = model["preprocessing"]
    columns = preprocessing["inputs"] * (len(rows[0]) // len(preprocessing["inputs"]))
    numbers = torch.tensor(
        [[c["replacement"] if cases.is_missing(cell) else cell for c, cell in zip(columns, row)]
         for row in rows], dtype=torch.float64)
    scaled = (numbers - torch.tensor([c["scaling"]["offset"] for c in columns], dtype=torch.float64)) \
        / torch.tensor([c["scaling"]["scale"] for c in columns], dtype=torch.float64)
    with torch.no_grad():
        outputs = network(scaled.to(next(network.parameters()).dtype)).double()
    details = preprocessing.get("details", {})
    if details.get("kind") == "binary":
        return torch.cat([1 - outputs, outputs], dim=1)
    if details.get("kind") == "multilabel" or "labels" in preprocessing:
        return outputs
    if model["record"]["recipe"]["loss"] == "poisson" and model["layers"][-1]["activation"] == "linear":
        outputs = outputs.exp()
    targets = preprocessing["targets"] or preprocessing["inputs"]
    targets = targets * (outputs.shape[1] // len(targets))
    return outputs * torch.tensor([c["scaling"]["scale"] for c in targets], dtype=torch.float64) \
        + torch.tensor([c["scaling"]["offset"] for c in targets], dtype=torch.float64)


def check_export(bpnet, folder, case, network, model):
    """Whether exported tensors are those of the Sequential; or why not, where PyTorch has no such module."""
    path = os.path.join(folder, f"{case.name}.sequential.safetensors")
    result = subprocess.run(
        [bpnet, "export", case.model, "--format", "safetensors", "-o", path], capture_output=True, text=True)
    functions = [layer["activation"] for layer in model["layers"]]
    if any(name == "hard-limit" or name.startswith("sigmoid:") for name in functions):
        return result.returncode == 65 and "one that PyTorch has" in result.stderr
    state, tensors = network.state_dict(), load_file(path)
    return state.keys() == tensors.keys() and all(torch.equal(state[name], tensors[name]) for name in state)


def check_import(bpnet, folder, case, network):
    """Whether the Sequential's tensors, imported into a model of the same layers, predict the same bytes."""
    tensors, again = (os.path.join(folder, f"{case.name}.{name}.safetensors")
                      for name in ("tensors", "imported"))
    save_file({name: tensor.contiguous() for name, tensor in network.state_dict().items()}, tensors)
    subprocess.run([bpnet, "import", tensors, "--like", case.model, "-o", again], check=True,
                   stdout=subprocess.DEVNULL)
    said = [subprocess.run([bpnet, "predict", model, case.data, "--json"], check=True,
                           capture_output=True).stdout for model in (case.model, again)]
    return said[0] == said[1]


def check(bpnet, folder, models, is_short):
    """Returns the number of models that PyTorch predicts otherwise."""
    if not torch:
        print(f"PyTorch: skipped, since {missing} is not installed: pip install torch safetensors")
        return 0
    failures, count, largest = 0, 0, {"f32": 0.0, "f64": 0.0}
    for case in models:
        # Words become numbers by a rule of their own, which a Sequential does not have.
        if case.task == "words":
            continue
        count += 1
        network, model = sequential(case.model)
        found, expected = predict(network, model, case.rows), torch.tensor(case.expected, dtype=torch.float64)
        assert found.shape == expected.shape, (str(case), found.shape, expected.shape)
        size = expected.abs().amax(dim=0).clamp(min=1e-30)
        difference = ((found - expected).abs() / size).max().item()
        largest[case.precision] = max(largest[case.precision], difference)
        faults = [] if difference <= TOLERANCES[case.precision] else [f"differs by {difference:.2g}"]
        if math.isnan(difference):
            faults.append("is not a number")
        if not check_export(bpnet, folder, case, network, model):
            faults.append("exported tensors are others")
        if not check_import(bpnet, folder, case, network):
            faults.append("imported again it predicts otherwise")
        if faults:
            failures += 1
            print(f"PyTorch: {case}: {'; '.join(faults)}")
    print(f"PyTorch {torch.__version__}: {count} models, {count - failures} agree; largest difference "
          f"{largest['f32']:.2g} (f32) and {largest['f64']:.2g} (f64) of the largest output")
    return failures
