"""Golden values for optimisers.test.ts: ten steps of torch.optim in float64 on made-up gradients.
  /usr/bin/python3 src/autograd/optimisers/optimisers.golden.py > src/autograd/optimisers/optimisers.golden.json
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

import torch

from pattern import digits, pattern

STEPS = 10
SHAPES = {"a.weight": [3, 4], "a.bias": [3]}


def rate(step):
    return 0.1 * (1 - step / 20)


def run(make):
    parameters = {name: pattern(name, *shape).requires_grad_() for name, shape in SHAPES.items()}
    optimiser = make([parameters["a.weight"]], [parameters["a.bias"]])
    for step in range(STEPS):
        for name, value in parameters.items():
            value.grad = pattern(f"{name} {step}", *SHAPES[name])
        for group in optimiser.param_groups:
            group["lr"] = rate(step)
        yield parameters
        optimiser.step()
    yield parameters


def final(steps):
    for parameters in steps:
        pass
    return {name: digits(value, 9) for name, value in parameters.items()}


def sgd(**options):
    decay = options.pop("weight_decay", 0)
    groups = lambda weights, biases: [{"params": weights, "weight_decay": decay}, {"params": biases}]
    return lambda weights, biases: torch.optim.SGD(groups(weights, biases), lr=0.1, **options)


def adamw(decay):
    groups = lambda weights, biases: [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0}]
    return lambda weights, biases: torch.optim.AdamW(groups(weights, biases), betas=(0.9, 0.999), eps=1e-8)


def clipped():
    for parameters in run(sgd(momentum=0.9)):
        values = list(parameters.values())
        torch.nn.utils.clip_grad_norm_(values, 1.5)
        yield parameters


def averaged(decay):
    average = None
    for step, parameters in enumerate(run(sgd(momentum=0))):
        values = {name: value.detach().clone() for name, value in parameters.items()}
        if average is None:
            average = values
            continue
        kept = decay(step - 1)
        average = {name: kept * average[name] + (1 - kept) * values[name] for name in values}
    return {name: digits(value, 9) for name, value in average.items()}


print(
    json.dumps(
        {
            "sgd": final(run(sgd())),
            "sgd, momentum": final(run(sgd(momentum=0.9))),
            "sgd, momentum, decay": final(run(sgd(momentum=0.9, weight_decay=0.05))),
            "sgd, nesterov, decay": final(run(sgd(momentum=0.9, nesterov=True, weight_decay=0.05))),
            "adamW": final(run(adamw(0))),
            "adamW, decay": final(run(adamw(0.2))),
            "clipped": final(clipped()),
            "average": averaged(lambda step: 0.9),
            "average, warming up": averaged(lambda step: min(0.5, (1 + step) / (10 + step))),
        },
        indent=1,
    ).replace("\n   ", "")
)
