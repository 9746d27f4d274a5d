"""Faults put here on purpose: ``# ruleid:`` names the rule that must find the next line, ``# ok:`` the one that must not."""

from pathlib import Path

from flask import Blueprint, request, send_file

from safety.access.permissions import Permission as P
from safety.people.guard import needs, open_to_all

pages = Blueprint("planted", __name__)
FOLDER = Path("var")


# ruleid: route-without-a-right
@pages.get("/members")
def members():
    return "everybody's telephone number"


# ruleid: route-without-a-right
@pages.route("/members", methods=["POST"])
def add_member():
    return "made by nobody"


# ok: route-without-a-right
@pages.get("/sites")
@needs(P.SITE_READ)
def sites():
    return ""


# ok: route-without-a-right
@pages.get("/help")
@open_to_all("holds no data")
def told():
    return ""


@pages.get("/files/<path:name>")
@needs(P.SITE_READ)
def file_of_a_name(name: str):
    # ruleid: file-of-a-path-from-a-request
    return send_file(FOLDER / name)


@pages.get("/texts/<path:name>")
@needs(P.SITE_READ)
def text_of_a_name(name: str):
    # ruleid: file-of-a-path-from-a-request
    return (FOLDER / name).read_text()


@pages.get("/file")
@needs(P.SITE_READ)
def file_asked_for():
    # ruleid: file-of-a-path-from-a-request
    return send_file(request.args["name"])


@pages.get("/other-file")
@needs(P.SITE_READ)
def other_file_asked_for():
    asked = request.args.get("name", "")
    # ruleid: file-of-a-path-from-a-request
    with open(asked) as file:
        return file.read()


@pages.get("/evidence/<uuid:file_id>")
@needs(P.SITE_READ)
def file_of_a_record(file_id):
    # ok: file-of-a-path-from-a-request
    return send_file(path_of_record(file_id))
