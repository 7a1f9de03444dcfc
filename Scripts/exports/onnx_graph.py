"""Exported ONNX graphs in onnxruntime beside `bpnet predict`."""
import json
import os
import subprocess

try:
    import numpy as np
    import onnx
    import onnxruntime
except ImportError as error:
    raise SystemExit(f"ONNX: {error.name} is not installed: pip install numpy onnx onnxruntime")

# Of each output's range over the rows; and of the largest number, for an output that changes so little that
# its precision is not enough for that.
TOLERANCES = {"f32": (2e-6, 2 ** -21), "f64": (1e-12, 2 ** -50)}


def cell_text(cell):
    return "" if cell is None else cell if isinstance(cell, str) else str(cell)


def feeds(session, rows):
    """The graph's inputs: all columns in one, or one for each column of a table with words."""
    inputs = session.get_inputs()
    if len(inputs) == 1 and inputs[0].type == "tensor(double)":
        return {inputs[0].name: np.array([[np.nan if c is None else c for c in row] for row in rows])}
    result = {}
    for index, column in enumerate(inputs):
        cells = [row[index] for row in rows]
        if column.type == "tensor(string)":
            result[column.name] = np.array([[cell_text(cell)] for cell in cells], dtype=object)
        else:
            result[column.name] = np.array([[np.nan if cell is None else cell] for cell in cells])
    return result


def run(path, rows):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(None, feeds(session, rows)))), session


def check_file(path):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(metadata["bpnet.output_names"])
    for value in list(model.graph.input) + list(model.graph.output):
        assert value.type.tensor_type.shape.dim[0].dim_param == "N", value
    return model


def difference(found, expected, precision):
    """The largest difference as a share of its output's range, and whether it is small enough."""
    of_range, of_number = TOLERANCES[precision]
    expected, found = np.array(expected), np.array(found, dtype=np.float64)
    assert found.shape == expected.shape, (found.shape, expected.shape)
    spread = expected.max(axis=0) - expected.min(axis=0)
    size = np.abs(expected).max(axis=0)
    error = np.abs(found - expected)
    is_small = (error <= np.maximum(of_range * spread, of_number * size)).all()
    counts = of_range * spread > of_number * size
    return (error / np.where(counts, spread, np.inf)).max(), is_small


def compare(case, results):
    """The faults of a model's results."""
    values = results["variable" if "variable" in results else "probabilities"]
    found, is_small = difference(values, case.expected, case.precision)
    faults = []
    if not is_small:
        faults.append(f"differs by {found:.2g} of the range")
    if "label" in results:
        labels = np.array(results["label"]).reshape(len(case.rows), -1).tolist()
        wrong = [row for row, (one, other) in enumerate(zip(labels, case.labels))
                 if [str(label) for label in one] != other and not is_close_call(case.expected[row])]
        if wrong:
            faults.append(f"other labels in rows {wrong[:5]}")
    return faults, found


def is_close_call(probabilities):
    """Whether rounding may decide on the label."""
    largest = sorted(probabilities)[-2:]
    return len(largest) > 1 and largest[1] - largest[0] < 1e-6 or any(abs(p - 0.5) < 1e-6 for p in largest)


def check_invalid_rows(case, path):
    """What `bpnet` refuses has no prediction: a missing value without a replacement, and infinity."""
    cells = [index for index, cell in enumerate(case.rows[0]) if not isinstance(cell, str)]
    rows = [list(case.rows[0]) for _ in range(2)]
    rows[0][cells[-1]] = float("inf")
    if case.task not in ("missing", "words"):
        rows[1][cells[0]] = None
    results, _ = run(path, rows)
    values = results["variable" if "variable" in results else "probabilities"]
    assert np.isnan(values[0]).all(), f"{case}: infinity gives {values[0]}"
    if "label" in results:
        assert np.array(results["label"][0]).reshape(-1)[0] in ("", -1), f"{case}: infinity has a label"
    if case.task not in ("missing", "words"):
        assert np.isnan(values[1]).all(), f"{case}: a missing value gives {values[1]}"
    if case.task == "words":
        row = [list(case.rows[0])]
        row[0][-2] = "no color"
        results, _ = run(path, row)
        assert np.isnan(results["probabilities"]).all(), f"{case}: an unknown word has a prediction"


def check(bpnet, folder, cases, is_short):
    """Returns the number of models that onnxruntime predicts otherwise."""
    failures, largest = 0, {"f32": 0, "f64": 0}
    for case in cases:
        path = os.path.join(folder, f"{case.name}.onnx")
        subprocess.run([bpnet, "export", case.model, "--format", "onnx", "-o", path], check=True)
        check_file(path)
        results, _ = run(path, case.rows)
        one, _ = run(path, case.rows[:1])
        assert all(len(value) == 1 for value in one.values()), f"{case}: one row gives others"
        faults, found = compare(case, results)
        check_invalid_rows(case, path)
        largest[case.precision] = max(largest[case.precision], found)
        if faults:
            failures += 1
            if failures <= 10:
                print(f"ONNX: {case}: {'; '.join(faults)}")
    print(f"ONNX, onnxruntime {onnxruntime.__version__}: {len(cases)} models, {len(cases) - failures} agree; "
          f"largest difference {largest['f32']:.2g} (f32) and {largest['f64']:.2g} (f64) of the range")
    return failures
