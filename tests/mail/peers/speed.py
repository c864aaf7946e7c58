"""Reads the mails in the folders over and over with Python's email; the same work as `speed` of Hub.MailTrial.

    python3 speed.py SECONDS FOLDER...
"""
import os
import sys
import time
from email import policy
from email.parser import BytesParser

EXTENSIONS = (".eml", ".txt", ".msg")


def mails_in(folders):
    for folder in folders:
        for path in sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if name.endswith(EXTENSIONS)):
            with open(path, "rb") as file:
                yield file.read()


def read(raw):
    mail = BytesParser(policy=policy.default).parsebytes(raw)
    for name in ("from", "to", "cc", "reply-to", "subject", "date", "message-id", "references"):
        try:
            str(mail[name])
        except Exception:  # Its parser fails on some real headers.
            pass
    for part in mail.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True) or b""
        if part.get_content_maintype() == "text":
            try:
                content.decode(part.get_content_charset() or "utf-8", "replace")
            except LookupError:
                content.decode("utf-8", "replace")


def turn(mails, seconds):
    started = time.perf_counter()
    count = size = 0
    while time.perf_counter() - started < seconds:
        for mail in mails:
            read(mail)
            count += 1
            size += len(mail)
    return count, size, time.perf_counter() - started


mails = list(mails_in(sys.argv[2:]))
turn(mails, 2)
count, size, elapsed = turn(mails, float(sys.argv[1]))
print(f"{count / elapsed:.0f} mails/s, {size / elapsed / 1e6:.1f} MB/s, {len(mails)} mails")
