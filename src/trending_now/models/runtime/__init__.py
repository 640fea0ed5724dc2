"""OpenVINO, and the encoder made ready for this processor."""
