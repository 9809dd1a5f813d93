"""The service as it is mostly written today: FastAPI on uvicorn, redis-py and boto3, Debian 12's packages, in the way
that FastAPI's documentation teaches: parameters and answer are declared as types.

    fastapi_app.py REDIS_URL S3_URL BUCKET      keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY

The first line of output says where it listens. It answers a lookup as the backend does: from Redis, and when the
record is not there, it asks the store, signs a URL and keeps it for 50 minutes.
"""

import hashlib
import json
import socket
import sys
import time
from enum import IntEnum

import boto3
import redis.asyncio
import uvicorn
from botocore.client import Config
from fastapi import FastAPI, Response
from pydantic import BaseModel

LIFETIME_SECONDS = 3600
KEPT_SECONDS = 3000

redis_url, s3_url, bucket = sys.argv[1:4]
cache = redis.asyncio.Redis.from_url(redis_url)
store = boto3.client(
    "s3",
    endpoint_url=s3_url,
    region_name="us-east-1",
    config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
)
app = FastAPI()


class Size(IntEnum):
    SMALL = 64
    MEDIUM = 128
    LARGE = 256
    HUGE = 512


class Record(BaseModel):
    url: str
    version: str
    expiresAt: int
    contentType: str
    bytes: int


class Picture(Record):
    userId: str
    serverTime: int


def sign(user_id: str) -> Record:
    # The object that the backend asks for too.
    key = f"users/{hashlib.sha256(user_id.encode()).hexdigest()}/current"
    found = store.head_object(Bucket=bucket, Key=key)
    url = store.generate_presigned_url(
        "get_object", Params={"Bucket": bucket, "Key": key}, ExpiresIn=LIFETIME_SECONDS
    )
    return Record(
        url=url,
        version=found["ETag"].strip('"'),
        expiresAt=int((time.time() + LIFETIME_SECONDS) * 1000),
        contentType=found["ContentType"],
        bytes=found["ContentLength"],
    )


@app.get("/api/profile-pictures/{user_id}", response_model=Picture)
async def picture(user_id: str, response: Response, size: Size = Size.MEDIUM) -> Picture:
    key = f"fastapi:{user_id}:{size.value}"
    kept = await cache.get(key)
    if kept:
        record = Record.parse_raw(kept)
    else:
        record = sign(user_id)
        await cache.set(key, record.json(), ex=KEPT_SECONDS)
    response.headers["ETag"] = f'"{record.version}"'
    response.headers["Cache-Control"] = "private, no-store"
    return Picture(userId=user_id, serverTime=int(time.time() * 1000), **record.dict())


def main() -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    settings = uvicorn.Config(
        app, fd=listener.fileno(), loop="uvloop", http="httptools", access_log=False, log_level="warning"
    )
    uvicorn.Server(settings).run()


main()
