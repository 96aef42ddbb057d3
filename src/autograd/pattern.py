"""Numbers that look random and are the same here as in pattern.fixture.ts, for golden values from PyTorch."""

import math
import os

import torch

torch.set_num_threads(int(os.environ.get("THREADS", "1")))


def name_hash(name):
    """FNV-1a, 32 bits."""
    value = 0x811C9DC5
    for character in name:
        value = ((value ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    return value


def pattern(name, *dims):
    """Float64 in -1 to 1, rounded to float32."""
    count = math.prod(dims)
    position = torch.arange(1, count + 1, dtype=torch.float64) * 12.9898
    raw = torch.sin(position + (name_hash(name) % 100000) / 1000) * 43758.5453
    return ((raw - torch.floor(raw)) * 2 - 1).float().double().reshape(dims)


def parameter(name, *dims):
    """What a parameter or running statistic of this name and shape is filled with."""
    noise = pattern(name, *dims)
    role = name.split(".")[-1]
    if role in ("bias", "mean"):
        value = 0.1 * noise
    elif role == "variance" or (role == "weight" and len(dims) == 1):
        value = 1 + 0.25 * noise
    elif role == "weight" and all(d == 1 for d in dims[1:]):
        value = 0.25 + 0.2 * noise
    elif role == "weight":
        value = math.sqrt(6 / math.prod(dims[1:])) * noise
    else:
        value = 0.5 * noise
    return value.float().double()


def digits(tensor, count=7):
    """All elements, to so many significant digits."""
    return [float(f"{v:.{count}g}") for v in tensor.detach().reshape(-1).tolist()]
