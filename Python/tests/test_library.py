"""Tests of the package without scikit-learn: python -m unittest discover Python/tests"""

import os
import pickle
import tempfile
import unittest

import numpy as np

import bpnet
from bpnet._table import Table, numbers

IRIS = os.path.join(os.path.dirname(__file__), "..", "..", "Examples", "Data", "iris.csv")


def samples(rows=200, seed=0):
    """Points on both sides of a curve."""
    inputs = np.random.default_rng(seed).normal(size=(rows, 2))
    return inputs, (inputs[:, 1] > inputs[:, 0] ** 2).astype(int)


class Arrays(unittest.TestCase):
    def test_arrays_of_common_types_are_not_copied(self):
        for kind in ("f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"):
            array = np.ones((3, 2), dtype=kind)
            self.assertIs(numbers(array), array, kind)

    def test_other_arrays_become_such(self):
        for array in (np.ones((3, 4))[:, ::2], np.ones((3, 2), dtype=">f8"), np.ones((3, 2), dtype="f2"),
                      np.ones((3, 2), dtype=bool), np.asfortranarray(np.ones((3, 2))), [[1, 2]] * 3):
            found = numbers(array)
            self.assertTrue(found.flags.c_contiguous and found.dtype.isnative)
            self.assertEqual(found.astype(float).tolist(), np.asarray(array, dtype=float).tolist())

    def test_the_type_of_inputs_does_not_matter(self):
        inputs, classes = samples()
        inputs = np.round(inputs * 50)
        digests = {
            bpnet.train(inputs.astype(kind), classes, epochs=3).sha256 for kind in ("f8", "f4", "i2", "i8")}
        self.assertEqual(len(digests), 1)

    def test_wrong_shapes_are_errors(self):
        inputs, classes = samples()
        for wrong in (inputs[:, 0], inputs[None], classes):
            with self.assertRaises(bpnet.DataError):
                bpnet.train(wrong, classes)
        with self.assertRaises(bpnet.DataError):
            bpnet.train(inputs, classes[1:])


class Names(unittest.TestCase):
    def test_what_is_listed_is_there(self):
        self.assertLessEqual(set(bpnet.__all__), set(dir(bpnet)))
        for name in set(bpnet.__all__) - {"BPClassifier", "BPRegressor"}:
            self.assertTrue(hasattr(bpnet, name), name)
        with self.assertRaises(bpnet.FileError):
            bpnet.Model.load("no/such/model")


class Training(unittest.TestCase):
    def test_the_best_of_several_runs(self):
        inputs, classes = samples()
        options = {"preset": "classic", "epochs": 3, "validation": 0.25}
        single = bpnet.train(inputs, classes, **options)
        self.assertNotEqual(bpnet.train(inputs, classes, restarts=5, **options).sha256, single.sha256)
        with self.assertRaises(bpnet.BPNetError):
            bpnet.train(inputs, classes, restarts=0, **options)

    def test_a_file_and_its_arrays_give_the_same_bytes(self):
        with open(IRIS, encoding="utf-8") as file:
            names, *rows = [line.strip().split(",") for line in file]
        of_file = bpnet.train(IRIS, hidden=4, epochs=5)
        table = Table()
        table.add_numbers(np.array([row[:4] for row in rows], dtype=float), names[:4])
        table.add_texts([row[4] for row in rows], names[4])
        self.assertEqual(bpnet.train(table, hidden=4, epochs=5).to_bytes(), of_file.to_bytes())

    def test_classes_may_be_texts_numbers_or_truths(self):
        inputs, classes = samples()
        for targets, names in ((classes, ["0", "1"]), (classes == 1, ["0", "1"]), (classes + 0.5, ["0.5", "1.5"]),
                               (np.array(["no", "yes"])[classes], ["no", "yes"])):
            model = bpnet.train(inputs, targets, task="classify", epochs=3)
            self.assertEqual(model.outputs, names)
            self.assertEqual(set(model.predict(inputs)), set(names))
            self.assertEqual(model.predict_proba(inputs).shape, (200, 2))

    def test_several_targets(self):
        inputs, _ = samples()
        targets = inputs @ np.array([[1.0, 0, 2], [0, 1, 1]])
        model = bpnet.train(inputs, targets, task="regress", epochs=30)
        self.assertEqual(model.outputs, ["y1", "y2", "y3"])
        self.assertGreater(model.evaluate(inputs, targets, "r2"), 0.9)
        self.assertEqual(model.predict(inputs).shape, (200, 3))

    def test_several_targets_of_labels(self):
        inputs, classes = samples()
        targets = np.stack([np.array(["no", "yes"])[classes], np.array(["up", "down"])[1 - classes]], axis=1)
        model = bpnet.train(inputs, targets, preset="classic", epochs=300)
        self.assertEqual(model.labels, [("no", "yes"), ("down", "up")])
        self.assertEqual(model.outputs, ["y1", "y2"])
        self.assertGreater((model.predict(inputs) == targets).mean(), 0.9)
        self.assertEqual(bpnet.train(inputs, classes, preset="classic", epochs=1).labels, ["0", "1"])
        self.assertIsNone(bpnet.train(inputs, classes, task="regress", preset="classic", epochs=1).labels)

    def test_progress_stops_training(self):
        inputs, classes = samples()
        seen = []
        model = bpnet.train(inputs, classes, preset="classic", epochs=9,
                            on_epoch=lambda progress: seen.append(progress) or progress.epoch == 4)
        self.assertEqual([progress.epoch for progress in seen], [1, 2, 3, 4])
        self.assertEqual(model.record["epochs"], 4)
        self.assertEqual(model.record["stopReason"], "signal")

    def test_errors_of_the_callback_come_through(self):
        for error in (KeyError("k"), KeyboardInterrupt()):
            def fail(_progress, error=error):
                raise error

            with self.assertRaises(type(error)):
                bpnet.train(*samples(), epochs=3, on_epoch=fail)

    def test_training_goes_on_from_a_model_and_from_a_checkpoint(self):
        inputs, classes = samples()
        choices = {"preset": "classic", "seed": 3}
        whole = bpnet.train(inputs, classes, epochs=6, **choices)
        with tempfile.TemporaryDirectory() as folder:
            place = {"checkpoint": os.path.join(folder, "c")}
            bpnet.train(inputs, classes, epochs=6, on_epoch=lambda p: p.epoch == 2, **choices, **place)
            resumed = bpnet.train(inputs, classes, epochs=6, resume=True, **choices, **place)
        self.assertEqual(resumed.sha256, whole.sha256)
        first = bpnet.train(inputs, classes, epochs=2, **choices)
        self.assertEqual(bpnet.train(inputs, classes, epochs=4, start=first).sha256, whole.sha256)

    def test_weights_of_samples_count(self):
        inputs, classes = samples()
        weights = np.where(classes == 1, 5.0, 1.0)
        plain, weighted = (
            bpnet.train(inputs, classes, sample_weight=given, preset="classic", hidden="none", epochs=20)
            for given in (None, weights))
        self.assertGreater((weighted.predict(inputs) == "1").sum(), (plain.predict(inputs) == "1").sum())

    def test_wrong_choices_are_errors(self):
        inputs, classes = samples()
        for choices, part in (({"hiden": 3}, "hiden"), ({"hidden": -1}, "expected"),
                              ({"learning_rate": "fast"}, "learning-rate"), ({"task": "sing"}, "task"),
                              ({"epochs": 1.5}, "epochs"), ({"validation": 2}, "validation")):
            with self.assertRaisesRegex(bpnet.BPNetError, part):
                bpnet.train(inputs, classes, **choices)
        with self.assertRaises(bpnet.DivergenceError):
            bpnet.train(inputs, inputs[:, 0], task="regress", optimizer="sgd", lr=1e20, activation="relu")


class Models(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.inputs, cls.classes = samples()
        cls.model = bpnet.train(cls.inputs, cls.classes, hidden=[5, 3], epochs=5)

    def test_facts(self):
        model = self.model
        self.assertEqual((model.task, model.precision, model.input_count), ("classify", "f32", 2))
        self.assertEqual((model.columns, model.layer_sizes), (["x1", "x2"], [5, 3, 2]))
        self.assertEqual(model.record["epochs"], 5)
        weights, biases = model.weights(1)
        self.assertEqual((weights.shape, biases.shape), ((3, 5), (3,)))
        with self.assertRaises(IndexError):
            model.weights(3)

    def test_copies(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model.safetensors")
            self.model.save(path)
            copies = [bpnet.Model.load(path), pickle.loads(pickle.dumps(self.model))]
        for copy in copies:
            self.assertEqual(copy.to_bytes(), self.model.to_bytes())

    def test_predictors_predict_what_tables_do(self):
        found = self.model.numbers(self.inputs)
        predictor = self.model.predictor(16)
        self.assertEqual(predictor(self.inputs).tolist(), found.tolist())
        self.assertEqual(predictor(self.inputs[7]).tolist(), found[7].tolist())
        single = predictor(self.inputs.astype(np.float32))
        self.assertEqual(single.dtype, np.float32)
        self.assertTrue(np.allclose(single, found, atol=1e-5))

    def test_wrong_inputs_are_errors(self):
        for wrong in (self.inputs[:, :1], np.full((1, 2), np.nan), np.full((1, 2), np.inf), [["a", "b"]]):
            with self.assertRaises(bpnet.BPNetError):
                self.model.predict(wrong)
        for wrong in ([1.0], [[1.0, 2, 3]]):
            with self.assertRaises(bpnet.DataError):
                self.model.predictor()(wrong)
        with self.assertRaises(bpnet.ModelError):
            bpnet.Model.from_bytes(b"words")
        with self.assertRaises(OSError):
            bpnet.Model.load("no/such.safetensors")

    def test_frames_are_read_by_name(self):
        try:
            import pandas
        except ImportError:
            self.skipTest("needs pandas")
        frame = pandas.DataFrame({"b": self.inputs[:, 1], "word": ["u", "v"] * 100, "a": self.inputs[:, 0]})
        model = bpnet.train(frame, pandas.Series(self.classes, name="side"), epochs=5)
        found = model.numbers(frame)
        self.assertEqual(model.numbers(frame[["word", "a", "b"]]).tolist(), found.tolist())
        with self.assertRaisesRegex(bpnet.DataError, '"a"'):
            model.predict(frame[["b", "word"]])


if __name__ == "__main__":
    unittest.main()
