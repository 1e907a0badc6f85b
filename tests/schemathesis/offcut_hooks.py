"""What no schema can say: bodies that are pictures, and the errors that a picture may get."""

import base64
import os
import pathlib

import schemathesis
from hypothesis import strategies

PICTURE = pathlib.Path(os.environ["OFFCUT_PICTURE"]).read_bytes()
BASE64 = base64.b64encode(PICTURE)

FILES = strategies.one_of(strategies.just(PICTURE), strategies.binary(max_size=200))
TEXTS = strategies.one_of(strategies.just(BASE64), strategies.text(max_size=200).map(str.encode))

for name in ["image/*", "application/octet-stream", "binary/octet-stream"]:
    schemathesis.openapi.media_type(name, FILES)
schemathesis.openapi.media_type("text/plain", TEXTS)


@schemathesis.hook
def before_load_schema(ctx, document):
    """Options one by one: schemathesis makes wrong values of parameters, not of properties of one that is an object."""
    post = document["paths"]["/api/remove"]["post"]
    options = document["components"]["schemas"]["Options"]["properties"]
    post["parameters"] = [parameter for parameter in post["parameters"] if parameter["name"] != "options"]
    post["parameters"] += [{"name": name, "in": "query", "schema": schema} for name, schema in options.items()]


def photo_of(case):
    photo = case.body.get("file") if isinstance(case.body, dict) else case.body
    return getattr(photo, "data", photo)


@schemathesis.check
def picture_is_cut_out_or_its_options_are_wrong(ctx, response, case):
    if case.method.upper() == "POST" and photo_of(case) in (PICTURE, BASE64) and response.status_code != 200:
        word = response.headers["x-offcut-error"][0]
        assert response.status_code == 400 and word in ("bad_option", "unknown_model"), (response.status_code, word, response.text)


@schemathesis.check
def error_has_a_word_and_a_sentence(ctx, response, case):
    if case.method.upper() not in ("POST", "GET") or case.path != "/api/remove" or response.status_code < 400:
        return
    if response.headers["content-type"][0].startswith("application/json"):
        sentence, word = response.json()["message"], response.json()["error"]
        assert response.headers["x-offcut-error"] == [word], response.headers
    else:
        sentence = response.text.removesuffix("\n")
    assert sentence.endswith(".") and sentence[0].isupper(), sentence
