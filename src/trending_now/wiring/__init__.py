"""The one place that builds real parts from settings: a file for each part of the program that is built."""
