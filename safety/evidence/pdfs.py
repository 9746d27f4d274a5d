"""PDFs as evidence: read object by object in a process that may die alone, and refused when they do anything.

Their bytes are kept as they came (an evidence's hash is that of its file), so nothing is taken out of them.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore

from safety.errors import Invalid, Unavailable
from safety.evidence import pdf_walk
from safety.evidence.rules import refuse
from safety.text import N_, Text

_WALK = Path(__file__).with_name("pdf_walk.py")
#: So long a file may take by the clock, with other work on the machine.
PATIENCE_SECONDS = 30.0
#: So many are read at once by one process; others wait their turn.
_turns = BoundedSemaphore(2)
_WORDS: Mapping[str, tuple[str, str]] = {
    pdf_walk.ACTIVE: (
        N_("PDF 含有脚本或自动执行的内容，请另存为普通 PDF 后再上传"),
        "malicious_file",
    ),
    pdf_walk.ATTACHED: (N_("PDF 内嵌了其他文件，请把内嵌的文件单独上传"), "malicious_file"),
    pdf_walk.LOCKED: (N_("PDF 设有打开密码，请取消密码后再上传"), "locked_file"),
    pdf_walk.DAMAGED: (N_("PDF 文件已损坏"), "damaged_file"),
    pdf_walk.TOO_MUCH: (N_("PDF 的结构过于复杂，无法检查，请打印为新的 PDF 后再上传"), "too_complex"),
}


def examine(content: bytes) -> None:
    """Refuse a PDF that acts by itself, carries other files, is locked or damaged, or cannot be read within bounds.

    Raises:
        Invalid: why (field ``file``).
        Unavailable: no process could be started.
    """
    word = _word(content)
    if word == pdf_walk.FINE:
        return
    sentence, code = _WORDS.get(word, _WORDS[pdf_walk.TOO_MUCH])
    raise _refused(sentence, code)


def _refused(sentence: str, code: str) -> Invalid:
    return refuse(Text(sentence), code)


def _word(content: bytes) -> str:
    with _turns:
        try:
            done = subprocess.run(  # noqa: S603 - our own file, by this Python
                [sys.executable, "-I", str(_WALK)],
                input=content,
                capture_output=True,
                timeout=PATIENCE_SECONDS,
                check=False,
                env={},
            )
        except subprocess.TimeoutExpired:
            return pdf_walk.TOO_MUCH
        except OSError as error:
            raise Unavailable from error
    # One that ran out of memory or time says nothing.
    return done.stdout.decode("ascii", "replace") if done.returncode == 0 else pdf_walk.TOO_MUCH
