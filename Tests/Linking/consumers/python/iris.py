"""Trains on iris, saves and loads the model, and predicts: iris.py IRIS.csv MODEL"""

import sys

import bpnet

data, path = sys.argv[1:]
bpnet.train(data, hidden=8, validation=0.2, epochs=30, seed=5).save(path)
model = bpnet.Model.load(path)
flower = [[5.1, 3.5, 1.4, 0.2]]
print(model.predict(flower)[0], model.predict_proba(flower).max())
