"""Trains, tests and exports the VIX model from the data set that `voldesk dataset` wrote."""

import os

# Before the first import of a library that reads them: sums in one order, and no idle threads that
# spin where the machine is busy.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
