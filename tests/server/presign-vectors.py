"""Writes presign-vectors.json: URLs presigned by boto3 at a frozen time, which ours must equal byte for byte.

Run it again with any boto3 (Debian: python3-boto3) to see that the file does not change:
    python3 tests/server/presign-vectors.py
"""

import datetime
import json
import pathlib
import unittest.mock

import boto3
import botocore.auth
import botocore.config

KEYS = [
    "plain.png",
    "users/ada/picture.png",
    "with space.png",
    "plus+sign.png",
    "tilde~dash-dot._.png",
    "percent%41%2F.png",
    "u/tést user+1/pic~(1).png",
    "日本語/пользователь.webp",
    "😀.gif",
    "a//b///c.png",
    "dots/./and/../dots.png",
    "marks!*'();:@&=$,?#[].png",
    'quotes"<>\\^`{|}.png',
    "trailing/",
    "\u00e9 composed and e\u0301 decomposed.png",
    "x" * 300 + ".png",
]
TIMES = ["20130524T000000Z", "20240229T235959Z", "20261231T235959Z"]
SETUPS = [
    {"endpoint": "http://127.0.0.1:9000", "region": "us-east-1", "token": "", "lifetime": 3600},
    {"endpoint": "https://pictures.example.com", "region": "eu-central-1", "token": "", "lifetime": 604800},
    {"endpoint": "http://localhost:80", "region": "us-east-1", "token": "", "lifetime": 1},
    {"endpoint": "https://pictures.example.com:443", "region": "ap-south-1", "token": "FQoG/Yx+z==& é", "lifetime": 900},
    {"endpoint": "http://s3.example.com:9000", "region": "us-east-1", "token": "", "lifetime": 3600, "style": "virtual"},
    {
        "endpoint": "https://s3.eu-central-1.example.com",
        "region": "eu-central-1",
        "token": "FQoG/Yx+z==& é",
        "lifetime": 900,
        "style": "virtual",
    },
]
ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def presign(setup, key, time):
    frozen = datetime.datetime.strptime(time, "%Y%m%dT%H%M%SZ")
    client = boto3.client(
        "s3",
        endpoint_url=setup["endpoint"],
        region_name=setup["region"],
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        aws_session_token=setup["token"] or None,
        config=botocore.config.Config(signature_version="s3v4", s3={"addressing_style": setup.get("style", "path")}),
    )
    with freeze(frozen):
        return client.generate_presigned_url(
            "get_object", Params={"Bucket": "pictures", "Key": key}, ExpiresIn=setup["lifetime"]
        )


def freeze(time):
    if hasattr(botocore.auth, "get_current_datetime"):
        return unittest.mock.patch("botocore.auth.get_current_datetime", lambda *_, **__: time)
    clock = unittest.mock.Mock(wraps=datetime.datetime)
    clock.utcnow.return_value = time
    return unittest.mock.patch("botocore.auth.datetime.datetime", clock)


def vectors():
    for setup in SETUPS:
        for number, key in enumerate(KEYS):
            time = TIMES[number % len(TIMES)]
            fields = {name: value for name, value in setup.items() if name != "style"}
            fields["virtualHost"] = setup.get("style") == "virtual"
            yield {**fields, "bucket": "pictures", "key": key, "date": time, "url": presign(setup, key, time)}


if __name__ == "__main__":
    content = {"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY, "vectors": list(vectors())}
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
