"""Requests to other machines: paced, checked and limited, all in one place."""
