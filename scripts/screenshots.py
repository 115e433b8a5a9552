"""Takes the pictures of docs/editors-guide.md: serves the demo data on a free port and goes through the desk in a browser."""

import io
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "images"
SIZE = {"width": 1280, "height": 860}
PASSWORD = "monitor-demo"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]


@contextmanager
def served() -> Iterator[str]:
    """The address of a server that runs until the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload"]
    server = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{address}/healthz").close()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait()


def sign_in(page: Page, name: str) -> None:
    """As one of the demo accounts, to the desk."""
    page.goto("/admin/login/?next=/admin/desk/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/desk/")


def keep(page: Page, name: str) -> None:
    """What the window shows, as docs/images/<name>.webp."""
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.save(FOLDER / f"{name}.webp", quality=82, method=6)
    print(f"docs/images/{name}.webp")


def write(page: Page) -> None:
    """What an analyst sees."""
    sign_in(page, "ana")
    page.goto("/admin/desk/import/")
    demo = ROOT / "issues" / "demo" / "2017-10-31.txt"
    page.fill("[name=text]", demo.read_text("utf-8").replace("Oct. 24-31", "Oct. 31-Nov. 7"))
    page.locator(".desk-form button.is-primary").click()
    page.wait_for_load_state()
    keep(page, "import")
    page.goto("/admin/desk/")
    page.locator(".issue-card a").first.click()
    page.wait_for_selector("html.has-script")
    page.locator(".item .toolbar a[data-opens]").first.click()
    page.wait_for_selector(".ProseMirror")
    page.evaluate("document.querySelector('.item-form').scrollIntoView()")
    keep(page, "item")


def review(page: Page) -> None:
    """What an editor sees."""
    sign_in(page, "ed")
    keep(page, "home")
    page.goto("/admin/desk/review/")
    keep(page, "review")
    page.goto("/admin/desk/")
    page.locator(".issue-card a").first.click()
    page.wait_for_selector("html.has-script")
    keep(page, "board")


def correct_a_slip(page: Page) -> None:
    """An editor changes an item that somebody else wrote."""
    sign_in(page, "ed")
    page.locator(".issue-card a").first.click()
    page.wait_for_selector("html.has-script")
    page.locator(".item .toolbar a[data-opens]").first.click()
    page.locator(".ProseMirror").press("End")
    page.locator(".ProseMirror").press_sequentially(" It was the third in a month.")
    page.get_by_role("button", name="Save").first.click()
    page.wait_for_selector(".item-form", state="detached")


def vouch(page: Page) -> None:
    """What the analyst then sees."""
    sign_in(page, "ana")
    page.locator(".issue-card a").first.click()
    page.wait_for_selector("html.has-script")
    page.evaluate("document.querySelector('.vouch').closest('.item').scrollIntoView()")
    keep(page, "vouch")


def main() -> None:
    """All walks, each as a visitor of its own."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    FOLDER.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for walk in (write, review, correct_a_slip, vouch):
            context = browser.new_context(base_url=address, viewport=SIZE, color_scheme="light")
            walk(context.new_page())
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
