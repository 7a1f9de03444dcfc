"""Tests of the estimators: python -m unittest discover Python/tests"""

import pickle
import unittest
import warnings

import numpy as np

try:
    from sklearn.base import clone
    from sklearn.datasets import load_digits, load_iris, make_regression
    from sklearn.model_selection import GridSearchCV, cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.utils.estimator_checks import check_estimator

    from bpnet import BPClassifier, BPRegressor
except ImportError as error:
    raise unittest.SkipTest(f"needs scikit-learn: {error}")

import bpnet


def names(digits=False):
    inputs, classes = (load_digits if digits else load_iris)(return_X_y=True)
    return inputs, np.array([f"class {number}" for number in classes])


class Contract(unittest.TestCase):
    """scikit-learn's own checks, without an expected failure."""

    def check(self, estimator):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            results = check_estimator(estimator, on_fail=None, on_skip=None)
        failed = [f"{r['check_name']}: {r['exception']}" for r in results if r["status"] == "failed"]
        self.assertEqual(failed, [])
        self.assertGreater(len(results), 50)

    def test_classifier(self):
        self.check(BPClassifier())

    def test_regressor(self):
        self.check(BPRegressor())

    def test_others(self):
        self.check(BPClassifier((8,), "tanh", solver="adam", precision="f64"))


class Use(unittest.TestCase):
    def test_pipeline_search_and_folds(self):
        inputs, classes = names()
        pipeline = make_pipeline(StandardScaler(), BPClassifier(max_iter=20, random_state=0))
        self.assertGreater(cross_val_score(pipeline, inputs, classes, cv=3).mean(), 0.9)
        search = GridSearchCV(pipeline, {"bpclassifier__hidden_layer_sizes": [(4,), (8, 8)]}, cv=2)
        search.fit(inputs, classes)
        self.assertIn(search.best_params_["bpclassifier__hidden_layer_sizes"], [(4,), (8, 8)])

    def test_clone_and_pickle(self):
        inputs, classes = names()
        fitted = BPClassifier(max_iter=5, random_state=3).fit(inputs, classes)
        copy = pickle.loads(pickle.dumps(fitted))
        self.assertEqual(copy.predict_proba(inputs).tolist(), fitted.predict_proba(inputs).tolist())
        self.assertFalse(hasattr(clone(fitted), "model_"))
        again = clone(fitted).fit(inputs, classes)
        self.assertEqual(again.model_.sha256, fitted.model_.sha256)

    def test_attributes(self):
        inputs, classes = names()
        fitted = BPClassifier((6, 5), "logistic", max_iter=7, random_state=3).fit(inputs, classes)
        self.assertEqual(fitted.n_iter_, 7)
        self.assertEqual(len(fitted.loss_curve_), 7)
        self.assertEqual([weights.shape for weights in fitted.coefs_], [(4, 6), (6, 5), (5, 3)])
        self.assertEqual([biases.shape for biases in fitted.intercepts_], [(6,), (5,), (3,)])
        self.assertEqual(fitted.classes_.tolist(), ["class 0", "class 1", "class 2"])
        self.assertEqual(fitted.model_.activations, ["sigmoid", "sigmoid", "softmax"])

    def test_the_order_of_samples_does_not_matter(self):
        inputs, classes = names()
        order = np.random.default_rng(0).permutation(len(inputs))
        fitted = [BPClassifier(max_iter=3, random_state=1).fit(inputs[rows], classes[rows])
                  for rows in (np.arange(len(inputs)), order)]
        self.assertEqual(fitted[0].model_.sha256, fitted[1].model_.sha256)
        kept = [BPClassifier(max_iter=3, random_state=1, shuffle=False).fit(inputs[rows], classes[rows])
                for rows in (np.arange(len(inputs)), order)]
        self.assertNotEqual(kept[0].model_.sha256, kept[1].model_.sha256)

    def test_early_stopping_holds_rows_back(self):
        inputs, classes = names(digits=True)
        fitted = BPClassifier(max_iter=300, early_stopping=True, n_iter_no_change=4, random_state=0).fit(
            inputs, classes)
        self.assertLess(fitted.n_iter_, 300)
        self.assertEqual(len(fitted.validation_losses_), fitted.n_iter_)
        self.assertTrue(np.all(np.isfinite(fitted.validation_losses_)))

    def test_warm_start_goes_on(self):
        inputs, classes = names()
        cold = BPClassifier(max_iter=4, preset="classic", random_state=0).fit(inputs, classes)
        warm = BPClassifier(max_iter=4, preset="classic", random_state=0, warm_start=True).fit(inputs, classes)
        first = warm.model_.sha256
        warm.fit(inputs, classes)
        self.assertEqual(first, cold.model_.sha256)
        self.assertEqual((warm.n_iter_, len(warm.loss_curve_)), (8, 8))
        self.assertLess(warm.loss_curve_[-1], warm.loss_curve_[3])
        with self.assertRaisesRegex(ValueError, "classes"):
            warm.fit(inputs, np.array(["a", "b", "c"])[np.arange(len(inputs)) % 3])

    def test_weights_of_classes_and_samples(self):
        inputs, classes = names()
        choices = {"hidden_layer_sizes": (), "max_iter": 10, "random_state": 0, "preset": "classic"}
        weighted = BPClassifier(class_weight={"class 1": 20.0}, **choices).fit(inputs, classes)
        plain = BPClassifier(**choices).fit(inputs, classes)
        count = [(model.predict(inputs) == "class 1").sum() for model in (plain, weighted)]
        self.assertGreater(count[1], count[0])
        BPClassifier(class_weight="balanced", **choices).fit(inputs, classes)
        fractional = BPClassifier(**choices).fit(
            inputs, classes, sample_weight=np.where(classes == "class 1", 20.5, 1.0))
        self.assertGreater((fractional.predict(inputs) == "class 1").sum(), count[0])
        for wrong in ("even", {"class 9": 1.0}):
            with self.assertRaises(ValueError):
                BPClassifier(class_weight=wrong, **choices).fit(inputs, classes)

    def test_several_runs(self):
        inputs, classes = names()
        fixed = {"preset": "classic", "max_iter": 15, "random_state": 3, "early_stopping": True}
        found = BPClassifier(**fixed, options={"restarts": 4}).fit(inputs, classes)
        single = BPClassifier(**fixed).fit(inputs, classes)
        self.assertNotEqual(found.model_.sha256, single.model_.sha256)
        self.assertEqual(found.n_iter_, 15)
        self.assertEqual(len(found.loss_curve_), 15)
        self.assertLess(found.loss_curve_[-1], found.loss_curve_[0])
        self.assertTrue(np.isfinite(found.validation_losses_).all())
        searched = BPClassifier("auto:search", **fixed).fit(inputs, classes)
        self.assertEqual(len(searched.loss_curve_), 15)

    def test_errors_name_parameters(self):
        inputs, classes = names()
        for expected, parameters in [
                ("max_iter: found -1", {"max_iter": -1}), ("max_iter: found \"x\"", {"max_iter": "x"}),
                ("solver: found \"adamm\"", {"solver": "adamm"}),
                ("hidden_layer_sizes: found \"many\"", {"hidden_layer_sizes": "many"}),
                ("learning_rate_init: found", {"learning_rate_init": -1, "solver": "sgd"}),
                ("activation: found \"relux\"", {"activation": "relux"}),
                ("epochs: found -3", {"options": {"epochs": -3}})]:
            with self.assertRaises(bpnet.BPNetError, msg=expected) as caught:
                BPClassifier(**parameters).fit(inputs, classes)
            self.assertTrue(str(caught.exception).startswith(expected), str(caught.exception))
        with self.assertRaisesRegex(ValueError, "found one class, 0; expected"):
            BPClassifier().fit(inputs, np.zeros(len(inputs), dtype=int))


class PartialFit(unittest.TestCase):
    def test_classes_may_come_later(self):
        inputs, classes = names()
        order = np.argsort(classes, kind="stable")
        model = BPClassifier(random_state=0, learning_rate_init=0.01)
        for epoch in range(40):
            for part in np.array_split(order, 3):
                model.partial_fit(inputs[part], classes[part], classes=np.unique(classes))
        self.assertEqual(model.predict_proba(inputs).shape, (150, 3))
        self.assertEqual(model.n_iter_, 120)
        with self.assertRaises(ValueError):
            model.partial_fit(inputs, np.array(["class 7"] * 150))
        with self.assertRaises(ValueError):
            BPClassifier().partial_fit(inputs, classes)

    def test_it_learns(self):
        inputs, classes = names(digits=True)
        order = np.random.default_rng(0).permutation(len(inputs))
        model = BPClassifier(random_state=0)
        for _ in range(5):
            for part in np.array_split(order, 6):
                model.partial_fit(inputs[part], classes[part], classes=np.unique(classes))
        self.assertGreater(model.score(inputs, classes), 0.95)

    def test_regressor(self):
        inputs, targets = make_regression(300, 5, random_state=0)
        model = BPRegressor(random_state=0)
        for _ in range(30):
            model.partial_fit(inputs, targets)
        self.assertGreater(model.score(inputs, targets), 0.9)


class Targets(unittest.TestCase):
    def test_several_targets(self):
        inputs, targets = make_regression(300, 5, n_targets=3, random_state=0)
        fitted = BPRegressor(random_state=0).fit(inputs, targets)
        self.assertEqual(fitted.predict(inputs).shape, (300, 3))
        self.assertGreater(fitted.score(inputs, targets), 0.95)

    def test_seed_is_that_of_training(self):
        inputs, targets = make_regression(100, 5, random_state=0)
        fitted = BPRegressor(random_state=7, shuffle=False, max_iter=4).fit(inputs, targets)
        same = bpnet.train(inputs, targets, task="regress", seed=7, shuffle=False, epochs=4)
        self.assertEqual(fitted.model_.sha256, same.sha256)


if __name__ == "__main__":
    unittest.main()
