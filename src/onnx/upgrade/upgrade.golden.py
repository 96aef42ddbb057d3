"""Writes upgrade.golden.json: two small networks as PyTorch 1.13 exports them in several operator sets, with what
PyTorch itself computes.   python3 upgrade.golden.py > upgrade.golden.json
"""
import base64, io, json, torch
from torch import nn
import torch.nn.functional as F

torch.set_num_threads(1)


class Classifier(nn.Module):
    """Layers of a mobile network: depthwise convolution, channel shuffle, ReLU6, PReLU, pooling, dropout."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU6())
        self.depthwise = nn.Sequential(nn.Conv2d(8, 8, 3, 1, 1, groups=8), nn.BatchNorm2d(8), nn.PReLU(8))
        self.head = nn.Sequential(nn.Dropout(0.4), nn.Linear(8, 5))

    def forward(self, x):
        x = self.depthwise(self.stem(x))
        n, c, h, w = x.shape
        x = x.view(n, 2, c // 2, h, w).transpose(1, 2).contiguous().view(n, -1, h, w)
        x = F.max_pool2d(x, 2) + F.avg_pool2d(x, 2)
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return F.log_softmax(self.head(x), dim=1)


class Pieces(nn.Module):
    """Operators whose form changed between operator sets."""

    def forward(self, x):
        a, b = x.chunk(2, dim=1)
        y = F.pad(a.clamp(-0.5, 0.75) * b.clamp(min=0), (1, 0, 2, 1), value=0.25)
        y = F.interpolate(y, scale_factor=2, mode="nearest")
        y = y[:, :, 1:-1, ::2].softmax(dim=1)
        s = y.sum(dim=(2, 3), keepdim=True) - y.mean(dim=1, keepdim=True)
        top = s.reshape(s.shape[0], -1).topk(3, dim=1).values
        return top.unsqueeze(1).unsqueeze(-1).squeeze(1)


def export(network, x, opset):
    file = io.BytesIO()
    torch.onnx.export(network, x, file, opset_version=opset, input_names=["x"], output_names=["y"],
                      dynamic_axes={"x": {0: "N"}, "y": {0: "N"}})
    return base64.b64encode(file.getvalue()).decode()


def numbers(t):
    return [round(v, 6) for v in t.flatten().tolist()]


cases = []
# PyTorch exports no slices with steps before operator set 10.
for network, shape, oldest in [(Classifier(), (2, 3, 12, 12), 7), (Pieces(), (2, 4, 5, 6), 10)]:
    torch.manual_seed(7)
    for p in network.parameters():
        nn.init.normal_(p, 0, 0.5)
    for m in network.modules():
        if isinstance(m, nn.BatchNorm2d):
            nn.init.uniform_(m.running_mean, -0.3, 0.3)
            nn.init.uniform_(m.running_var, 0.5, 2)
    network.eval()
    x = torch.tensor([round(v, 3) for v in torch.randn(shape).flatten().tolist()]).reshape(shape)
    y = network(x)
    models = {str(v): export(network, x, v) for v in (7, 9, 10, 11, 13, 17) if v >= oldest}
    cases.append({"name": type(network).__name__, "x": {"data": numbers(x), "dims": list(shape)},
                  "y": {"data": numbers(y), "dims": list(y.shape)}, "models": models})
print(json.dumps(cases))
