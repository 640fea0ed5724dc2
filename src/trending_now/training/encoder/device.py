"""Where torch computes, and in which precision."""

import torch


def best_device() -> torch.device:
    """Return the GPU if there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def mixed_precision(device: torch.device) -> torch.autocast:
    """Return a context that computes in bfloat16 if the device has it: emulated on a CPU, it is three times slower."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type != "cpu" or _cpu_has_bfloat16())


def _cpu_has_bfloat16() -> bool:
    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in ("amx_bf16", "avx512_bf16", "bf16"))
