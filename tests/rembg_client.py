"""Sends a photo the way rembg's documentation and its users do: the field `file` of a form, options beside it or in the query.

Usage: rembg_client.py ADDRESS PHOTO RESULT
"""

import base64
import sys

import requests

PNG = b"\x89PNG\r\n\x1a\n"


def remove(address, photo, query=None, form=None):
    with open(photo, "rb") as file:
        return requests.post(f"{address}/api/remove", files={"file": file}, params=query, data=form, timeout=300)


def check(answer):
    answer.raise_for_status()
    assert answer.headers["Content-Type"] == "image/png", answer.headers
    assert answer.content.startswith(PNG), answer.content[:16]
    return answer.content


def main(address, photo, result):
    plain = check(remove(address, photo))
    with open(result, "wb") as file:
        file.write(plain)
    # What rembg's own page sends, all of it.
    page = {"model": "u2netp", "a": False, "af": 240, "ab": 10, "ae": 10, "om": False, "ppm": False, "dc": False, "vm": False}
    answer = remove(address, photo, query={"extras": "{}"}, form=page)
    assert check(answer) == plain, "the form's defaults change the cut-out"
    assert "af" in answer.headers["X-Offcut-Ignored"], answer.headers
    for query, form in [({"om": "true"}, None), (None, {"om": "true"})]:
        assert check(remove(address, photo, query, form)) != plain, (query, form)
    check(remove(address, photo, query={"bgc": "255,255,255,255"}, form={"a": "true", "model": "u2netp"}))
    # What remove.bg's documentation shows, and the photo as the body or as text.
    with open(photo, "rb") as file:
        content = file.read()
    remove_bg = {"files": {"image_file": content}, "data": {"size": "auto"}, "headers": {"X-Api-Key": "none"}}
    base64_text = base64.b64encode(content).decode()
    for request in [remove_bg, {"data": content}, {"data": {"image_file_b64": base64_text}}, {"files": {"file": (None, base64_text)}}]:
        assert check(requests.post(f"{address}/api/remove/", timeout=300, **request)) == plain, request.keys()
    # A session sends many photos over one connection, a refused one between them.
    with requests.Session() as session:
        for content, status in [(open(photo, "rb").read(), 200), (b"not a picture", 415), (b"", 400), (open(photo, "rb").read(), 200)]:
            answer = session.post(f"{address}/api/remove", files={"file": content}, timeout=300)
            assert answer.status_code == status, (answer.status_code, answer.text[:200])
    # More than the server takes: the answer arrives, and not a broken connection.
    answer = requests.post(f"{address}/api/remove", files={"file": b"x" * (40 << 20)}, timeout=300)
    assert answer.status_code == 413, answer.status_code
    fetched = requests.get(f"{address}/api/remove", params={"url": "http://127.0.0.1/picture.png"}, timeout=300)
    assert fetched.status_code == 501 and "never fetches" in fetched.text, fetched.text
    print("ok")


if __name__ == "__main__":
    main(*sys.argv[1:])
