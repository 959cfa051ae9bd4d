"""One training step of the leaky RNN as an eager PyTorch loop, for `npm run bench -- --torch`.

usage: torch_step.py neurons batch steps heads threads; prints the median of five in milliseconds.
"""

import statistics
import sys
import time

import torch

n, batch, steps, heads, threads = map(int, sys.argv[1:6])
torch.set_num_threads(threads)
torch.manual_seed(1)
bound = n**-0.5
w_in, b_in = (torch.empty(n).uniform_(-1, 1).requires_grad_() for _ in range(2))
w_rec = torch.empty(n, n).uniform_(-bound, bound).requires_grad_()
b_rec = torch.empty(n).uniform_(-bound, bound).requires_grad_()
tau = torch.empty(n).uniform_(1, 2).requires_grad_()
readouts = [torch.nn.Linear(n, 2) for _ in range(heads)]
parameters = [w_in, b_in, w_rec, b_rec, tau, *(p for head in readouts for p in head.parameters())]
optimiser = torch.optim.SGD(parameters, lr=0.05, momentum=0.1, nesterov=True)


def step():
    bits = (torch.rand(steps, batch, 1) < torch.rand(batch, 1)).float()
    labels = torch.randint(2, (heads, batch))
    with torch.no_grad():
        w_rec.fill_diagonal_(0)
    h = 0.1 * torch.rand(batch, n)
    rate = 1 / tau.clamp(min=1)
    for x in bits:
        drive = h @ w_rec.T + b_rec + x * w_in + b_in
        h = torch.nn.functional.leaky_relu((1 - rate) * h + rate * drive, 0.01)
    loss = sum(torch.nn.functional.cross_entropy(head(h), label) for head, label in zip(readouts, labels))
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 2.0)
    optimiser.step()


step()
times = []
for _ in range(5):
    start = time.perf_counter()
    step()
    times.append(1000 * (time.perf_counter() - start))
print(statistics.median(times))
