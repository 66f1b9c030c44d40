"""Stands in for `openai` where it is not installed: the call that it is given is made, with nothing but the platform."""

import json
import urllib.request
from types import SimpleNamespace


class OpenAI:
    def __init__(self, *, base_url, api_key):
        self.chat = SimpleNamespace(completions=SimpleNamespace(create=self._create))
        self._url = base_url + "/chat/completions"
        self._head = {"Authorization": "Bearer " + api_key, "Content-Type": "application/json"}

    def _create(self, **body):
        assert body["stream"] is True
        request = urllib.request.Request(self._url, data=json.dumps(body).encode(), headers=self._head, method="POST")
        for line in urllib.request.urlopen(request):
            data = line.decode().removeprefix("data: ").strip()
            if not data.startswith("{"):
                continue
            choices = json.loads(data)["choices"]
            yield SimpleNamespace(
                choices=[SimpleNamespace(delta=SimpleNamespace(content=c["delta"].get("content"))) for c in choices]
            )
