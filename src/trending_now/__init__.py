"""What is new in film and television, with genres you can trust."""

__version__ = "0.1.0"
