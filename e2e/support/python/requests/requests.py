"""Stands in for `requests` where it is not installed: the call that it is given is made, with nothing but the platform."""

import json as _json
import urllib.error
import urllib.request


class _Response:
    def __init__(self, answer, status_code):
        self._answer = answer
        self.status_code = status_code
        self.ok = status_code < 400

    @property
    def text(self):
        return self._answer.read().decode()

    def iter_lines(self):
        for line in self._answer:
            yield line.rstrip(b"\r\n")


def post(url, *, headers, json, stream, timeout):
    assert stream is True
    body = _json.dumps(json).encode()
    head = {**headers, "Content-Type": "application/json"}
    request = urllib.request.Request(url, data=body, headers=head, method="POST")
    try:
        answer = urllib.request.urlopen(request, timeout=timeout)
        return _Response(answer, answer.status)
    except urllib.error.HTTPError as error:
        return _Response(error, error.code)
