"""Golden values for golden.test.ts: gradients by PyTorch, in float64, of the sum of all results, each element times a
number of its own. Keys say what the case of the same name there computes.
  /usr/bin/python3 src/autograd/gradients/gradients.golden.py > src/autograd/gradients/gradients.golden.json
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

import torch
from torch import nn
from torch.nn import functional as F

from pattern import digits, pattern

golden = {}


def record(name, function, *inputs):
    """Gradient by each input: a shape, or (low, high, shape)."""
    given = []
    for i, shape in enumerate(inputs):
        low, high, dims = shape if isinstance(shape[-1:][0] if shape else 0, tuple) else (-1, 1, shape)
        noise = pattern(f"x{i}", *dims)
        given.append((low + (high - low) * (noise + 1) / 2).float().double().requires_grad_())
    y = function(*given)
    loss = (y * pattern("weights0", *y.shape)).sum()
    golden[name] = [digits(g, 8) for g in torch.autograd.grad(loss, given)]


positive = lambda *dims: (0.2, 3, dims)
wide = lambda *dims: (-4, 4, dims)

record("Conv, strided, padded, dilated, in groups", lambda x, w, b: F.conv2d(x, w, b, (2, 1), (1, 2), (1, 2), 2), (2, 4, 7, 6), (6, 2, 3, 2), (6,))
record("Conv, each channel by itself", lambda x, w: F.conv2d(x, w, None, 2, 1, 1, 3), (2, 3, 6, 7), (3, 1, 3, 3))
record("Conv, asymmetric pads", lambda x, w: F.conv2d(F.pad(x, (0, 2, 1, 0)), w, None), (1, 2, 4, 5), (3, 2, 3, 3))
record("Conv, one dimension", lambda x, w: F.conv1d(x, w, None, 3, 2), (2, 3, 8), (2, 3, 4))
record("Conv, three dimensions", lambda x, w: F.conv3d(x, w, None, (1, 2, 1)), (1, 2, 3, 4, 3), (2, 2, 2, 2, 2))
record("ConvTranspose", lambda x, w, b: F.conv_transpose2d(x, w, b, 2, 1, 1, 2), (2, 4, 3, 3), (4, 3, 3, 3), (6,))
record("MaxPool", lambda x: F.max_pool2d(x, 3, 2, 1), (2, 2, 6, 5))
record("AveragePool", lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False), (2, 2, 6, 5))
record("AveragePool, pads counted", lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=True), (2, 2, 6, 5))
record("AveragePool, ceil", lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=True), (1, 2, 6, 8))
record("BatchNormalization, training", lambda x, s, b: F.batch_norm(x, None, None, s, b, True, eps=1e-3), (3, 2, 3, 2), (2,), (2,))
mean, variance = torch.tensor([0.25, -0.5]).double(), torch.tensor([0.5, 2]).double()
record("BatchNormalization", lambda x, s, b: F.batch_norm(x, mean, variance, s, b, False, eps=1e-3), (3, 2, 3), (2,), (2,))
record("LayerNormalization", lambda x, s, b: F.layer_norm(x, (3, 4), s, b, 1e-3), (2, 3, 4), (3, 4), (3, 4))
record("InstanceNormalization", lambda x, s, b: F.instance_norm(x, None, None, s, b, eps=1e-3), (2, 3, 4, 2), (3,), (3,))
record("LpNormalization", lambda x: F.normalize(x, 2, 1), (2, 3, 4))
record("MatMul", torch.matmul, (2, 1, 3, 4), (3, 4, 2))
record("Gemm", lambda a, b, c: 0.5 * (a.T @ b.T) + 2 * c, (4, 3), (2, 4), (2,))
record("Einsum", lambda a, b: torch.einsum("bhid,bhjd->bhij", a, b), (2, 2, 3, 4), (2, 2, 3, 4))
record("PRelu", F.prelu, (2, 3, 4), (3,))
record("Elu", lambda x: F.elu(x, 0.7), wide(15))
record("Selu", F.selu, wide(15))
record("Celu", lambda x: F.celu(x, 0.7), wide(15))
record("LeakyRelu", lambda x: F.leaky_relu(x, 0.2), wide(15))
record("Softplus", F.softplus, wide(15))
record("HardSigmoid", lambda x: F.hardsigmoid(x), wide(15))
record("HardSwish", F.hardswish, wide(15))
record("Gelu", F.gelu, wide(15))
record("Erf", torch.erf, (15,))
record("Clip", lambda x: x.clamp(-1, 2.5), wide(15))
record("Softmax", lambda x: F.softmax(x, 1), (2, 3, 4))
record("LogSoftmax", lambda x: F.log_softmax(x, -1), (2, 3, 4))
record("Div", lambda a, b: a / b, (4, 1, 3), positive(2, 1))
record("Pow", torch.pow, positive(4, 1, 3), (2, 1))
record("Max", torch.maximum, (4, 1, 3), (2, 1))
record("ReduceLogSumExp", lambda x: torch.logsumexp(x, (0, 2)), (2, 3, 4))
record("ReduceL2", lambda x: torch.linalg.vector_norm(x, dim=(0, 2), keepdim=True), (2, 3, 4))
record("Gather", lambda x: x[:, [0, 2, 2, 1]], (2, 3, 4))
record("ScatterElements", lambda x, u: x.scatter_add(1, torch.tensor([[0, 0], [1, 2]]), u), (2, 3), (2, 2))
record("Pad, reflect", lambda x: F.pad(x, (2, 1, 1, 2), "reflect"), (1, 2, 4, 5))
record("Pad, edge", lambda x: F.pad(x, (2, 1, 1, 2), "replicate"), (1, 2, 4, 5))
record("Resize, nearest", lambda x: F.interpolate(x, scale_factor=2), (1, 2, 3, 4))
record("Resize, linear", lambda x: F.interpolate(x, size=(7, 6), mode="bilinear"), (1, 2, 3, 4))
record("Resize, linear, corners aligned", lambda x: F.interpolate(x, size=(2, 6), mode="bilinear", align_corners=True), (1, 2, 3, 4))
record("DepthToSpace", lambda x: F.pixel_shuffle(x, 2), (2, 8, 2, 3))
record("CumSum", lambda x: torch.cumsum(x, 1), (2, 5))
record("TopK", lambda x: torch.topk(x, 2)[0], (2, 5))

print(json.dumps(golden, indent=0))
