"""Where torch computes, and in which precision."""

import torch


def best_device() -> torch.device:
    """Return the GPU where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def mixed_precision(device: torch.device) -> torch.autocast:
    """Compute in bfloat16 inside, where the device has it: a processor without it emulates it three times as slowly."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type != "cpu" or _cpu_has_bfloat16())


def _cpu_has_bfloat16() -> bool:
    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in ("amx_bf16", "avx512_bf16", "bf16"))
