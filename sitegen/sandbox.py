"""The sandbox that templates run in: Jinja2's, which asks no questions about what is known to be harmless.

Jinja2 turns a template into Python that asks the sandbox about every attribute and every call. Here that Python
sees for itself that a field of a view is data, that a function of ours is safe and that a text is no markup; all
else goes the long way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache, partial
from keyword import iskeyword
from types import BuiltinMethodType
from typing import Any

from jinja2 import Template, nodes, runtime
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup, escape
from msgspec import Struct

TEXTS = 10_000
"""How many escaped texts are kept: names, addresses and headlines stand on many pages, and often twice on one."""

_FORMATTING = ("format", "format_map")
"""Methods of a text that the sandbox replaces: with them a text could read attributes."""

_NUMBERS = frozenset((int, float))

_markup: Callable[[str], Markup] = partial(str.__new__, Markup)


class _Python(CodeGenerator):
    """Writes the Python of a template. What is looked at twice is held in a variable of its own."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self.writeline("escaped, shown = environment.escaped, environment.shown")
        self.writeline("direct, trusted = environment.direct, environment.trusted")
        for name in sorted({found.attr for found in node.find_all(nodes.Getattr) if _is_plain(found.attr)}):
            self.writeline(f"has_{name} = environment.holders[{name!r}]")
        super().visit_Template(node, frame)
        self.writeline(f"from {__name__} import Macro")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        if not _is_plain(node.attr):
            super().visit_Getattr(node, frame)
            return
        held = self.temporary_identifier()
        self.write(f"({held}.{node.attr} if type({held} := ")
        self.visit(node.node, frame)
        self.write(f") in has_{node.attr} else environment.getattr({held}, {node.attr!r}))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if forward_caller or node.dyn_args or node.dyn_kwargs or any(iskeyword(pair.key) for pair in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        held = self.temporary_identifier()
        variables = {"_loop_vars": frame.loop_frame, "_block_vars": frame.block_frame}
        given = "".join(f", {name}={name}" for name, is_there in variables.items() if is_there)
        self.write(f"({'direct' if _is_escaped(frame) else 'trusted'}.get({held} := ")
        self.visit(node.node, frame)
        self.write(f") or environment.guarded(context, {held}{given}))(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("resolve = context.vars.__getitem__")

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """A block, or a template that extends no other, says all that it has to say at once."""
        is_whole = (frame.block_frame or frame.rootlevel) and not frame.require_output_check
        if not is_whole or frame.buffer is not None:
            super().blockvisit(nodes, frame)
            return
        frame.buffer = self.temporary_identifier()
        self.writeline(f"{frame.buffer} = []")
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if not _is_escaped(frame):
            super()._output_child_pre(node, frame, finalize)
            return
        self._held = self.temporary_identifier()
        self.write(f"(escaped({self._held}) if type({self._held} := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if not _is_escaped(frame):
            super()._output_child_post(node, frame, finalize)
            return
        self.write(f") is str else {self._held} if type({self._held}) is Markup else shown({self._held}))")


class Macro(runtime.Macro):
    """A macro that does little before it says something."""

    def is_plain(self) -> bool:
        return not (self.caller or self.catch_kwargs or self.catch_varargs)

    def as_markup(self) -> Callable[..., Any]:
        """What stands for a plain one in a template that makes markup."""
        function, names = self._func, self.arguments
        function.__defaults__ = (missing,) * len(names)

        def say(*given: Any, **named: Any) -> Any:
            if named:
                given += tuple([named.pop(name, missing) for name in names[len(given) :]])
            if named or len(given) > len(names):
                return self(*given, **named)  # which tells what is wrong
            return _markup(function(*given))

        return say


class _Names(dict[str, Any]):
    """What names mean in a template."""

    def __missing__(self, name: str) -> Any:
        return missing


class _Context(Context):
    """Has all names in one place: templates ask for the same few in every turn of a loop."""

    def __init__(self, environment: Any, parent: dict[str, Any], name: str | None, blocks: Any, **_: Any) -> None:
        super().__init__(environment, parent, name, blocks)
        self.vars = _Names(parent)

    def get_all(self) -> dict[str, Any]:
        return self.vars


class _Template(Template):
    environment: Sandbox

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002
        """All templates have the same globals, so what one exports is the same for all that import it."""
        if self._module is None:
            exported = vars(super()._get_default_module()).values()
            macros = [value for value in exported if type(value) is Macro and value.is_plain()]
            self.environment.direct.update((macro, macro.as_markup()) for macro in macros)
        return super()._get_default_module()


class Sandbox(SandboxedEnvironment):
    """Jinja2's sandbox with functions of ours, by name, that templates may call as they are.

    Templates, functions and globals are not to change once a template is loaded.
    """

    code_generator_class = _Python
    template_class = _Template
    context_class = _Context

    def __init__(self, functions: Mapping[str, Callable[..., Any]], **options: Any) -> None:
        super().__init__(**options)
        self.globals.update(functions)
        self.trusted = {function: function for function in functions.values()}
        """What is called as it is, to what is called in its place."""
        self.direct = dict(self.trusted)
        """The same where markup is made: there it has macros too, of template code, which is in the sandbox."""
        self.escaped = lru_cache(TEXTS)(escaped)
        self.shown = _shown
        self.holders: defaultdict[str, set[type]] = defaultdict(set)
        """By the name of an attribute, the types of which it was seen to be harmless."""
        self._loaded: dict[Any, Template] = {}

    def make_globals(self, d: Mapping[str, Any] | None) -> dict[str, Any]:
        return {**self.globals, **(d or {})}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        if name not in self._loaded:
            self._loaded[name] = super().get_template(name, parent, globals)
        return self._loaded[name]

    def getattr(self, obj: Any, attribute: str) -> Any:
        type_: type = type(obj)
        if attribute in _harmless(type_):
            self.holders[attribute].add(type_)
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def guarded(self, context: Context, called: Any, **variables: Any) -> Callable[..., Any]:
        """What stands for a function that is to be called."""
        if type(called) is Macro:
            is_quick = called.is_plain() and context.eval_ctx.autoescape
            return called.as_markup() if is_quick else partial(called, context.eval_ctx)
        if type(called) is BuiltinMethodType and type(called.__self__) is str:
            return called
        return partial(self.call, context, called, **variables)


def escaped(text: str) -> str:
    """The same as `markupsafe.escape`, which takes four times as long to say that it is markup."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("'", "&#39;").replace('"', "&#34;")


def _shown(value: Any) -> str:
    """What is printed of a value that is no text."""
    return str(value) if type(value) in _NUMBERS else escape(value)


@cache
def _harmless(type_: type) -> frozenset[str]:
    """Attributes that the sandbox would hand out as they are: fields of a view, methods of a text."""
    names: Iterable[str] = ()
    if issubclass(type_, Struct):
        names = type_.__struct_fields__
    elif type_ is str:
        names = set(dir(str)).difference(_FORMATTING)
    return frozenset(name for name in names if not name.startswith("_"))


def _is_plain(name: str) -> bool:
    """Whether an attribute can be written in Python as it stands, and is nothing of Python's own."""
    return name.isascii() and name.isidentifier() and not iskeyword(name) and not name.startswith("_")


def _is_escaped(frame: Frame) -> bool:
    """Whether it is known that what is printed there is escaped."""
    return frame.eval_ctx.autoescape and not frame.eval_ctx.volatile
