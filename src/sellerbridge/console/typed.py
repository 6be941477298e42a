"""What a form sent: every field by its name, as typed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from pydantic import Field
from starlette.datastructures import FormData

Number = Annotated[int, Field(ge=0, le=2_147_483_647)]
"""Of a problem, a run, a line, a token: not larger than the database can hold."""


async def _form(request: Request) -> FormData:
    return await request.form()


Sent = Annotated[FormData, Depends(_form)]
"""The parameter of a route that takes a form whose fields it does not know one by one."""


def text(sent: FormData, name: str) -> str:
    """One field, without the blanks around it; "" where it was not sent."""
    value = sent.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def texts(sent: FormData, name: str) -> tuple[str, ...]:
    """Every value under that name: the boxes that were ticked."""
    return tuple(value for value in sent.getlist(name) if isinstance(value, str))


def day(sent: FormData, name: str) -> date | None:
    """A day; None where none was typed. Raises ValueError."""
    typed = text(sent, name)
    return date.fromisoformat(typed) if typed else None
