"""The training step of `npm run bench` in PyTorch, for its option --torch.

usage: torch_step.py cell neurons batch steps heads threads rounds

The leaky networks are a loop over steps, run eagerly and compiled by torch.jit.script; gru and lstm are torch.nn.GRU and
torch.nn.LSTM. Prints JSON: the version of torch, the median time of a step in milliseconds by way of running it, and the
rate of products [batch, neurons] x [neurons, neurons] of this torch in GFLOP/s, alternating with the steps.
"""

import json
import os
import statistics
import sys
import time

cell = sys.argv[1]
n, batch, steps, heads, threads, rounds = map(int, sys.argv[2:8])
for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ[f"{library}_NUM_THREADS"] = str(threads)

import torch  # noqa: E402  (reads the numbers of threads)
from torch.nn.functional import cross_entropy, leaky_relu  # noqa: E402

torch.set_num_threads(threads)
torch.manual_seed(1)


def leaky(bits, h, w_in, bias, w_rec, tau):
    rate = 1 / tau.clamp(min=1.0)
    keep = 1 - rate
    w = w_rec.t()
    for t in range(bits.size(0)):
        h = leaky_relu(keep * h + rate * (torch.addmm(bias, h, w) + bits[t] * w_in), 0.01)
    return h


def leaky_outside(bits, h, w_in, bias, w_rec, tau):
    rate = 1 / tau.clamp(min=1.0)
    keep = 1 - rate
    w = w_rec.t()
    for t in range(bits.size(0)):
        h = keep * h + rate * leaky_relu(torch.addmm(bias, h, w) + bits[t] * w_in, 0.01)
    return h


def uniform(low, high, *shape):
    return torch.empty(*shape).uniform_(low, high).requires_grad_()


bound = n**-0.5
readouts = [torch.nn.Linear(n, 2) for _ in range(heads)]
if cell in ("gru", "lstm"):
    module = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[cell](1, n)
    parameters = list(module.parameters())

    def last_state(bits):
        return module(bits)[0][-1]

    ways = {"eager": last_state}
else:
    w_in, b_in = uniform(-1, 1, n), uniform(-1, 1, n)
    w_rec, b_rec = uniform(-bound, bound, n, n), uniform(-bound, bound, n)
    tau = uniform(1, 2, n)
    parameters = [w_in, b_in, w_rec, b_rec, tau]
    loop = leaky_outside if cell == "leaky-rnn-outside" else leaky

    def run(loop):
        def last_state(bits):
            with torch.no_grad():
                w_rec.fill_diagonal_(0)
            return loop(bits, 0.1 * torch.rand(batch, n), w_in, b_rec + b_in, w_rec, tau)

        return last_state

    ways = {"eager": run(loop), "scripted": run(torch.jit.script(loop))}

parameters += [p for head in readouts for p in head.parameters()]
optimiser = torch.optim.SGD(parameters, lr=0.05, momentum=0.1, nesterov=True)


def step(last_state):
    bits = (torch.rand(steps, batch, 1) < torch.rand(batch, 1)).float()
    labels = torch.randint(2, (heads, batch))
    h = last_state(bits)
    loss = sum(cross_entropy(head(h), label) for head, label in zip(readouts, labels))
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 2.0)
    optimiser.step()


def milliseconds(work):
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


a, b, c = torch.rand(batch, n), torch.rand(n, n), torch.empty(batch, n)


def products():
    for _ in range(100):
        torch.mm(a, b, out=c)


times = {way: [] for way in ways}
rates = []
for i in range(rounds + 3):  # the first three warm up: torch.jit optimises in its second and third run
    rate = 100 * 2 * batch * n * n / milliseconds(products) / 1e6
    if i >= 3:
        rates.append(rate)
    for way, last_state in ways.items():
        time_of_step = milliseconds(lambda: step(last_state))
        if i >= 3:
            times[way].append(time_of_step)
print(
    json.dumps(
        {
            "torch": torch.__version__,
            "milliseconds": {way: statistics.median(of_way) for way, of_way in times.items()},
            "productRate": statistics.median(rates),
        }
    )
)
