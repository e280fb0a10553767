"""verifiers finds a plugin by a top-level module name: `vf-eval mcplab-verifiers`."""

from mcplab_adapters.verifiers_env import LabEnv, LabHarness, LabTaskset, load_environment

__all__ = ["LabEnv", "LabHarness", "LabTaskset", "load_environment"]
