"""Golden values for layers.test.ts: each layer as torch.nn has it, on patterned numbers, in float64.
  /usr/bin/python3 src/autograd/layers/layers.golden.py > src/autograd/layers/layers.golden.json
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

import torch
from torch import nn
from torch.nn import functional as F

from pattern import digits, parameter, pattern


def filled(module, names=lambda name: name):
    """A module in float64 with the pattern in its parameters; running statistics as ours are called."""
    module = module.double()
    with torch.no_grad():
        for name, value in [*module.named_parameters(), *module.named_buffers()]:
            if name.endswith("num_batches_tracked"):
                continue
            ours = names(name).replace("running_mean", "mean").replace("running_var", "variance")
            slope = isinstance(module, nn.PReLU) and module.num_parameters > 1 and module.spatial
            dims = [*value.shape, 1, 1] if slope else value.shape
            value.copy_(parameter(ours, *dims).reshape(value.shape))
    return module


def prelu(channels, spatial):
    module = nn.PReLU(channels)
    module.spatial = spatial
    return filled(module)


picture = pattern("picture", 2, 4, 5, 5)
rows = pattern("rows", 3, 6)
tokens = pattern("tokens", 2, 5, 6)

golden = {
    "conv": filled(nn.Conv2d(4, 6, 3, stride=2, padding=1))(picture),
    "conv, groups, dilation, no bias": filled(nn.Conv2d(4, 6, 3, dilation=2, groups=2, bias=False))(picture),
    "depthwiseConv": filled(nn.Conv2d(4, 4, 3, padding=1, groups=4))(picture),
    "linear": filled(nn.Linear(6, 4))(rows),
    "linear over tokens, no bias": filled(nn.Linear(6, 4, bias=False))(tokens),
    "relu": F.relu(rows),
    "sigmoid": torch.sigmoid(rows),
    "tanh": torch.tanh(rows),
    "swish": F.silu(rows),
    "gelu": F.gelu(rows),
    "prelu": prelu(4, True)(picture),
    "prelu of rows": prelu(6, False)(rows),
    "layerNorm": filled(nn.LayerNorm(6))(tokens),
    "l2Normalise": F.normalize(rows, dim=1),
    "maxPool": F.max_pool2d(picture, 3, stride=2, padding=1),
    "averagePool": F.avg_pool2d(picture, 2),
    "averagePool, pad": F.avg_pool2d(picture, 3, stride=2, padding=1, count_include_pad=False),
    "globalAveragePool": picture.mean((2, 3)),
}

for name, module, x in [("picture", nn.BatchNorm2d(4), picture), ("rows", nn.BatchNorm1d(6), rows)]:
    golden[f"batchNorm of {name}, inference"] = filled(module).eval()(x)
    golden[f"batchNorm of {name}, training"] = filled(module).train()(x)
    # The running variance with the biased one of the batch, where PyTorch takes n - 1.
    axes = [0, *range(2, x.dim())]
    channels = x.shape[1]
    golden[f"batchNorm of {name}, next mean"] = 0.9 * parameter("mean", channels) + 0.1 * x.mean(axes)
    biased = x.var(axes, unbiased=False)
    golden[f"batchNorm of {name}, next variance"] = 0.9 * parameter("variance", channels) + 0.1 * biased

reduce = filled(nn.Conv2d(4, 2, 1), lambda name: f"reduce.{name}")
expand = filled(nn.Conv2d(2, 4, 1), lambda name: f"expand.{name}")
gates = torch.sigmoid(expand(F.relu(reduce(picture.mean((2, 3), keepdim=True)))))
golden["squeezeExcitation"] = picture * gates

attention = nn.MultiheadAttention(6, 2, batch_first=True).double()
with torch.no_grad():
    parts = ["query", "key", "value"]
    attention.in_proj_weight.copy_(torch.cat([parameter(f"{p}.weight", 6, 6) for p in parts]))
    attention.in_proj_bias.copy_(torch.cat([parameter(f"{p}.bias", 6) for p in parts]))
    attention.out_proj.weight.copy_(parameter("out.weight", 6, 6))
    attention.out_proj.bias.copy_(parameter("out.bias", 6))
golden["selfAttention"] = attention(tokens, tokens, tokens)[0]

golden["patchEmbedding"] = filled(nn.Conv2d(4, 5, 2, stride=2))(picture).flatten(2).transpose(1, 2)
golden["classToken"] = torch.cat([parameter("token", 1, 1, 6).expand(2, 1, 6), tokens], 1)
golden["positionEmbedding"] = tokens + parameter("position", 1, 5, 6)
golden["firstToken"] = tokens[:, 0]
kept = pattern("noise", 3, 6).abs() >= 0.3
golden["dropout"] = rows * kept / 0.7

print("{")
print(",\n".join(f"  {json.dumps(k)}: {json.dumps({'dims': list(v.shape), 'data': digits(v)})}" for k, v in golden.items()))
print("}")
