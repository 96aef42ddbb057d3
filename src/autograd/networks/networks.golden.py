"""Golden values for networks.test.ts: the networks written in torch.nn after the papers and InsightFace's code, on
patterned parameters and pictures, in float64: features at inference; loss, gradients and running statistics in training.
  /usr/bin/python3 src/autograd/networks/networks.golden.py > src/autograd/networks/networks.golden.json
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

import torch
from torch import nn
from torch.nn import functional as F

from pattern import digits, parameter, pattern


class Residual(nn.Module):
    def __init__(self, body, shortcut=None):
        super().__init__()
        self.body, self.shortcut = body, shortcut

    def forward(self, x):
        return self.body(x) + (x if self.shortcut is None else self.shortcut(x))


class Lambda(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


class NamedSequential(nn.Module):
    def __init__(self, modules):
        super().__init__()
        for name, module in modules.items():
            self.add_module(name, module)

    def forward(self, x):
        for module in self.children():
            x = module(x)
        return x


# MobileFaceNet, arXiv:1804.07573, table 1.


def activated(conv):
    channels = conv.out_channels
    return NamedSequential({"conv": conv, "norm": nn.BatchNorm2d(channels), "act": nn.PReLU(channels)})


def linearised(conv):
    return NamedSequential({"conv": conv, "norm": nn.BatchNorm2d(conv.out_channels)})


def conv(i, o, k, s=1, p=0, g=1):
    return nn.Conv2d(i, o, k, s, p, groups=g, bias=False)


def bottleneck(i, t, c, s):
    body = NamedSequential(
        {
            "expand": activated(conv(i, t * i, 1)),
            "depthwise": activated(conv(t * i, t * i, 3, s, 1, t * i)),
            "project": linearised(conv(t * i, c, 1)),
        }
    )
    return Residual(body) if s == 1 and i == c else body


def mobile_face_net(features):
    modules = {"conv1": activated(conv(3, 64, 3, 2, 1)), "conv2": activated(conv(64, 64, 3, 1, 1, 64))}
    width = 64
    table = [(2, 64, 5, 2), (4, 128, 1, 2), (2, 128, 6, 1), (4, 128, 1, 2), (2, 128, 2, 1)]
    for stage, (t, c, n, s) in enumerate(table, 1):
        blocks = {}
        for i in range(n):
            blocks[str(i)] = bottleneck(width, t, c, s if i == 0 else 1)
            width = c
        modules[f"stage{stage}"] = NamedSequential(blocks)
    modules["conv3"] = activated(conv(128, 512, 1))
    modules["global"] = linearised(conv(512, 512, 7, g=512))
    modules["features"] = linearised(conv(512, features, 1))
    modules["flatten"] = nn.Flatten()
    return NamedSequential(modules)


# IResNet, insightface/recognition/arcface_torch/backbones/iresnet.py.


def unit(i, c, s):
    body = NamedSequential(
        {
            "bn1": nn.BatchNorm2d(i),
            "conv1": conv(i, c, 3, 1, 1),
            "bn2": nn.BatchNorm2d(c),
            "prelu": nn.PReLU(c),
            "conv2": conv(c, c, 3, s, 1),
            "bn3": nn.BatchNorm2d(c),
        }
    )
    shortcut = {"0": conv(i, c, 1, s), "1": nn.BatchNorm2d(c)}
    return Residual(body, NamedSequential({"downsample": NamedSequential(shortcut)}) if s != 1 else None)


def iresnet(units, width, features):
    modules = {"conv1": conv(3, width, 3, 1, 1), "bn1": nn.BatchNorm2d(width), "prelu": nn.PReLU(width)}
    inputs = width
    for stage, n in enumerate(units):
        channels = width * 2**stage
        blocks = {}
        for i in range(n):
            blocks[str(i)] = unit(inputs, channels, 2 if i == 0 else 1)
            inputs = channels
        modules[f"layer{stage + 1}"] = NamedSequential(blocks)
    modules["bn2"] = nn.BatchNorm2d(inputs)
    modules["flatten"] = nn.Flatten()
    modules["fc"] = nn.Linear(inputs * 49, features)
    modules["features"] = nn.BatchNorm1d(features)
    return NamedSequential(modules)


# Vision transformer, arXiv:2010.11929; nn.TransformerEncoderLayer with norm_first is its block.


class Tokens(nn.Module):
    def __init__(self, width, patch, count):
        super().__init__()
        self.patches = nn.Conv2d(3, width, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(torch.zeros(1, count + 1, width))

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        return torch.cat([self.token.expand(len(x), -1, -1), x], 1) + self.position


def vit(patch, width, depth, heads, features):
    block = lambda: nn.TransformerEncoderLayer(
        width, heads, 4 * width, 0.0, "gelu", 1e-6, batch_first=True, norm_first=True
    )
    return NamedSequential(
        {
            "tokens": Tokens(width, patch, (112 // patch) ** 2),
            "blocks": NamedSequential({str(i): block() for i in range(depth)}),
            "norm": nn.LayerNorm(width, 1e-6),
            "first": Lambda(lambda x: x[:, 0]),
            "fc": nn.Linear(width, features, bias=False),
            "features": nn.BatchNorm1d(features),
        }
    )


def vit_names(name):
    """Ours for those of nn.TransformerEncoderLayer."""
    for theirs, ours in [
        ("tokens.patches", "patches"),
        ("tokens.token", "class.token"),
        ("tokens.position", "places.position"),
        ("norm1", "attention.norm"),
        ("self_attn.out_proj", "attention.heads.out"),
        ("norm2", "perceptron.norm"),
        ("linear1", "perceptron.expand"),
        ("linear2", "perceptron.project"),
    ]:
        name = name.replace(theirs, ours)
    return name


# An adapter on templates.


def adapter(size, hidden):
    reduce = {"fc": nn.Linear(size, hidden, bias=False), "norm": nn.BatchNorm1d(hidden), "act": nn.PReLU(hidden)}
    body = NamedSequential({"reduce": NamedSequential(reduce), "expand": nn.Linear(hidden, size)})
    return NamedSequential({"shift": Residual(body), "length": Lambda(lambda x: F.normalize(x))})


def our_name(name, rename):
    name = name.replace("body.", "").replace("shortcut.", "")
    return rename(name).replace("running_mean", "mean").replace("running_var", "variance")


def fill(network, rename, rows):
    """Patterned parameters in place of PyTorch's; gives them by our names."""
    ours = {}
    slopes = {f"{name}.weight" for name, m in network.named_modules() if isinstance(m, nn.PReLU)}
    with torch.no_grad():
        for theirs, value in [*network.named_parameters(), *network.named_buffers()]:
            name = our_name(theirs, rename)
            if theirs.endswith("num_batches_tracked"):
                continue
            if "in_proj" in theirs:
                role = theirs.split("_")[-1]
                prefix = name.split("self_attn")[0] + "attention.heads"
                names = [f"{prefix}.{part}.{role}" for part in ("query", "key", "value")]
                value.copy_(torch.cat([parameter(n, *p.shape) for n, p in zip(names, value.chunk(3))]))
                continue
            slope = theirs in slopes and not rows
            dims = [*value.shape, 1, 1] if slope else value.shape
            value.copy_(parameter(name, *dims).reshape(value.shape))
            ours[name] = value
    return ours


golden = {}


def record(name, network, x, rename=lambda n: n, gradients=(), fixed=(), rows=False):
    network = network.double()
    tensors = fill(network, rename, rows)
    with torch.no_grad():
        for key in fixed:
            tensors[key].fill_(1)
    network.eval()
    golden[name] = {"features": digits(network(x)[:, :16], 6)}
    network.train()
    features = network(x)
    labels = (torch.arange(len(x)) * 37 + 5) % features.shape[1]
    loss = F.cross_entropy(features, labels)
    wanted = {key: tensors[key] for key in tensors if tensors[key].requires_grad and key not in fixed}
    slopes = dict(zip(wanted, torch.autograd.grad(loss, list(wanted.values()))))
    golden[name]["loss"] = float(f"{loss.item():.9g}")
    golden[name]["norms"] = {key: float(f"{g.norm().item():.6g}") for key, g in slopes.items()}
    golden[name]["gradients"] = {key: digits(slopes[key].reshape(-1)[:8], 6) for key in gradients}
    means = [key for key in tensors if key.endswith(".mean")]
    golden[name]["means"] = {key: digits(tensors[key].reshape(-1)[:4], 6) for key in (means[:1] + means[-1:])}


pictures = pattern("pictures", 4, 3, 112, 112)
record(
    "mobileFaceNet",
    mobile_face_net(128),
    pictures,
    gradients=["conv1.conv.weight", "conv1.act.weight", "stage2.0.depthwise.conv.weight", "global.conv.weight", "features.norm.bias"],
)
for depth, units in [(18, [2, 2, 2, 2]), (34, [3, 4, 6, 3]), (50, [3, 4, 14, 3])]:
    record(
        f"iresnet{depth}",
        iresnet(units, 16 if depth == 18 else 8, 64),
        pictures,
        gradients=["conv1.weight", "layer2.0.downsample.0.weight", "layer4.1.prelu.weight", "fc.weight", "features.bias"],
        fixed=["features.weight"],
    )
record(
    "vit",
    vit(8, 24, 2, 3, 32),
    pictures,
    vit_names,
    gradients=["patches.weight", "class.token", "places.position", "blocks.1.perceptron.expand.weight"],
)
record("adapter", adapter(512, 64), pattern("templates", 8, 512), gradients=["shift.reduce.fc.weight"], rows=True)
line = lambda value: json.dumps(value) if not isinstance(value, dict) else lines(value, "   ")
lines = lambda table, space: "{\n" + ",\n".join(f"{space}{json.dumps(k)}: {json.dumps(v)}" for k, v in table.items()) + "}"
print("{\n" + ",\n".join(f' "{name}": ' + "{\n" + ",\n".join(f'  "{k}": {line(v)}' for k, v in of.items()) + "}" for name, of in golden.items()) + "\n}")
