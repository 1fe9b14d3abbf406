"""Comparators with a memory: an LSTM and a small CNN over windows of 20 days, three heads each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from .dataset import Dataset

WINDOW = 20
BUCKET_DAYS = (30, 60)  # to expiry 30, 60, else 90
ELEVATED_WEIGHT = 3.0
UNKNOWN_BUCKET = -1
BATCH = 128
PATIENCE = 2


class Lstm(nn.Module):
    def __init__(self, features: int) -> None:
        super().__init__()
        self.body = nn.LSTM(features, 64, num_layers=2, dropout=0.3, batch_first=True)
        self.drop = nn.Dropout(0.3)
        self.heads = nn.Linear(64, 5)

    def forward(self, window: torch.Tensor) -> torch.Tensor:
        states, _ = self.body(window)
        return self.heads(self.drop(states[:, -1]))


class Cnn(nn.Module):
    def __init__(self, features: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv1d(features, 16, 5),
            nn.ReLU(),
            nn.Conv1d(16, 16, 3, stride=2),
            nn.ReLU(),
            nn.Flatten(),
            nn.Dropout(0.3),
        )
        self.heads = nn.Linear(16 * 7, 5)

    def forward(self, window: torch.Tensor) -> torch.Tensor:
        return self.heads(self.body(window.transpose(1, 2)))


def buckets(data: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Class 0, 1, 2: VIX first stands 20 % lower within 30, within 60 days, later or not; with the
    day from which 60 days have passed."""
    day = data.days.astype("datetime64[D]").astype(int)
    chosen = np.full(data.size, 2)
    for i in range(data.size):
        for bucket, length in reversed(list(enumerate(BUCKET_DAYS))):
            end = np.searchsorted(day, day[i] + length, "right")
            if (data.vix[i + 1 : end] <= 0.8 * data.vix[i]).any():
                chosen[i] = bucket
    return chosen, day + BUCKET_DAYS[-1]


def loss(output: torch.Tensor, wanted: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Confidence, expected fall in points, bucket of days to expiry; elevated days weigh more."""
    touched, points, bucket, weight = wanted
    confidence = nn.functional.binary_cross_entropy_with_logits(output[:, 0], touched, reduction="none")
    fall = nn.functional.smooth_l1_loss(output[:, 1], points / 5, reduction="none")
    expiry = nn.functional.cross_entropy(
        output[:, 2:], bucket, reduction="none", ignore_index=UNKNOWN_BUCKET
    )
    return (weight * (confidence + 0.3 * fall + 0.3 * expiry)).sum() / weight.sum()


def net(
    data: Dataset,
    names: tuple[str, ...],
    make: Callable[[int], nn.Module],
    *,
    seeds: tuple[int, ...],
    epochs: int,
    tick: Callable[[], None] = lambda: None,
):
    """Mean of the confidence's logit over seeds. The last sixth of the training span, after a gap,
    stops the training; nothing of the tested year is looked at."""
    raw = data.matrix(names)
    chosen, told_on = buckets(data)
    outcome = data.labels["touch30"]
    points = data.vix - data.labels["lowest_in_30"]
    day = data.days.astype(int)

    def predict(train: np.ndarray, test: np.ndarray) -> np.ndarray:
        train = train[np.isfinite(outcome[train])]
        centre, spread = raw[train].mean(axis=0), raw[train].std(axis=0) + 1e-9
        unit = np.clip((raw - centre) / spread, -5, 5).astype(np.float32)
        # Every elevated day, every fifth calm one: neighbours say nearly the same.
        train = train[data.elevated[train] | (train % 5 == 0)]
        bucket = np.where(told_on < day[test[0]] - 45, chosen, UNKNOWN_BUCKET)

        def tensors(rows: np.ndarray):
            windows = np.stack([unit[row - WINDOW + 1 : row + 1] for row in rows])
            weight = np.where(data.elevated[rows], ELEVATED_WEIGHT, 1.0)
            return torch.from_numpy(windows), (
                torch.from_numpy(outcome[rows].astype(np.float32)),
                torch.from_numpy(points[rows].astype(np.float32)),
                torch.from_numpy(bucket[rows]),
                torch.from_numpy(weight.astype(np.float32)),
            )

        held = train[train >= train[int(5 / 6 * len(train))]]
        fitted = train[train < held[0] - 21]
        inputs, wanted = tensors(fitted)
        held_inputs, held_wanted = tensors(held)
        test_inputs = torch.from_numpy(np.stack([unit[row - WINDOW + 1 : row + 1] for row in test]))
        scores = np.zeros(len(test))
        for seed in seeds:
            torch.manual_seed(seed)
            model = make(len(names))
            optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-2)
            best, waited, kept = float("inf"), 0, None
            for _ in range(epochs):
                model.train()
                for part in torch.randperm(len(fitted)).split(BATCH):
                    optimiser.zero_grad()
                    loss(model(inputs[part]), tuple(of[part] for of in wanted)).backward()
                    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                    optimiser.step()
                model.eval()
                with torch.no_grad():
                    now = float(loss(model(held_inputs), held_wanted))
                if now < best:
                    best, waited = now, 0
                    kept = {name: value.clone() for name, value in model.state_dict().items()}
                else:
                    waited += 1
                    if waited >= PATIENCE:
                        break
            if kept is not None:
                model.load_state_dict(kept)
            model.eval()
            with torch.no_grad():
                scores += model(test_inputs)[:, 0].numpy()
            tick()
        return scores / len(seeds)

    return predict


def windows_complete(data: Dataset, names: tuple[str, ...]) -> np.ndarray:
    """Rows whose 20 days are all known."""
    known = np.isfinite(data.matrix(names)).all(axis=1)
    count = np.convolve(known.astype(int), np.ones(WINDOW, dtype=int))[: len(known)]
    return count == WINDOW
