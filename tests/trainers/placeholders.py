"""Lets a trainer's data modules be imported without the heavy packages that only its model code uses.

`install("torch", ...)` makes each named package that is not installed importable as an empty stand-in whose
attributes are empty classes. `disarm()` ends the import phase: from then on any call of a stand-in raises, so a
check that passes has run none of them.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types

_importing = True


class _StandInType(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        child = _stand_in(f"{cls.__qualname__}.{name}")
        setattr(cls, name, child)
        return child

    def __call__(cls, *args, **kwargs):
        if not _importing:
            raise RuntimeError(f"the tested code used {cls.__qualname__}, which is not installed here")
        if len(args) == 1 and isinstance(args[0], (types.FunctionType, type)) and not kwargs:
            return args[0]  # used as a bare decorator
        return super().__call__()


def _stand_in(name):
    body = {
        "__call__": lambda self, function: function,  # an instance used as a decorator
        "__class_getitem__": classmethod(lambda cls, item: cls),
        "__bool__": lambda self: False,
    }
    return _StandInType(name, (), body)


class _StandInModule(types.ModuleType):
    __path__ = []
    __version__ = "0"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        value = _stand_in(f"{self.__name__}.{name}")
        setattr(self, name, value)
        return value


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, packages):
        self.packages = packages

    def find_spec(self, fullname, path=None, target=None):
        if any(fullname == p or fullname.startswith(p + ".") for p in self.packages):
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec):
        return _StandInModule(spec.name)

    def exec_module(self, module):
        pass


def install(*packages, always=()):
    """Stands in for the packages that are not installed, and for the modules in `always` in any case."""
    missing = [name for name in packages if not importlib.util.find_spec(name)]
    sys.meta_path.append(_Finder(missing))
    sys.meta_path.insert(0, _Finder(always))


def disarm():
    global _importing
    _importing = False
