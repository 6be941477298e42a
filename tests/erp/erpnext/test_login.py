from __future__ import annotations

import pytest

from sellerbridge.erp.erpnext.client import Login
from sellerbridge.errors import Usage


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        ("https://erp.example.com", "https://erp.example.com"),
        (" https://ERP.example.com/ ", "https://erp.example.com"),
        ("https://erp.example.com/app/sales-order?status=Draft#x", "https://erp.example.com"),
        ("https://erp.example.com:8443/desk", "https://erp.example.com:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://site1.localhost:8000", "http://site1.localhost:8000"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_cut_to_its_host(pasted: str, url: str) -> None:
    assert Login(url=pasted, api_key="k", api_secret="s").url == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://erp.example.com", "in the clear"),
        ("http://127.0.0.1.example.com", "in the clear"),
        ("http://192.168.1.20:8000", "in the clear"),
        ("erp.example.com", "is needed as"),
        ("ftp://erp.example.com", "is needed as"),
        ("https://", "is needed as"),
        ("https://user:pass@erp.example.com", "without user"),
        ("https://erp.example.com:port", "is needed as"),
        ("https://[::1", "is needed as"),
        ("", "is needed as"),
    ],
)
def test_an_address_that_will_not_do_is_told(url: str, why: str) -> None:
    with pytest.raises(Usage, match=why):
        Login(url=url, api_key="k", api_secret="s")


@pytest.mark.parametrize("bad", ["", " ", "a b", "a\nb", "ä", "a:b"])
def test_a_key_that_no_site_gives_out_is_told_without_repeating_it(bad: str) -> None:
    with pytest.raises(Usage, match="The API secret is empty") as caught:
        Login(url="https://erp.example.com", api_key="k", api_secret=bad)
    assert not bad.strip() or bad not in str(caught.value)
    with pytest.raises(Usage, match="The API key is empty"):
        Login(url="https://erp.example.com", api_key=bad, api_secret="s")
