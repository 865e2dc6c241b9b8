"""The paper's network in PyTorch: prints its version and the samples a second of five training steps as JSON. Arguments: 1d or 2d, batch size, cpu or cuda."""

import json
import sys
import time

import torch
from torch import nn

kind, size, device = sys.argv[1], int(sys.argv[2]), sys.argv[3]
torch.set_num_threads(2)
torch.manual_seed(1)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        convolution = nn.Conv1d if kind == "1d" else nn.Conv2d
        normalisation = nn.BatchNorm1d if kind == "1d" else nn.BatchNorm2d
        pool = nn.MaxPool1d if kind == "1d" else nn.MaxPool2d
        pools = [4, 4, 4, 4] if kind == "1d" else [2, 4, 4, 4]
        blocks, inputs = [], 1
        for outputs, stride in zip([64, 64, 128, 128], pools):
            blocks += [
                convolution(inputs, outputs, 3, padding=1),
                normalisation(outputs, eps=1e-3),
                nn.ELU(),
                pool(stride, stride, ceil_mode=True),
            ]
            inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.lstm = nn.LSTM(128, 256, batch_first=True)
        self.emotion = nn.Linear(256, 7)

    def forward(self, x):
        features = self.blocks(x).flatten(2).transpose(1, 2)
        return self.emotion(self.lstm(features)[0][:, -1])


network = Network().to(device)
optimiser = torch.optim.Adam(network.parameters())
shape = (size, 1, 128000) if kind == "1d" else (size, 1, 128, 251)
x, y = torch.randn(shape).to(device), (torch.arange(size) % 7).to(device)
rates = []
for step in range(6):
    start = time.perf_counter()
    optimiser.zero_grad()
    nn.functional.cross_entropy(network(x), y).backward()
    optimiser.step()
    if device == "cuda":
        torch.cuda.synchronize()
    rates.append(size / (time.perf_counter() - start))
print(json.dumps({"version": torch.__version__, "rates": rates[1:]}))
