# One network's training step in PyTorch: prints {"ms": [...], "rss": bytes, "parameters": n}.
#   python3 torch_step.py <network> <batch> <steps> <threads> <plain|channels-last>
import json
import resource
import sys
import time

import torch
import torch.nn as nn

network, batch, steps, threads, form = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
torch.set_num_threads(threads)
torch.manual_seed(1)


class Residual(nn.Module):
    def __init__(self, body, shortcut=None):
        super().__init__()
        self.body, self.shortcut = body, shortcut or nn.Identity()

    def forward(self, x):
        return self.shortcut(x) + self.body(x)


def conv(i, o, k=1, s=1, p=0, g=1):
    return nn.Conv2d(i, o, k, s, p, groups=g, bias=False)


def activated(layer, c):
    return nn.Sequential(layer, nn.BatchNorm2d(c), nn.PReLU(c))


def mobile_face_net():
    def bottleneck(i, m, o, s):
        body = nn.Sequential(
            activated(conv(i, m), m), activated(conv(m, m, 3, s, 1, m), m), conv(m, o), nn.BatchNorm2d(o)
        )
        return Residual(body) if s == 1 and i == o else body

    layers, c = [activated(conv(3, 64, 3, 2, 1), 64), activated(conv(64, 64, 3, 1, 1, 64), 64)], 64
    for t, o, n, s in [(2, 64, 5, 2), (4, 128, 1, 2), (2, 128, 6, 1), (4, 128, 1, 2), (2, 128, 2, 1)]:
        for k in range(n):
            layers.append(bottleneck(c, t * c, o, s if k == 0 else 1))
            c = o
    layers += [activated(conv(128, 512), 512), conv(512, 512, 7, g=512), nn.BatchNorm2d(512), conv(512, 128), nn.BatchNorm2d(128)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(128, 512, bias=False)), (3, 112, 112)


def iresnet18():
    def unit(i, o, s):
        body = nn.Sequential(
            nn.BatchNorm2d(i), conv(i, o, 3, 1, 1), nn.BatchNorm2d(o), nn.PReLU(o), conv(o, o, 3, s, 1), nn.BatchNorm2d(o)
        )
        return Residual(body, nn.Sequential(conv(i, o, 1, s), nn.BatchNorm2d(o)) if s > 1 else None)

    layers, c = [activated(conv(3, 64, 3, 1, 1), 64)], 64
    for o in (64, 128, 256, 512):
        layers += [unit(c, o, 2), unit(o, o, 1)]
        c = o
    layers += [nn.BatchNorm2d(512), nn.Flatten(), nn.Linear(512 * 49, 512), nn.BatchNorm1d(512)]
    return nn.Sequential(*layers, nn.Linear(512, 512, bias=False)), (3, 112, 112)


def adapter():
    body = nn.Sequential(nn.Linear(512, 1024, bias=False), nn.BatchNorm1d(1024), nn.PReLU(1024), nn.Linear(1024, 512))
    return nn.Sequential(Residual(body), nn.Linear(512, 512, bias=False)), (512,)


net, shape = {"mobilefacenet": mobile_face_net, "iresnet18": iresnet18, "adapter": adapter}[network]()
x = torch.randn(batch, *shape)
if form == "channels-last" and len(shape) == 3:
    net, x = net.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
y = torch.arange(batch) * 37 % 512
optimiser = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
times = []
for _ in range(steps):
    start = time.perf_counter()
    optimiser.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    optimiser.step()
    times.append(1000 * (time.perf_counter() - start))
print(
    json.dumps(
        {
            "ms": times,
            "rss": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            "parameters": sum(p.numel() for p in net.parameters()),
            "version": torch.__version__,
        }
    )
)
