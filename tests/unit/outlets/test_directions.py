"""Signs that turn the direction of writing: found in names and addresses, however they are written there."""

import pytest

from sources.directions import (
    find_turn,
    find_turn_in_address,
    shown_turns,
    without_turns,
)
from sources.domains import read_domain
from sources.names import clean_name, fold

SIGNS = [*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]


@pytest.mark.parametrize("sign", SIGNS)
def test_each_sign_is_found_named_and_taken_out(sign):
    name = f"Reu{sign}ters"
    assert find_turn(name) == f"U+{ord(sign):04X}"
    assert shown_turns(name) == f"Reu⟨U+{ord(sign):04X}⟩ters"
    assert without_turns(name) == "Reuters"
    with pytest.raises(ValueError, match="turns the direction of writing: type the name anew"):
        clean_name(name)


@pytest.mark.parametrize(
    "name", ["Reuters", "רויטרס", "الجزيرة", "Zo\u0308e", "a\u200db", "a\u00adb"]
)
def test_letters_of_any_script_turn_nothing(name):
    assert find_turn(name) == ""
    assert find_turn_in_address(f"https://{name}.test/{name}") == ""


def encoded(sign):
    return "xn--" + f"exa{sign}mple".encode("punycode").decode()


@pytest.mark.parametrize("sign", SIGNS)
def test_an_address_is_looked_through_as_it_is_read(sign):
    percent = "".join(f"%{byte:02X}" for byte in sign.encode())
    for address in (
        f"https://exa{sign}mple.org/a",
        f"https://example.org/{sign}a",
        f"https://example.org/{percent}a",
        f"https://example.org/?q={percent.lower()}",
        f"https://exa{percent}mple.org/",
        f"https://{encoded(sign)}.org/",
        f"{encoded(sign)}.org",
    ):
        assert find_turn_in_address(address) == f"U+{ord(sign):04X}", address
        with pytest.raises(ValueError, match="turns the direction of writing"):
            read_domain(address)


@pytest.mark.parametrize(
    "address", ["", "https://[", "https://xn--/", "https://xn--a\u20ac.org", "%", "xn--.xn--"]
)
def test_what_is_no_address_holds_none(address):
    assert find_turn_in_address(address) == ""


def test_a_name_of_accents_without_end_is_folded_in_pieces(monkeypatch):
    sizes = []
    from sources import names

    normalize = names.unicodedata.normalize

    def measured(form, text):
        sizes.append(len(text))
        return normalize(form, text)

    monkeypatch.setattr(names.unicodedata, "normalize", measured)
    fold("e" + "\u0316\u0301" * 50_000)
    assert max(sizes) <= 1_000
