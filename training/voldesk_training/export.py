"""One ONNX file, its card, and windows with the answers that Python gives to them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .calibrate import Calibration
from .corrected import Corrected
from .dataset import ELEVATED

MODEL_ID, MODEL_VERSION = "vix-drop", "1"
FEATURES = ("vix_spot", "vix_zscore", "vix_half_year", "futures_premium")
OPSET, IR_VERSION = 17, 8
CHECKED_WINDOWS = 200


def rounded(value: float, digits: int = 7) -> float:
    """As many digits as single precision holds, so that the last bits of a sum cannot show."""
    return float(f"{value:.{digits}g}")


@dataclass(frozen=True)
class Weights:
    """Log-odds = intercept + z, h and surprise per unit + level per ln(min(VIX, 25) / 25)."""

    intercept: float
    zscore: float
    half_year: float
    premium: float
    level: float
    # Expected premium: intercept, per z, per h. A window without a premium is filled with it.
    expected_premium: tuple[float, float, float]

    def confidence(self, windows: np.ndarray) -> np.ndarray:
        """@param windows rows of FEATURES, double precision."""
        vix, z, h, premium = windows.T
        base, per_z, per_h = self.expected_premium
        logit = (
            self.intercept
            + self.zscore * z
            + self.half_year * h
            + self.premium * (premium - (base + per_z * z + per_h * h))
            + self.level * np.log(np.minimum(vix, ELEVATED) / ELEVATED)
        )
        return 1 / (1 + np.exp(-logit))


def weights_of(model: Corrected, calibration: Calibration) -> Weights:
    scale = calibration.per_score
    return Weights(
        intercept=rounded(calibration.intercept + scale * model.intercept),
        zscore=rounded(scale * model.zscore),
        half_year=rounded(scale * model.half_year),
        premium=rounded(scale * model.premium),
        level=rounded(calibration.per_level),
        expected_premium=tuple(rounded(value) for value in model.expected_premium),  # type: ignore[arg-type]
    )


def graph(weights: Weights) -> bytes:
    """`window` [batch, 1, 4] to `confidence` [batch, 1]."""
    base, per_z, per_h = weights.expected_premium
    linear = np.array(
        [
            0.0,
            weights.zscore - weights.premium * per_z,
            weights.half_year - weights.premium * per_h,
            weights.premium,
        ],
        dtype=np.float32,
    ).reshape(4, 1)
    constants = {
        "linear": linear,
        "bias": np.array([weights.intercept - weights.premium * base], dtype=np.float32),
        "spot": np.array([[1], [0], [0], [0]], dtype=np.float32),
        "elevated": np.array([ELEVATED], dtype=np.float32),
        "per_level": np.array([weights.level], dtype=np.float32),
    }
    nodes = [
        helper.make_node("Flatten", ["window"], ["flat"], axis=1),
        helper.make_node("Gemm", ["flat", "linear", "bias"], ["told"]),
        helper.make_node("MatMul", ["flat", "spot"], ["vix"]),
        helper.make_node("Min", ["vix", "elevated"], ["capped"]),
        helper.make_node("Div", ["capped", "elevated"], ["share"]),
        helper.make_node("Log", ["share"], ["level"]),
        helper.make_node("Mul", ["level", "per_level"], ["room"]),
        helper.make_node("Add", ["told", "room"], ["logit"]),
        helper.make_node("Sigmoid", ["logit"], ["confidence"]),
    ]
    made = helper.make_graph(
        nodes,
        MODEL_ID,
        [helper.make_tensor_value_info("window", TensorProto.FLOAT, ["batch", 1, len(FEATURES)])],
        [helper.make_tensor_value_info("confidence", TensorProto.FLOAT, ["batch", 1])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    model.producer_name = "voldesk"
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def made_windows() -> np.ndarray:
    """Windows from calm to panic, made from a seed; none is a day of the market."""
    generator = np.random.default_rng(20)
    vix = np.exp(generator.uniform(np.log(9), np.log(85), CHECKED_WINDOWS))
    z = generator.uniform(-3, 7, CHECKED_WINDOWS)
    half_year = generator.uniform(-60, 150, CHECKED_WINDOWS)
    premium = generator.uniform(-60, 35, CHECKED_WINDOWS)
    return np.column_stack([vix, z, half_year, premium]).astype(np.float32)


def run_onnx(model: bytes, windows: np.ndarray) -> np.ndarray:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return session.run(None, {"window": windows.reshape(-1, 1, len(FEATURES))})[0][:, 0]


def check(model: bytes, weights: Weights) -> dict:
    """Windows with Python's answers; stops where the graph says something else."""
    windows = made_windows()
    wanted = weights.confidence(windows.astype(np.float64))
    off = float(np.abs(run_onnx(model, windows) - wanted).max())
    if off > 1e-5:
        raise SystemExit(f"the exported graph is off by {off}")
    return {
        "windows": [[float(value) for value in row] for row in windows],
        "confidence": [rounded(value, 9) for value in wanted],
    }


def write(folder: Path, model: bytes, card: dict, windows: dict) -> str:
    """@returns SHA-256 of the model."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(model).hexdigest()
    (folder / f"{MODEL_ID}.onnx").write_bytes(model)
    whole = {"id": MODEL_ID, "version": MODEL_VERSION, **card, "sha256": digest}
    (folder / f"{MODEL_ID}.json").write_text(json.dumps(whole, indent=2) + "\n")
    (folder / f"{MODEL_ID}.windows.json").write_text(json.dumps(windows) + "\n")
    return digest
