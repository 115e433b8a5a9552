"""The desk’s import as a browser sends it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

DIGEST = """Russia in Syria Monitor, Oct. 31-Nov. 7, 2017

Details of Russia’s military campaign in Syria:

  • Two convoys reached the town. (Reuters, 11.04.17)
    • One left again. (Marsa Duwar Courier, 11.05.17)

Analysis:

  • The road is <b> narrow & wet. (AP, 11.03.17)

Response to Russia’s military campaign in Syria:

  • No significant developments.
"""


def send(client, **data):
    return client.post(reverse("desk:import"), data)


def file(text=DIGEST, name="digest.txt"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def hidden(response):
    """What the second step sends along."""
    return {"document": response.context["packed"], "filename": response.context["filename"]}
