"""Chain B25 with lognormal dwell in SimPy: prints millions of step events for each second of processor time."""

import math
import random
import time

import simpy

MEANS = [2.0, 4.5, 4.0, 3.5, 4.0, 1.2, 2.5, 3.0]
DONE, ABANDON = 8, 9
EDGES = [
    ([1], [1.0]),
    ([1, 2, 3, ABANDON], [0.33, 0.89, 0.99, 1.0]),
    ([1, 2, 3], [0.55, 0.88, 1.0]),
    ([1, 3, 4, ABANDON], [0.38, 0.58, 0.99, 1.0]),
    ([5, ABANDON], [0.98, 1.0]),
    ([5, 6], [0.75, 1.0]),
    ([7, 5], [0.95, 1.0]),
    ([DONE], [1.0]),
]
SIGMA = math.sqrt(math.log(1 + 0.8**2))
MUS = [math.log(mean) - SIGMA**2 / 2 for mean in MEANS]
RATE, OPEN, MACHINES, DAYS = 0.035, 28800.0, 4, 20

steps = 0
waits = []


def customer(env, machines, draw):
    global steps
    came = env.now
    with machines.request() as request:
        yield request
        waits.append(env.now - came)
        state = 0
        while state < DONE:
            yield env.timeout(draw.lognormvariate(MUS[state], SIGMA))
            steps += 1
            targets, below = EDGES[state]
            u = draw.random()
            at = 0
            while u >= below[at] and at + 1 < len(below):
                at += 1
            state = targets[at]


def doors(env, machines, draw):
    while True:
        yield env.timeout(draw.expovariate(RATE))
        if env.now > OPEN:
            return
        env.process(customer(env, machines, draw))


started = time.process_time()
for day in range(DAYS):
    draw = random.Random(day)
    env = simpy.Environment()
    env.process(doors(env, simpy.Resource(env, MACHINES), draw))
    env.run()
print(steps / (time.process_time() - started) / 1e6)
