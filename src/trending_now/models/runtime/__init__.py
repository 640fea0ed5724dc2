"""Loads OpenVINO, and compiles the encoder for this processor."""
