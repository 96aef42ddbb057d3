"""Golden values for losses.test.ts: losses and their gradients by PyTorch, in float64, margins written as in the
authors' code (InsightFace's losses.py, AdaFace's head.py).
  /usr/bin/python3 src/autograd/losses/losses.golden.py > src/autograd/losses/losses.golden.json
"""

import json
import math
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

import torch
from torch.nn import functional as F

from pattern import digits, parameter, pattern

N, D, CLASSES = 6, 5, 7
labels = torch.tensor([0, 2, 2, 6, 0, 2])
golden = {}


def record(name, loss_of, *shapes, **more):
    """Loss, and gradient by each patterned input."""
    inputs = [make().requires_grad_() for make in shapes]
    loss = loss_of(*inputs)
    golden[name] = {
        "loss": float(f"{loss.item():.10g}"),
        "gradients": [digits(g, 8) for g in torch.autograd.grad(loss, inputs)],
        **more,
    }


logits = lambda: pattern("logits", N, CLASSES) * 4
features = lambda: pattern("features", N, D) * 4
weight = lambda: parameter("weight", CLASSES, D)

record("softmaxCrossEntropy", lambda z: F.cross_entropy(z, labels), logits)
record("softmaxCrossEntropy, smoothed", lambda z: F.cross_entropy(z, labels, label_smoothing=0.1), logits)
targets = pattern("targets", N, CLASSES).abs()
record("binaryCrossEntropy", lambda z: F.binary_cross_entropy_with_logits(z, targets), logits)


def triplet(z):
    z = F.normalize(z)
    squared = ((z[:, None] - z[None]) ** 2).sum(2)
    same = labels[:, None] == labels[None]
    losses = []
    for i in range(N):
        others = [j for j in range(N) if j != i and labels[j] == labels[i]]
        if others:
            hinge = max(squared[i, j] for j in others) - squared[i][~same[i]].min() + 0.2
            losses.append(F.relu(hinge))
    return torch.stack(losses).mean()


def contrastive(z, temperature=0.1):
    z = F.normalize(z) / math.sqrt(temperature)
    losses = []
    for i in range(N):
        rest = [j for j in range(N) if j != i]
        shares = (z[rest] @ z[i]).log_softmax(0)
        partners = [k for k, j in enumerate(rest) if labels[j] == labels[i]]
        if partners:
            losses.append(-shares[partners].mean())
    return torch.stack(losses).mean()


record("tripletLoss", triplet, features)
record("supervisedContrastive", contrastive, features)


def arc(target, m=0.5, easy=False):
    sine = torch.sqrt(1 - target**2)
    worse = target * math.cos(m) - sine * math.sin(m)
    if easy:
        return torch.where(target > 0, worse, target)
    return torch.where(target > math.cos(math.pi - m), worse, target - math.sin(math.pi - m) * m)


def margin_loss(z, w, worsen, labels=labels, scale=16.0):
    cosine = F.normalize(z) @ F.normalize(w).T
    rows = torch.arange(N)
    logits = cosine.clone()
    logits[rows, labels] = worsen(cosine[rows, labels])
    return F.cross_entropy(logits * scale, labels)


def centres(towards, noise):
    """Class 6's centre a multiple of feature 3, which is of that class, and some noise."""
    w = weight()
    w[6] = towards * features()[3] + noise * w[6]
    return w.float().double()


# Opposite: beyond pi - m.
opposite = lambda: centres(-1, 0.1)
record("arcFace", lambda z, w: margin_loss(z, w, arc), features, opposite)
easy = lambda t: arc(t, easy=True)
record("arcFace, easy margin", lambda z, w: margin_loss(z, w, easy), features, opposite)
record("cosFace", lambda z, w: margin_loss(z, w, lambda t: t - 0.4), features, weight)

sampled = torch.tensor([0, 2, 3, 6])
remapped = torch.searchsorted(sampled, labels)
record("partial FC", lambda z, w: margin_loss(z, w[sampled], arc, remapped), features, weight)


def ada(z, w, m=0.4, h=0.333, renewal=0.01):
    norms = z.norm(dim=1).clip(0.001, 100).detach()
    mean = norms.mean() * renewal + (1 - renewal) * ada.mean
    std = norms.std() * renewal + (1 - renewal) * ada.std
    ada.next = [mean.item(), std.item()]
    quality = ((norms - mean) / (std + 1e-3) * h).clip(-1, 1)

    def worsen(target):
        theta = target.clip(-1 + 1e-3, 1 - 1e-3).acos()
        held = (theta - m * quality).clip(1e-3, math.pi - 1e-3)
        return held.cos() - (m + m * quality)

    return margin_loss(z, w, worsen)


# Running statistics near those of the batch, so that qualities differ; class 6's centre on feature 3, so that its
# angle is held.
ada.mean, ada.std = 4.0, 0.5
record("adaFace", ada, features, lambda: centres(1, 0.001))
golden["adaFace"]["next"] = ada.next

print(json.dumps(golden, indent=1).replace("\n   ", "").replace("\n  ]", "]"))
