"""The heads: what the encoder and the words say, blended, corrected by trees and calibrated, with thresholds."""
