"""Programs, addresses and files of the machine, used as they must not be."""

import os
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path

import requests


def unpack(name, address):
    # ruleid: shell
    subprocess.run(f"unzip {name}", shell=True, check=True)
    # ruleid: shell
    os.system("unzip " + name)
    # ok: shell
    subprocess.run(["unzip", name], check=True)
    # ruleid: address-that-somebody-gave
    urllib.request.urlopen(address)
    # ruleid: address-that-somebody-gave
    requests.get(address, timeout=5)
    # ok: address-that-somebody-gave
    return urllib.parse.urlsplit(address).hostname


def keep(folder: Path, content: bytes):
    # ruleid: file-that-others-read
    os.umask(0o022)
    # ok: file-that-others-read
    os.umask(0o077)
    # ruleid: file-that-others-read
    folder.chmod(0o755)
    # ruleid: file-that-others-read
    os.open(folder / "key", os.O_WRONLY | os.O_CREAT)
    # ruleid: file-that-others-read
    os.open(folder / "key", os.O_WRONLY | os.O_CREAT, 0o644)
    # ok: file-that-others-read
    os.open(folder / "key", os.O_WRONLY | os.O_CREAT, 0o600)
    # ok: file-that-others-read
    folder.chmod(0o700)
